package registrar

// class is a set of bytes.
type class uint8

const (
	token        class = 1 << iota // RFC 3261 section 25.1
	smallToken                     // a token without capital letters
	tokenOrBlank                   // a display name without quotation marks
	quotable                       // what needs no escape between quotation marks
	visible                        // no blank, no control character
	userByte                       // a user part that needs no unescaping
	hostByte
	paramByte
)

// classes tells for every byte the sets that it belongs to.
var classes = func() (table [256]class) {
	for i := range table {
		c := byte(i)
		digit, small, capital := '0' <= c && c <= '9', 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z'
		letter := small || capital || digit
		if letter || anyOf(c, "-.!%*_+`'~") {
			table[i] |= token | tokenOrBlank | paramByte
		}
		if table[i]&token != 0 && !capital {
			table[i] |= smallToken
		}
		if c == ' ' {
			table[i] |= tokenOrBlank
		}
		if c >= ' ' && c != 0x7f && c != '"' && c != '\\' && c != '<' && c != '>' {
			table[i] |= quotable
		}
		if c > ' ' && c < 0x7f {
			table[i] |= visible
		}
		if letter || anyOf(c, "-_.!~*'+") {
			table[i] |= userByte
		}
		if letter || anyOf(c, "-._") {
			table[i] |= hostByte
		}
		if anyOf(c, "[]:") {
			table[i] |= paramByte
		}
	}
	return table
}()

func anyOf(c byte, set string) bool {
	for i := range len(set) {
		if set[i] == c {
			return true
		}
	}
	return false
}

func allOf(text []byte, set class) bool {
	for _, c := range text {
		if classes[c]&set == 0 {
			return false
		}
	}
	return true
}
