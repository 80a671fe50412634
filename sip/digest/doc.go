// Package digest is HTTP digest authentication as SIP uses it (RFC 3261 section 22, RFC 7616, RFC 8760): the server's
// side for every request that needs a name, the client's side for telephones.
//
// Nothing is remembered for a challenge: a nonce proves by its own bytes when and for which address it was made, so a
// flood of requests from invented addresses leaves no trace in memory. Only a right answer leaves one, in a table of
// fixed size, so that it cannot be used again.
//
// The package must not know what a request is, whom it comes from, or what happens after a refusal.
package digest
