// Package flow owns the sockets. A flow is where a telephone is: a socket of ours and an address of theirs, and
// everything for that telephone goes down the flow on which it registered, which is the only way through most routers
// (RFC 5626). A UDP flow is a value that costs nothing while it is idle; a TCP flow is a connection with one goroutine
// that reads and one that writes.
//
// The package cuts streams into messages and knows of SIP no more than Content-Length and CRLF. It must not know what a
// message says.
package flow
