// Package scalar says how values of the models are written in GraphQL where Go and the schema differ, mostly
// where "" or a zero address means "none" and the wire says null. It knows values, not objects or requests.
package scalar

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"graphpbx/models"
)

// maxPhoneNumber bounds what a client may send as a number or name to dial.
const maxPhoneNumber = 128

// MarshalPhoneNumber writes a number, null where it is empty.
func MarshalPhoneNumber(n models.PhoneNumber) graphql.Marshaler {
	return textOrNull(string(n))
}

// UnmarshalPhoneNumber reads a number. Whether it is a good one is for the switchboard to say.
func UnmarshalPhoneNumber(v any) (models.PhoneNumber, error) {
	s, err := graphql.UnmarshalString(v)
	if err != nil {
		return "", wrong(`a number is a text, such as "+4930123456": write it within quotation marks`)
	}
	if len(s) > maxPhoneNumber {
		return "", wrong("a number has at most %d characters", maxPhoneNumber)
	}
	return models.PhoneNumber(strings.TrimSpace(s)), nil
}

// MarshalEndCause writes why a call ended, null while it lives.
func MarshalEndCause(c models.EndCause) graphql.Marshaler {
	return textOrNull(string(c))
}

// UnmarshalEndCause reads a cause.
func UnmarshalEndCause(v any) (models.EndCause, error) {
	s, err := graphql.UnmarshalString(v)
	return models.EndCause(s), err
}

// MarshalAddress writes an address with its port.
func MarshalAddress(a netip.AddrPort) graphql.Marshaler {
	if !a.IsValid() {
		return graphql.MarshalString("")
	}
	return graphql.MarshalString(a.String())
}

// UnmarshalAddress reads an address with its port.
func UnmarshalAddress(v any) (netip.AddrPort, error) {
	s, err := graphql.UnmarshalString(v)
	if err != nil {
		return netip.AddrPort{}, wrong(`an address is a text, such as "192.0.2.7:5060": write it within quotation marks`)
	}
	a, err := netip.ParseAddrPort(s)
	if err != nil {
		return a, wrong("%q is no address with a port, such as 192.0.2.7:5060", s)
	}
	return a, nil
}

// MarshalTime writes an instant in UTC, null where there is none.
func MarshalTime(t time.Time) graphql.Marshaler {
	return graphql.MarshalTime(t.UTC())
}

// UnmarshalTime reads an instant.
func UnmarshalTime(v any) (time.Time, error) {
	s, ok := v.(string)
	if !ok {
		return time.Time{}, wrong("a time is a string, such as 2026-01-31T12:00:00Z")
	}
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		return time.Time{}, wrong("%q is no time: write it like 2026-01-31T12:00:00Z", s)
	}
	if t.Before(time.Unix(0, 0)) { // the year 1 would be taken for no time at all
		return time.Time{}, wrong("%q lies before 1970: write a later time", s)
	}
	return t, nil
}

// MarshalDuration writes a span of time as ISO 8601 has it, such as PT90S.
func MarshalDuration(d time.Duration) graphql.Marshaler { return graphql.MarshalDuration(d) }

// UnmarshalDuration reads a span of time.
func UnmarshalDuration(v any) (time.Duration, error) {
	d, err := graphql.UnmarshalDuration(v)
	if err != nil {
		return 0, wrong("%q is no duration: write it like PT90S, PT15M or PT72H", fmt.Sprintf("%.40v", v))
	}
	return d, nil
}

// wrong says what is wrong with what a client sent.
func wrong(format string, values ...any) error {
	err := gqlerror.Errorf(format, values...)
	err.Extensions = map[string]any{"code": "BAD_USER_INPUT"}
	return err
}

func textOrNull(s string) graphql.Marshaler {
	if s == "" {
		return graphql.Null
	}
	return graphql.MarshalString(s)
}
