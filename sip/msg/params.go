package msg

// arena is the common storage of a message's parameters: one allocation instead of one for each header.
type arena struct {
	first [10]Param
	used  []Param
}

// parseParams reads ";name=value;name" to the end of s. Names of header parameters become small letters, since
// RFC 3261 section 7.3.1 compares them without regard to case. Empty ones (";;") are passed over: telephones leave
// trailing semicolons.
func parseParams(s string, a *arena) (Params, error) {
	if a.used == nil {
		a.used = a.first[:0]
	}
	start := len(a.used)
	for s = trim(s); s != ""; {
		if s[0] != ';' {
			return nil, malformed("Text between parameters")
		}
		name, value, rest, err := cutParam(s[1:])
		if err != nil {
			return nil, err
		}
		if name != "" {
			a.used = append(a.used, Param{K: lower(name), V: value})
		}
		if len(a.used)-start > maxParams {
			return nil, malformed("Too many parameters")
		}
		s = rest
	}
	if len(a.used) == start {
		return nil, nil
	}
	return Params(a.used[start:len(a.used):len(a.used)]), nil
}

// cutParam reads one parameter and returns what follows it, beginning with ';' or empty.
func cutParam(s string) (name, value, rest string, err error) {
	end := 0
	for end < len(s) && s[end] != ';' && s[end] != '=' {
		end++
	}
	name, s = trim(s[:end]), s[end:]
	if name == "" && s != "" && s[0] == '=' || name != "" && !isParamName(name) {
		return "", "", "", malformed("Malformed parameter")
	}
	if s == "" || s[0] == ';' {
		return name, "", s, nil
	}
	s = trim(s[1:])
	if s != "" && s[0] == '"' {
		end = quotedEnd(s)
		if end < 0 {
			return "", "", "", malformed("Unbalanced quotation marks")
		}
		return name, s[:end], trim(s[end:]), nil
	}
	end = 0
	for end < len(s) && s[end] != ';' {
		end++
	}
	value = trim(s[:end])
	if hasControl(value) {
		return "", "", "", malformed("Malformed parameter")
	}
	return name, value, s[end:], nil
}

// isParamName is a token, but for the slashes and brackets that RFC 3840 and friends never use and others do.
func isParamName(s string) bool {
	for i := range len(s) {
		if !tokenBytes[s[i]] && s[i] != '[' && s[i] != ']' && s[i] != '/' && s[i] != ':' && s[i] != '&' && s[i] != '$' {
			return false
		}
	}
	return true
}
