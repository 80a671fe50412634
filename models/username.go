package models

import "strings"

// MaxUsername is the longest username.
const MaxUsername = 64

// FoldUsername returns the form in which usernames are compared: case does not tell two users apart.
func FoldUsername(username string) string { return strings.ToLower(username) }

// UsernameFault says what is wrong with the form of a username, as the end of a sentence that begins with the name;
// empty where nothing is.
func UsernameFault(username string) string {
	switch {
	case username == "":
		return "is missing: every user needs one"
	case len(username) > MaxUsername:
		return "is too long: use at most 64 characters"
	case strings.ContainsFunc(username, func(r rune) bool { return !isUsernameRune(r) }):
		return "has characters that telephones do not take: use a-z, A-Z, 0-9, - and _ alone"
	}
	return ""
}

func isUsernameRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_'
}
