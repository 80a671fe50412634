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

// TeamsHint is added to the refusal of a username that looks like a login of Microsoft Teams.
const TeamsHint = "; a Teams login has a field of its own (teamsLogin), and the username may be its first part without dots"

// LooksLikeTeamsLogin reports whether somebody may have typed a login of Microsoft Teams where a username belongs.
func LooksLikeTeamsLogin(username string) bool { return strings.ContainsAny(username, ".@") }

// maxTeamsLogin is the longest login, as of a mail address (RFC 5321 section 4.5.3.1.3).
const maxTeamsLogin = 254

// TeamsLoginFault says what is wrong with the form of a login of Microsoft Teams, as UsernameFault does; none is right.
func TeamsLoginFault(login string) string {
	local, domain, found := strings.Cut(login, "@")
	switch {
	case login == "":
		return ""
	case len(login) > maxTeamsLogin:
		return "is too long: use at most 254 characters"
	case strings.ContainsFunc(login, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`"<>\,;:()[]`, r) }):
		return "has characters that no login has: write it like anna.muster@example.com"
	case found && (local == "" || domain == "" || strings.Contains(domain, "@")):
		return "is no login: write it like anna.muster@example.com"
	}
	return ""
}

func isUsernameRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_'
}
