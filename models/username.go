package models

import "strings"

// MaxUsername is the longest username.
const MaxUsername = 64

// FoldUsername returns the form in which usernames are compared: case does not tell two users apart.
func FoldUsername(username string) string { return strings.ToLower(username) }
