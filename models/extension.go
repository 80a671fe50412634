package models

import "strconv"

// Internal numbers that are proposed, in this order: those of three digits, then of four, then of five. They begin
// at 2, because short numbers that begin at 1 are emergency and service numbers in most countries.
var proposedExtensions = []struct{ first, last int }{{200, 999}, {2000, 9999}, {20000, 99999}}

// NextExtension returns the first internal number that is neither reserved nor taken; false where none is left.
func NextExtension(taken func(PhoneNumber) bool) (PhoneNumber, bool) {
	for _, numbers := range proposedExtensions {
		for n := numbers.first; n <= numbers.last; n++ {
			number := PhoneNumber(strconv.Itoa(n))
			if _, reserved := Reserved(number); !reserved && !taken(number) {
				return number, true
			}
		}
	}
	return "", false
}
