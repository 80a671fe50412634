package models

import (
	"strings"
	"time"
)

// Language is one that people are written to in.
type Language string

// Languages.
const (
	LanguageEnglish Language = "EN"
	LanguageGerman  Language = "DE"
)

// Letter is the draft of a message to a person. The password stands apart, because it must travel by another road than
// the link: whoever reads one of them has nothing yet.
type Letter struct {
	Language     Language
	Subject      string
	Body         string
	PasswordText string
}

// Activation is what the letters about a new link tell.
type Activation struct {
	User      User
	URL       string
	Password  string
	ExpiresAt time.Time
}

// Letters returns the drafts about a new link, one for each language.
func (a *Activation) Letters() []Letter {
	return []Letter{a.letter(letterEnglish), a.letter(letterGerman)}
}

// letterText is a draft with names in braces for what differs.
type letterText struct {
	language                Language
	subject, body, password string
	instant                 string // how a point of time is written
}

var letterEnglish = letterText{
	language: LanguageEnglish,
	subject:  "Your telephone: set it up with this link",
	body: `Hello {name},

your telephone account is ready. Open this link on the device that you want to call with:

{url}

You will be asked for a password, which reaches you by another way. The link works once, and until {until}.

Whoever asks you for link and password together is not from us: do not pass them on.
`,
	password: "The password for your telephone's activation link: {password}",
	instant:  "2 January 2006, 15:04 UTC",
}

var letterGerman = letterText{
	language: LanguageGerman,
	subject:  "Ihr Telefon: Einrichtung mit diesem Link",
	body: `Guten Tag {name},

Ihr Telefonanschluss ist bereit. Öffnen Sie diesen Link auf dem Gerät, mit dem Sie telefonieren möchten:

{url}

Sie werden nach einem Passwort gefragt, das Sie auf anderem Weg erhalten. Der Link gilt einmal und bis {until}.

Wer Link und Passwort zusammen von Ihnen haben möchte, kommt nicht von uns: Geben Sie beides nicht weiter.
`,
	password: "Das Passwort zum Aktivierungslink Ihres Telefons: {password}",
	instant:  "02.01.2006, 15:04 Uhr UTC",
}

func (a *Activation) letter(t letterText) Letter {
	fill := strings.NewReplacer("{name}", a.User.addressedAs(), "{url}", a.URL, "{password}", a.Password,
		"{until}", a.ExpiresAt.UTC().Format(t.instant))
	return Letter{Language: t.language, Subject: t.subject, Body: fill.Replace(t.body), PasswordText: fill.Replace(t.password)}
}

// addressedAs is how a person is greeted: the full name, since a nickname is what colleagues use.
func (u *User) addressedAs() string {
	named := *u
	if named.FirstName+named.Surname != "" {
		named.Nickname = ""
	}
	return named.DisplayName()
}
