// Package media carries the sound of calls. It opens a pair of ports for each of the two telephones of a call,
// passes RTP and RTCP (RFC 3550) between them, learns where a telephone behind NAT really is without being talked
// into sending the call elsewhere, and counts what it sees.
//
// It knows nothing of SIP, SDP, users or calls: whoever reads the session descriptions tells each leg where its
// telephone says it is. Packets pass through unaltered, so that sequence numbers, timestamps and reports of one
// telephone mean the same to the other.
//
// Goroutines: two for each leg, one that reads RTP and one that reads RTCP, from Open until Close.
package media
