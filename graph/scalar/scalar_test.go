package scalar

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"graphpbx/models"
)

func written(m graphql.Marshaler) string {
	var b strings.Builder
	m.MarshalGQL(&b)
	return b.String()
}

func TestNothingIsNull(t *testing.T) {
	for want, m := range map[string]graphql.Marshaler{
		`null`:                   MarshalPhoneNumber(""),
		`"+491701234567"`:        MarshalPhoneNumber("+491701234567"),
		`"BUSY"`:                 MarshalEndCause(models.EndBusy),
		`"[2001:db8::7]:5060"`:   MarshalAddress(netip.MustParseAddrPort("[2001:db8::7]:5060")),
		`"2026-01-31T11:00:00Z"`: MarshalTime(time.Date(2026, 1, 31, 12, 0, 0, 0, time.FixedZone("", 3600))),
	} {
		if got := written(m); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if got := written(MarshalEndCause("")) + written(MarshalTime(time.Time{})); got != "nullnull" {
		t.Errorf("no cause and no time are %s", got)
	}
}

func TestReading(t *testing.T) {
	if n, err := UnmarshalPhoneNumber(" 21 "); n != "21" || err != nil {
		t.Errorf("%q, %v", n, err)
	}
	if at, err := UnmarshalTime("2026-01-31T12:00:00+01:00"); !at.Equal(time.Date(2026, 1, 31, 11, 0, 0, 0, time.UTC)) || err != nil {
		t.Errorf("%v, %v", at, err)
	}
	if a, err := UnmarshalAddress("192.0.2.7:5060"); a.Port() != 5060 || err != nil {
		t.Errorf("%v, %v", a, err)
	}
	faults := map[string]error{}
	_, faults["long number"] = UnmarshalPhoneNumber(strings.Repeat("1", 200))
	_, faults["word as time"] = UnmarshalTime("yesterday")
	_, faults["number as time"] = UnmarshalTime(7)
	_, faults["address without port"] = UnmarshalAddress("192.0.2.7")
	for name, err := range faults {
		if err == nil {
			t.Errorf("a %s is taken", name)
		}
	}
}
