package provision

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// ErrValue says that a value cannot be written in the format of a file. The value itself is not told: it may be a
// password.
var ErrValue = errors.New("a name, number or password cannot be written in the format of this telephone")

// valueError says what is wrong with a value without telling it.
type valueError struct{ fault string }

func (e *valueError) Error() string { return ErrValue.Error() + ": " + e.fault }

// Unwrap makes errors.Is(err, ErrValue) true.
func (e *valueError) Unwrap() error { return ErrValue }

// escapeXML writes text for the inside of elements and of attributes in double quotation marks. Characters that XML 1.0 cannot
// carry (section 2.2) are refused, as are line breaks, which attributes would turn into blanks: replaced, a password
// would be another one.
func escapeXML(text string) (string, error) {
	if !utf8.ValidString(text) {
		return "", &valueError{"it is not UTF-8"}
	}
	for _, r := range text {
		if r < ' ' || r == 0x7f || r == 0xfffe || r == 0xffff {
			return "", &valueError{fmt.Sprintf("it has the control character U+%04X", r)}
		}
	}
	var out strings.Builder
	if err := xml.EscapeText(&out, []byte(text)); err != nil {
		return "", &valueError{"it is no text"}
	}
	return out.String(), nil
}

// escapeLine writes text behind "key = " of a file of lines. Such files know no escape, so that a line break would begin
// another setting: it is refused, with the other ends of lines and of strings. Blanks around a value are cut off by the
// telephone: refused as well.
func escapeLine(text string) (string, error) {
	switch {
	case !utf8.ValidString(text):
		return "", &valueError{"it is not UTF-8"}
	case strings.ContainsAny(text, "\r\n\x00\v\f\u0085\u2028\u2029"):
		return "", &valueError{"it has a line break"}
	case strings.TrimSpace(text) != text:
		return "", &valueError{"it begins or ends with a blank"}
	}
	return text, nil
}
