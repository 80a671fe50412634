// Package scalar says how values of the models are written in GraphQL where Go and the schema differ, mostly
// where "" or a zero address means "none" and the wire says null. It knows values, not objects or requests.
package scalar

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/99designs/gqlgen/graphql"

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
		return "", err
	}
	if len(s) > maxPhoneNumber {
		return "", fmt.Errorf("a number has at most %d characters", maxPhoneNumber)
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
		return netip.AddrPort{}, err
	}
	return netip.ParseAddrPort(s)
}

func textOrNull(s string) graphql.Marshaler {
	if s == "" {
		return graphql.Null
	}
	return graphql.MarshalString(s)
}
