// Package call is the B2BUA: it takes a telephone's INVITE, asks where the call may go, rings the telephones of the
// called, joins caller and callee through the media relay and keeps both dialogs until somebody hangs up. Each side
// has a dialog of its own with the switchboard; nothing that identifies one side reaches the other except what the
// directory says of it.
//
// A [Call] is a mutex with two sides and a state. Handlers run on the goroutine that brought the message, under the
// call's lock, in order of arrival; nothing blocks under it and no two calls are ever locked at once. The lock order
// is call, then the small tables of the [Manager], then transactions, then flows. Every ending goes through one
// place, so that each call tells exactly one end and gives back its ports, timers and table entries.
//
// It must not know how calls are routed, what a user is beyond an account, where registrations are kept, or GraphQL.
package call
