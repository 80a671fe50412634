package models

import (
	"fmt"
	"strings"
)

// Lengths of an internal number. One digit alone is left to what telephones dial as a prefix.
const (
	MinExtension = 2
	MaxExtension = 15
)

// ExtensionFault says what is wrong with the form of an internal number, as the end of a sentence that begins with
// the number; empty where nothing is. No number at all is right: such a user is dialled by username.
func ExtensionFault(number PhoneNumber) string {
	switch {
	case number == "":
		return ""
	case !isDigits(string(number)):
		return "is no internal number: use digits alone"
	case len(number) < MinExtension:
		return fmt.Sprintf("is too short for an internal number: use at least %d digits", MinExtension)
	case len(number) > MaxExtension:
		return fmt.Sprintf("is too long for an internal number: use at most %d digits", MaxExtension)
	}
	return ""
}

func isDigits(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}
