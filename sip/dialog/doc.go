// Package dialog keeps one side of a SIP dialog (RFC 3261 section 12): its identifiers, the numbering of requests in
// both directions, the remote target and the route set, and builds the requests of it. Every request goes down the
// flow on which the telephone is known, never to the address in a Contact: that one is often an address behind NAT.
// It does no I/O, keeps no lock, and must not know transactions or calls.
package dialog
