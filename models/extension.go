package models

import (
	"fmt"
	"strconv"
)

// NumberRange is a range of internal numbers that are proposed for new users.
type NumberRange struct {
	First, Last PhoneNumber
	Free        int // how many of them nobody has
}

// Internal numbers that are proposed where nobody has chosen a range, in this order: those of three digits, then of four, then of five. They begin
// at 2, because short numbers that begin at 1 are emergency and service numbers in most countries.
var proposedExtensions = []struct{ first, last int }{{200, 999}, {2000, 9999}, {20000, 99999}}

// ranges are the numbers that are proposed for new users.
func (n *NumberingSettings) ranges() []struct{ first, last int } {
	first, err := strconv.Atoi(string(n.FirstNumber))
	if err != nil {
		return proposedExtensions
	}
	last, _ := strconv.Atoi(string(n.LastNumber)) // checked with the first
	return []struct{ first, last int }{{first, last}}
}

// number writes a number with the digits of its range: one may begin with zeros.
func (n *NumberingSettings) number(value int) PhoneNumber {
	return PhoneNumber(fmt.Sprintf("%0*d", len(n.FirstNumber), value))
}

// NextExtension returns the first proposed internal number that is not taken; false where none is left.
func (n *NumberingSettings) NextExtension(taken func(PhoneNumber) bool) (PhoneNumber, bool) {
	for _, numbers := range n.ranges() {
		for value := numbers.first; value <= numbers.last; value++ {
			if number := n.number(value); !taken(number) {
				return number, true
			}
		}
	}
	return "", false
}

// NumberRanges returns the ranges of proposed numbers, with how many are free when the given ones, each named once,
// are taken.
func (n *NumberingSettings) NumberRanges(taken []PhoneNumber) []NumberRange {
	proposed := n.ranges()
	ranges := make([]NumberRange, len(proposed))
	for i, numbers := range proposed {
		ranges[i] = NumberRange{
			First: n.number(numbers.first), Last: n.number(numbers.last),
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

// holds compares as text: both ends of a range have the same length.
func (r NumberRange) holds(number PhoneNumber) bool {
	return len(number) == len(r.First) && isDigits(string(number)) && number >= r.First && number <= r.Last
}
