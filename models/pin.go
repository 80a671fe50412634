package models

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
)

// Lengths of a PIN, in digits.
const (
	MinPIN = 6
	MaxPIN = 12
)

// PINFault says what is wrong with a PIN, as a sentence without its full stop; empty where nothing is. The numbers are
// those that an attacker tries first: the user's own.
func PINFault(pin string, numbers ...PhoneNumber) string {
	switch {
	case !isDigits(pin):
		return "the PIN must be made of digits, since it is dialled"
	case len(pin) < MinPIN || len(pin) > MaxPIN:
		return fmt.Sprintf("the PIN has %d digits: use %d to %d", len(pin), MinPIN, MaxPIN)
	case variety(pin) < 3 || jumps(pin) < 3:
		return "the PIN repeats or counts, which is guessed first: take the suggested one"
	}
	for _, number := range numbers {
		if digits := strings.TrimPrefix(string(number), "+"); digits != "" && (strings.Contains(digits, pin) || len(digits) >= 4 && strings.Contains(pin, digits)) {
			return "the PIN is made of a number of the user, which is guessed first: take the suggested one"
		}
	}
	return ""
}

// SuggestPIN returns a fresh PIN without the faults that PINFault names.
func SuggestPIN(numbers ...PhoneNumber) string {
	for {
		n, _ := rand.Int(rand.Reader, big.NewInt(100_000_000)) // never fails (crypto/rand, Go 1.24)
		if pin := fmt.Sprintf("%08d", n); PINFault(pin, numbers...) == "" {
			return pin
		}
	}
}
