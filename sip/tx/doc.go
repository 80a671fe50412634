// Package tx holds the transactions of SIP (RFC 3261 section 17 with the Accepted states of RFC 6026): what is sent
// again until it is answered, and what is absorbed because it was answered already. A transaction is a plain struct of
// about a kilobyte in one of 64 shards, with one timer on the shared wheel; it keeps bytes, not messages. There is no
// goroutine here: what arrives is handled on the goroutine that read it, in the order in which it arrived.
//
// Lock order: whoever calls may hold the lock of a call; a transaction's lock comes after it, then the shard, the wheel
// and the flow. No function of a handler is called with a lock held.
//
// REGISTER and OPTIONS need no transaction, they are answered statelessly elsewhere. This package must not know what
// a call or a registration is.
package tx
