package msg

import "strings"

// token characters of RFC 3261 section 25.1.
var tokenBytes = func() (table [256]bool) {
	for c := range table {
		b := byte(c)
		table[c] = 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' ||
			strings.IndexByte("-.!%*_+`'~", b) >= 0
	}
	return table
}()

func isToken(s string) bool {
	for i := range len(s) {
		if !tokenBytes[s[i]] {
			return false
		}
	}
	return s != ""
}

// trim takes linear white space off both ends. Folded lines are unfolded before, so blanks are all there is.
func trim(s string) string {
	for s != "" && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for s != "" && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

// hasControl tells whether s holds a control character or a blank, which no URI, host or tag may.
func hasControl(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] == 0x7f {
			return true
		}
	}
	return false
}

// lower returns s in small letters; the usual case, small already, costs nothing.
func lower(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return strings.ToLower(s)
		}
	}
	return s
}

// quotedEnd returns the index behind the closing quotation mark of a quoted string that begins s, or -1.
func quotedEnd(s string) int {
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return -1
}

// nextItem splits a list at its first comma outside quotation marks and angle brackets.
func nextItem(s string) (item, rest string, more bool) {
	inBrackets := false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '"':
			end := quotedEnd(s[i:])
			if end < 0 {
				return trim(s), "", false // whoever reads the item will find the fault
			}
			i += end - 1
		case '<':
			inBrackets = true
		case '>':
			inBrackets = false
		case ',':
			if !inBrackets {
				return trim(s[:i]), trim(s[i+1:]), true
			}
		}
	}
	return trim(s), "", false
}

// number reads digits; ok is false where there are none, others, or more than limit.
func number(s string, limit uint64) (n uint64, ok bool) {
	if s == "" {
		return 0, false
	}
	for i := range len(s) {
		c := s[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		if n = n*10 + uint64(c-'0'); n > limit {
			return 0, false
		}
	}
	return n, true
}

// Unquote returns the meaning of a parameter value or display name: without quotation marks and escapes.
func Unquote(s string) string {
	if len(s) >= 2 && s[0] == '"' && s[len(s)-1] == '"' {
		s = s[1 : len(s)-1]
	}
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+1 < len(s) {
			i++
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// Escape returns a text as it has to stand between quotation marks, for a DisplayName or a quoted parameter.
func Escape(s string) string {
	if !strings.ContainsAny(s, `"\`) {
		return s
	}
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)
}
