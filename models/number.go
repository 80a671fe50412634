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

// PhoneNumberFault says what is wrong with the form of a telephone number in the world, as ExtensionFault does. The
// international form of E.164 is asked for, or digits as dialled; none is right.
func PhoneNumberFault(number PhoneNumber) string {
	digits := strings.TrimPrefix(string(number), "+")
	switch {
	case number == "":
		return ""
	case !isDigits(digits):
		return "is no telephone number: use digits alone, with a leading + for the international form, such as +4930123456"
	case len(digits) > 15:
		return "is too long for a telephone number: E.164 has at most 15 digits"
	}
	return ""
}

func isDigits(text string) bool {
	return text != "" && !strings.ContainsFunc(text, func(r rune) bool { return r < '0' || r > '9' })
}
