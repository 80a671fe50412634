package models

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// MaxName is the longest first name, surname, nickname or device name, in characters.
const MaxName = 100

// NameFault says what is wrong with the form of a name of a person or thing, as the end of a sentence that begins
// with the field; empty where nothing is. No name at all is right. Names travel in SIP headers, files of telephones
// and lines of logs, where a line break or a change of the writing direction would forge what follows.
func NameFault(name string) string { return TextFault(name, MaxName) }

// TextFault is NameFault for a text of one line that may have most characters.
func TextFault(text string, most int) string {
	switch {
	case !utf8.ValidString(text):
		return "is not valid UTF-8: enter it anew"
	case utf8.RuneCountInString(text) > most:
		return fmt.Sprintf("is too long: use at most %d characters", most)
	}
	for _, r := range text {
		if r == utf8.RuneError {
			return "has lost a letter (U+FFFD stands in its place): save the file as UTF-8, or enter it anew"
		}
		if isUnshown(r) {
			return fmt.Sprintf("has the control character U+%04X, which telephones cannot show: leave it out", r)
		}
	}
	return ""
}

// isUnshown reports whether a character steers what is shown instead of being shown: control characters, breaks of
// lines and changes of the writing direction.
func isUnshown(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
}

// RingLimitFault says what is wrong with a limit of ringing terminals, as NameFault does.
func RingLimitFault(limit int) string {
	if limit < 1 || limit > MaxRingLimit {
		return fmt.Sprintf("is %d: choose 1 to %d, %d is usual", limit, MaxRingLimit, DefaultRingLimit)
	}
	return ""
}
