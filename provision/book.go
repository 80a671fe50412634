package provision

import (
	"graphpbx/models"
)

// bookPart is the part of a family's files that is the phone book.
const bookPart = "phonebook"

// bookType is the media type of phone books in every family.
const bookType = "text/xml; charset=utf-8"

// Book is what a telephone is told of the phone book: all of it, or the entries from First to Last of Total where it asked for
// some.
type Book struct {
	Entries            []Entry
	Total, First, Last int
}

// Entry is a line of the phone book.
type Entry struct {
	Name    string
	Company string
	Numbers []models.ContactNumber
}

// Line is a number with the name to show for it.
type Line struct {
	Name   string
	Number models.PhoneNumber
}

// suffixes tell the numbers of a person apart where a telephone knows no kinds, in words that English and German share.
var suffixes = map[models.ContactNumberKind]string{models.NumberMobile: " (Mobil)", models.NumberHome: " (Privat)", models.NumberOther: " (2)"}

// Dialled returns the numbers that are called by telephone.
func (e Entry) Dialled() []models.ContactNumber {
	numbers := make([]models.ContactNumber, 0, len(e.Numbers))
	for _, n := range e.Numbers {
		if n.Kind != models.NumberFax {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

// Number returns the first number of a kind; empty where there is none.
func (e Entry) Number(kind string) models.PhoneNumber {
	for _, n := range e.Numbers {
		if string(n.Kind) == kind {
			return n.Number
		}
	}
	return ""
}

// Lines returns the numbers for telephones that show one with each name.
func (e Entry) Lines() []Line {
	var lines []Line
	for i, n := range e.Dialled() {
		line := Line{e.Name, n.Number}
		if i > 0 {
			line.Name += suffixes[n.Kind]
		}
		lines = append(lines, line)
	}
	return lines
}

// Book reports whether the file is the phone book.
func (f File) Book(name models.DeviceFamily) bool {
	return f.ServedTo(name) && f.parts[name] == bookPart
}

// BookSize returns how many entries telephones of a family take; the rest would be cut off by them.
func BookSize(name models.DeviceFamily) int {
	if name == models.FamilyPoly {
		return 500
	}
	return 1000
}
