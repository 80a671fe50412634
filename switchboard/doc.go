// Package switchboard decides: who is who, who may do what, whom a call reaches, what the state of a telephone is.
// It holds all users in memory, takes the facts of the SIP engine (a device registered, a call changed, a probe was
// answered), turns each into the one state that everybody sees, and tells it as an event of the journal. What must
// last it writes to the database behind the back of the calls: no packet ever waits for a disk.
//
// It must know neither SIP messages nor GraphQL nor HTTP. The engine is known as a [Telephony], and knows the
// switchboard by the methods Account, Secret, Route, BindingsChanged, CallChanged, Probed and AuthenticationFailed,
// Blocked and Barred.
//
// Lock order: users → calls → telephones → statistics → presences → blocking → journal. None of them is held while the engine or the
// database is asked, but users, which lets one change after the other reach the database.
package switchboard
