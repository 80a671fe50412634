// Package sdp reads and writes session descriptions (RFC 8866) as far as a switchboard needs that relays sound
// between two telephones: where a side wants its RTP, which codecs it names and whether it holds the other. The
// reader is tolerant, since telephones are careless; the writer is strict and lets through only attributes whose
// meaning survives a relay. It must not know SIP, sockets or calls.
package sdp
