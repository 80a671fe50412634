package models

import "strconv"

// NumberRange is a range of internal numbers that are proposed for new users.
type NumberRange struct {
	First, Last PhoneNumber
	Free        int // how many of them nobody has
}

// Internal numbers that are proposed, in this order: those of three digits, then of four, then of five. They begin
// at 2, because short numbers that begin at 1 are emergency and service numbers in most countries.
var proposedExtensions = []struct{ first, last int }{{200, 999}, {2000, 9999}, {20000, 99999}}

// NextExtension returns the first proposed internal number that is not taken; false where none is left.
func NextExtension(taken func(PhoneNumber) bool) (PhoneNumber, bool) {
	for _, numbers := range proposedExtensions {
		for n := numbers.first; n <= numbers.last; n++ {
			if number := PhoneNumber(strconv.Itoa(n)); !taken(number) {
				return number, true
			}
		}
	}
	return "", false
}

// NumberRanges returns the ranges of proposed numbers, with how many are free when the given ones, each named once,
// are taken.
func NumberRanges(taken []PhoneNumber) []NumberRange {
	ranges := make([]NumberRange, len(proposedExtensions))
	for i, numbers := range proposedExtensions {
		ranges[i] = NumberRange{
			First: PhoneNumber(strconv.Itoa(numbers.first)), Last: PhoneNumber(strconv.Itoa(numbers.last)),
			Free: numbers.last - numbers.first + 1,
		}
		for _, number := range taken {
			if ranges[i].holds(number) {
				ranges[i].Free--
			}
		}
	}
	return ranges
}

// holds compares as text: both ends of a range have the same length and no leading zero.
func (r NumberRange) holds(number PhoneNumber) bool {
	return len(number) == len(r.First) && isDigits(string(number)) && number >= r.First && number <= r.Last
}
