package models

import (
	"slices"
	"strconv"
	"testing"
)

func TestNextExtensionPassesOverTakenNumbers(t *testing.T) {
	usual := DefaultSettings().Numbering
	upTo := func(last int) func(PhoneNumber) bool {
		return func(n PhoneNumber) bool {
			v, err := strconv.Atoi(string(n))
			return err == nil && v <= last
		}
	}
	for last, want := range map[int]PhoneNumber{0: "200", 200: "201", 999: "2000", 9999: "20000", 99999: ""} {
		if got, found := usual.NextExtension(upTo(last)); got != want || found != (want != "") {
			t.Errorf("all up to %d taken: %q, %v; want %q", last, got, found, want)
		}
	}
}

func TestNumberRanges(t *testing.T) {
	usual := DefaultSettings().Numbering
	got := usual.NumberRanges([]PhoneNumber{"200", "999", "199", "1000", "2000", "anna", "0300", "+300", "3x0", "99999"})
	want := []NumberRange{{"200", "999", 798}, {"2000", "9999", 7999}, {"20000", "99999", 79999}}
	if !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}
