// Package phone is a telephone as a library: it registers, calls, is called, holds, plays a sound and tells what it
// hears. It stands on the same packages as the switchboard (messages, flows, transactions, dialogs, media) but has
// its own socket and keeps to the rules of a plain desk telephone, so that a test with it is a test over a real wire.
//
// It knows nothing of the switchboard beyond SIP: no models of its users, no GraphQL. Signalling runs on the
// goroutines of the flow and of the wheel, and never blocks there; each call has two goroutines for its sound; events
// are told from one more, which exists only while there is something to tell. Close ends them all.
package phone
