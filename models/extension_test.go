package models

import (
	"strconv"
	"testing"
)

func TestNextExtensionPassesOverTakenAndReserved(t *testing.T) {
	upTo := func(last int) func(PhoneNumber) bool {
		return func(n PhoneNumber) bool {
			v, err := strconv.Atoi(string(n))
			return err == nil && v <= last
		}
	}
	for last, want := range map[int]PhoneNumber{0: "200", 200: "201", 699: "721", 800: "802", 899: "903", 999: "2000", 9999: "20000", 99999: ""} {
		if got, found := NextExtension(upTo(last)); got != want || found != (want != "") {
			t.Errorf("all up to %d taken: %q, %v; want %q", last, got, found, want)
		}
	}
}
