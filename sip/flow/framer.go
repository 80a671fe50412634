package flow

import (
	"bytes"
	"errors"
)

// maxMessage bounds a message with its headers, as in package msg.
const maxMessage = 64 << 10

var (
	errTooLarge = errors.New("message too large")
	errFraming  = errors.New("no telling where the message ends")
)

// framer cuts a stream into messages (RFC 3261 section 18.3). Feed it with space and filled, then take what next gives.
type framer struct {
	buffer     []byte
	start, end int // what has been read and not been taken
	scanned    int // how far the end of the headers has been looked for, from start
	total      int // length of the message, once its headers are there
	blank      bool
}

// space returns where to read into; never empty.
func (f *framer) space() []byte {
	if f.start == f.end {
		f.start, f.end = 0, 0
	}
	if f.end == len(f.buffer) {
		f.makeRoom()
	}
	return f.buffer[f.end:]
}

func (f *framer) makeRoom() {
	size := max(len(f.buffer), 2048)
	if f.end-f.start > size/2 {
		size *= 2
	}
	grown := f.buffer
	if size > len(f.buffer) {
		grown = make([]byte, size)
	}
	f.end = copy(grown, f.buffer[f.start:f.end])
	f.start, f.buffer = 0, grown
}

func (f *framer) filled(n int) { f.end += n }

// idle tells whether the stream stands between two messages. Then a large buffer is given back.
func (f *framer) idle() bool {
	if f.start != f.end {
		return false
	}
	if len(f.buffer) > 8192 {
		f.buffer = nil
	}
	return true
}

// next returns the next whole message, or nil where more has to be read. A message of length zero is a keepalive that
// wants an answer (RFC 5626 section 3.5.1). With an error the stream cannot go on; a message beside errFraming is the
// header section of what could not be delimited.
func (f *framer) next() ([]byte, error) {
	if f.total == 0 {
		if f.skipBlankLines() {
			return f.buffer[:0], nil
		}
		if head, err := f.measure(); err != nil || f.total == 0 {
			return head, err
		}
	}
	if f.end-f.start < f.total {
		return nil, nil
	}
	message := f.buffer[f.start : f.start+f.total]
	f.start += f.total
	f.total, f.scanned, f.blank = 0, 0, false
	return message, nil
}

// skipBlankLines passes over CRLF before a message (RFC 3261 section 7.5) and tells of every second one in a row, which
// is a ping. A single one may be the answer to a ping, or a habit.
func (f *framer) skipBlankLines() (ping bool) {
	for f.end-f.start >= 2 && f.buffer[f.start] == '\r' && f.buffer[f.start+1] == '\n' {
		f.start += 2
		f.blank = !f.blank
		if !f.blank {
			return true
		}
	}
	return false
}

// measure looks for the end of the headers and works out the length of the message.
func (f *framer) measure() ([]byte, error) {
	data := f.buffer[f.start:f.end]
	from := max(f.scanned-3, 0)
	end := bytes.Index(data[from:], []byte("\r\n\r\n"))
	if end < 0 {
		f.scanned = len(data)
		if len(data) > maxMessage {
			return nil, errTooLarge
		}
		return nil, nil
	}
	head := data[:from+end+4]
	length, ok := contentLength(head)
	if !ok || len(head)+length > maxMessage {
		return head, errFraming
	}
	f.total = len(head) + length
	return nil, nil
}

// contentLength reads the length of the body. Two lengths that differ, or one that is no number, are refused; none
// means no body, which is what telephones mean that leave it out.
func contentLength(head []byte) (length int, ok bool) {
	found := false
	_, head, _ = bytes.Cut(head, []byte("\r\n")) // the start line
	for len(head) > 0 {
		var line []byte
		line, head = cutLine(head)
		name, value, _ := bytes.Cut(line, []byte(":"))
		if !isLengthName(bytes.Trim(name, " \t")) {
			continue
		}
		n, valid := digits(bytes.Trim(value, " \t\r\n"))
		if !valid || found && n != length {
			return 0, false
		}
		length, found = n, true
	}
	return length, true
}

// cutLine returns a header line with its continuations, which begin with white space (RFC 3261 section 7.3.1).
func cutLine(head []byte) (line, rest []byte) {
	end := 0
	for {
		i := bytes.Index(head[end:], []byte("\r\n"))
		if i < 0 {
			return head, nil
		}
		end += i + 2
		if end == len(head) || head[end] != ' ' && head[end] != '\t' {
			return head[:end], head[end:]
		}
	}
}

func isLengthName(name []byte) bool {
	return len(name) == 1 && name[0]|0x20 == 'l' || len(name) == 14 && bytes.EqualFold(name, []byte("content-length"))
}

func digits(text []byte) (n int, ok bool) {
	for _, c := range text {
		if c < '0' || c > '9' || n > maxMessage {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, len(text) > 0
}
