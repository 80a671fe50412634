package models

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Bounds of the phone book. All of it lives in memory.
const (
	MaxContacts       = 50_000 // shared and personal ones together
	MaxUserContacts   = 5_000  // personal ones of one user
	MaxContactNumbers = 10
	MaxContactNote    = 1_000 // characters
)

// ContactScope says who sees a contact.
type ContactScope string

// Scopes of contacts.
const (
	ContactShared   ContactScope = "SHARED"   // everybody; administrators keep it
	ContactPersonal ContactScope = "PERSONAL" // the user alone who keeps it
)

// ContactNumberKind says what a number of a contact is for.
type ContactNumberKind string

// Kinds of numbers.
const (
	NumberWork   ContactNumberKind = "WORK"
	NumberMobile ContactNumberKind = "MOBILE"
	NumberHome   ContactNumberKind = "HOME"
	NumberFax    ContactNumberKind = "FAX"
	NumberOther  ContactNumberKind = "OTHER"
)

// ContactNumberKinds returns all kinds, in the order in which they are shown.
func ContactNumberKinds() []ContactNumberKind {
	return []ContactNumberKind{NumberWork, NumberMobile, NumberHome, NumberFax, NumberOther}
}

// ContactNumber is one number of a contact.
type ContactNumber struct {
	Kind   ContactNumberKind
	Number PhoneNumber // E.164, or as dialled inside
}

// Contact is somebody in the phone book who is no user.
type Contact struct {
	ID        string
	OwnerID   string // the user who keeps it; empty: it is shared
	FirstName string
	Surname   string
	Company   string
	Note      string
	Numbers   []ContactNumber
	Version   int // grows with each change; an update names the version it was made from
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Scope returns who sees the contact.
func (c *Contact) Scope() ContactScope {
	if c.OwnerID == "" {
		return ContactShared
	}
	return ContactPersonal
}

// DisplayName returns what telephones and lists show: the full name, else the company.
func (c *Contact) DisplayName() string {
	if name := strings.TrimSpace(c.FirstName + " " + c.Surname); name != "" {
		return name
	}
	return c.Company
}

// CallerNameSource says whose word a name of a caller is.
type CallerNameSource string

// Sources of names, the strongest first.
const (
	NameOfPersonalContact CallerNameSource = "PERSONAL_CONTACT"
	NameOfUser            CallerNameSource = "USER"
	NameOfSharedContact   CallerNameSource = "SHARED_CONTACT"
)

// NoteFault says what is wrong with the form of a note, as NameFault does. It may have several lines.
func NoteFault(note string) string {
	switch {
	case !utf8.ValidString(note):
		return "is not valid UTF-8: enter it anew"
	case utf8.RuneCountInString(note) > MaxContactNote:
		return fmt.Sprintf("is too long: use at most %d characters", MaxContactNote)
	}
	for _, r := range note {
		if r == utf8.RuneError {
			return "has lost a letter (U+FFFD stands in its place): save the file as UTF-8, or enter it anew"
		}
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control)) {
			return fmt.Sprintf("has the control character U+%04X: leave it out", r)
		}
	}
	return ""
}
