package models

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// passwordLetters are those that nobody mistakes for another: no 0 and O, no 1, l and I.
const passwordLetters = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"

// SuggestedPassword is the length of a suggested password: 20 of 57 letters carry 116 bits.
const SuggestedPassword = 20

// SuggestPassword returns a fresh strong password of letters and digits that can be read out over a telephone.
func SuggestPassword() string {
	password := make([]byte, 0, SuggestedPassword)
	var b [64]byte
	for {
		_, _ = rand.Read(b[:]) // never fails (crypto/rand, Go 1.24)
		for _, v := range b {
			n := int(v & 63) // draws above the alphabet are thrown away, so that every letter is equally likely
			if n < len(passwordLetters) {
				password = append(password, passwordLetters[n])
			}
			if len(password) == SuggestedPassword {
				return string(password)
			}
		}
	}
}

// Lengths of a password that a person chooses.
const (
	MinPassword = 12
	MaxPassword = 128
)

// guessed are parts of passwords that attackers try first.
var guessed = []string{"password", "passwort", "qwertz", "qwerty", "asdfgh", "12345", "54321", "letmein", "welcome", "admin", "telefon", "telephone", "graphpbx"}

// PasswordFault says what is wrong with a password that a person chose, as a sentence without its full stop; empty
// where nothing is. The words are those that an attacker tries first: the user's own names and numbers.
func PasswordFault(password string, words ...string) string {
	switch n := len([]rune(password)); {
	case n < MinPassword:
		return fmt.Sprintf("the password has %d characters, and short ones are guessed: use at least %d, or take the suggested one", n, MinPassword)
	case n > MaxPassword:
		return fmt.Sprintf("the password has %d characters: use at most %d", n, MaxPassword)
	case strings.ContainsFunc(password, isUnshown):
		return "the password has a control character, which no telephone can send: leave it out"
	case strings.ContainsRune(password, utf8.RuneError):
		return "the password has lost a letter (U+FFFD stands in its place): enter it anew"
	case variety(password) < 5:
		return "the password repeats a few characters, which is easily guessed: take the suggested one"
	case jumps(password) < 5:
		return "the password follows the alphabet, the digits or the keyboard, which is easily guessed: take the suggested one"
	}
	rest := strings.ToLower(password)
	for _, word := range slices.Concat(words, guessed) {
		if len(word) >= 3 {
			rest = strings.ReplaceAll(rest, strings.ToLower(word), "")
		}
	}
	if len([]rune(rest)) < MinPassword/2 {
		return "the password is made of a word or name that attackers try first: take the suggested one"
	}
	return ""
}

func variety(password string) int {
	seen := make(map[rune]bool)
	for _, r := range password {
		seen[r] = true
	}
	return len(seen)
}

// keyboardRows are walked along by those who want a long password that is no work.
const keyboardRows = "qwertzuiop qwertyuiop asdfghjkl yxcvbnm zxcvbnm 1234567890"

// jumps counts the characters that cannot be foretold from the one before: neither the same, nor its neighbour in
// the alphabet, among the digits or on the keyboard.
func jumps(password string) int {
	count, before := 0, rune(-2)
	for _, r := range strings.ToLower(password) {
		forth, back := string([]rune{before, r}), string([]rune{r, before})
		near := r >= before-1 && r <= before+1 || strings.Contains(keyboardRows, forth) || strings.Contains(keyboardRows, back)
		if !near {
			count++
		}
		before = r
	}
	return count
}
