// Package registrar knows where telephones are: it answers REGISTER (RFC 3261 section 10.3, with instances and
// reg-ids of RFC 5626 and the Path of RFC 3327) and keeps the bindings of every user in memory. Requests for a
// telephone go down the flow on which it registered, never to the address in its Contact, which is hidden behind NAT
// or may be somebody else's.
//
// A refresh, a first REGISTER without credentials and an OPTIONS to the switchboard itself are most of what telephones
// ever send. They are answered by Fast from the bytes as they came; whatever is unusual takes the full path, and both
// give the same answer.
//
// The package must not know databases, calls or who watches: it tells facts and hands out changes.
//
// Locks: a shard has two. "change" is held by whoever changes what others are told of, through the telling, so that the
// facts of one user come in order; "mu" guards the data, is taken after it and never held while anything is called but
// the timer wheel. Refreshes and questions take only the latter.
package registrar
