package bench

import "bytes"

// isOptions tells a probe of the switchboard.
func isOptions(packet []byte) bool { return bytes.HasPrefix(packet, []byte("OPTIONS ")) }

// appendOptionsAnswer answers a probe as a telephone does.
func appendOptionsAnswer(dst, request []byte) []byte {
	dst = append(dst, "SIP/2.0 200 OK\r\n"...)
	for line := range bytes.Lines(request) {
		for _, name := range []string{"Via:", "From:", "To:", "Call-ID:", "CSeq:"} {
			if bytes.HasPrefix(line, []byte(name)) {
				dst = append(dst, line...)
			}
		}
	}
	return append(dst, "Content-Length: 0\r\n\r\n"...)
}
