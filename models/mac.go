package models

import "strings"

// MAC is the hardware address of a telephone: twelve hexadecimal digits in lower case, nothing between them.
type MAC string

// ParseMAC reads a hardware address as people and telephones write it: 00:04:13:A1:1F:A7, 00-04-13…, 0004.13a1.1fa7
// or without anything between. It returns false for what is none, and for addresses of no single device (groups and
// zero).
func ParseMAC(text string) (MAC, bool) {
	digits := make([]byte, 0, 12)
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'f':
			digits = append(digits, c)
		case c >= 'A' && c <= 'F':
			digits = append(digits, c+'a'-'A')
		case strings.IndexByte(":-. ", c) >= 0:
		default:
			return "", false
		}
		if len(digits) > 12 {
			return "", false
		}
	}
	mac := MAC(digits)
	if len(mac) != 12 || mac == "000000000000" || strings.IndexByte("13579bdf", mac[1]) >= 0 {
		return "", false
	}
	return mac, true
}

// String returns the address with colons, as it is printed on the telephone.
func (m MAC) String() string {
	if len(m) != 12 {
		return string(m)
	}
	parts := make([]string, 6)
	for i := range parts {
		parts[i] = string(m[2*i : 2*i+2])
	}
	return strings.Join(parts, ":")
}

// Lower returns the twelve digits in lower case, as most families name their files.
func (m MAC) Lower() string { return string(m) }

// Upper returns the twelve digits in upper case, as some families name their files.
func (m MAC) Upper() string { return strings.ToUpper(string(m)) }
