package switchboard

import (
	"fmt"
	"strings"

	"graphpbx/models"
)

// readCards reads contacts as vCard (RFC 6350, and RFC 2426 before it). What the phone book has no place for, such as
// pictures, is passed over.
func readCards(text string) ([]contactRow, error) {
	var rows []contactRow
	var card *contactRow
	name := ""
	for _, l := range unfolded(text) {
		property := parseCardLine(l.text)
		switch {
		case property.name == "BEGIN" && strings.EqualFold(property.value, "VCARD"):
			card, name = &contactRow{line: l.number}, ""
		case card == nil:
			return nil, noCards(l.number)
		case property.name == "END":
			if len(rows) == models.MaxContacts {
				return nil, tooManyContacts()
			}
			card.named(name)
			rows, card = append(rows, *card), nil
		case property.name == "VERSION" && strings.HasPrefix(property.value, "2."):
			return nil, refused(models.ProblemInvalid, fmt.Sprintf("line %d: this is vCard %s: export the contacts as vCard 3.0 or 4.0",
				l.number, short(property.value)), "input", "file", fmt.Sprint(l.number))
		case property.name == "FN":
			name = unescaped(property.value)
		default:
			card.take(property)
		}
	}
	if card != nil {
		return nil, refused(models.ProblemInvalid, fmt.Sprintf("line %d: this card has no END: the file is cut off", card.line), "input", "file", fmt.Sprint(card.line))
	}
	return rows, nil
}

func noCards(line int) error {
	return refused(models.ProblemInvalid, fmt.Sprintf("line %d: a card begins with BEGIN:VCARD: export the contacts as vCard 3.0 or 4.0", line),
		"input", "file", fmt.Sprint(line))
}

type cardLine struct {
	text   string
	number int
}

// unfolded returns the lines of a file, those that were folded in one (RFC 6350 section 3.2), without empty ones.
func unfolded(text string) (lines []cardLine) {
	var parts []string
	begun := 0
	end := func() {
		if whole := strings.Join(parts, ""); strings.TrimSpace(whole) != "" {
			lines = append(lines, cardLine{whole, begun})
		}
		parts = nil
	}
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		line = strings.TrimSuffix(line, "\r")
		if line != "" && (line[0] == ' ' || line[0] == '\t') && parts != nil {
			parts = append(parts, line[1:])
			continue
		}
		end()
		parts, begun = []string{line}, number
	}
	end()
	return lines
}

// cardProperty is a line of a card: GROUP.NAME;PARAMETERS:VALUE.
type cardProperty struct {
	name       string // in capitals
	parameters string // in capitals
	value      string
}

func parseCardLine(line string) cardProperty {
	quoted := false
	colon := strings.IndexFunc(line, func(r rune) bool {
		if r == '"' {
			quoted = !quoted
		}
		return r == ':' && !quoted
	})
	if colon < 0 {
		return cardProperty{}
	}
	name, parameters, _ := strings.Cut(strings.ToUpper(line[:colon]), ";")
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		name = name[dot+1:]
	}
	return cardProperty{name: name, parameters: parameters, value: line[colon+1:]}
}

// take takes what the phone book has a place for.
func (c *contactRow) take(p cardProperty) {
	switch p.name {
	case "N":
		parts := components(p.value)
		c.contact.Surname = parts[0]
		if len(parts) > 1 {
			c.contact.FirstName = parts[1]
		}
	case "ORG":
		c.contact.Company = components(p.value)[0]
	case "NOTE":
		c.contact.Note = unescaped(p.value)
	case "TEL":
		number := unescaped(p.value)
		if scheme, rest, found := strings.Cut(number, ":"); found && strings.EqualFold(scheme, "tel") {
			number, _, _ = strings.Cut(rest, ";")
		}
		if number = strings.TrimSpace(number); number != "" {
			c.contact.Numbers = append(c.contact.Numbers, models.ContactNumber{Kind: cardKind(p.parameters), Number: models.PhoneNumber(number)})
		}
	}
}

// named makes up for a card without names in parts. One that is named after its company is the company.
func (c *contactRow) named(formatted string) {
	if c.contact.FirstName+c.contact.Surname == "" && formatted != c.contact.Company {
		c.contact.Surname = formatted
	}
}

func cardKind(parameters string) models.ContactNumberKind {
	for _, known := range []struct {
		word string
		kind models.ContactNumberKind
	}{{"FAX", models.NumberFax}, {"CELL", models.NumberMobile}, {"IPHONE", models.NumberMobile}, {"WORK", models.NumberWork}, {"HOME", models.NumberHome}} {
		if strings.Contains(parameters, known.word) {
			return known.kind
		}
	}
	return models.NumberOther
}

// cardTypes are the words for kinds of numbers.
var cardTypes = map[models.ContactNumberKind]string{
	models.NumberWork: "WORK,VOICE", models.NumberMobile: "CELL", models.NumberHome: "HOME,VOICE", models.NumberFax: "FAX", models.NumberOther: "VOICE",
}

// components parts a value at semicolons that are not escaped.
func components(value string) []string {
	parts, from := []string{}, 0
	for i := 0; i < len(value); i++ {
		switch value[i] {
		case '\\':
			i++
		case ';':
			parts, from = append(parts, unescaped(value[from:i])), i+1
		}
	}
	return append(parts, unescaped(value[from:]))
}

var (
	cardEscape   = strings.NewReplacer(`\`, `\\`, "\n", `\n`, ",", `\,`, ";", `\;`, "\r", "")
	cardUnescape = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";")
)

func unescaped(value string) string { return strings.TrimSpace(cardUnescape.Replace(value)) }

// writeCards writes contacts as vCard 3.0, which everything reads.
func writeCards(list []*bookEntry) string {
	var out strings.Builder
	line := func(name, value string) { out.WriteString(folded(name + ":" + value)) }
	for _, e := range list {
		c := e.Contact
		line("BEGIN", "VCARD")
		line("VERSION", "3.0")
		line("UID", c.ID)
		line("N", cardEscape.Replace(c.Surname)+";"+cardEscape.Replace(c.FirstName)+";;;")
		line("FN", cardEscape.Replace(c.DisplayName()))
		if c.Company != "" {
			line("ORG", cardEscape.Replace(c.Company))
		}
		for _, n := range c.Numbers {
			line("TEL;TYPE="+cardTypes[n.Kind], string(n.Number))
		}
		if c.Note != "" {
			line("NOTE", cardEscape.Replace(c.Note))
		}
		line("END", "VCARD")
	}
	return out.String()
}

// folded breaks a line after at most 75 octets, and never within a letter (RFC 6350 section 3.2).
func folded(line string) string {
	const width = 75
	var out strings.Builder
	room := width
	for _, r := range line {
		letter := string(r)
		if len(letter) > room {
			out.WriteString("\r\n ")
			room = width - 1
		}
		out.WriteString(letter)
		room -= len(letter)
	}
	out.WriteString("\r\n")
	return out.String()
}
