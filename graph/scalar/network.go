package scalar

import (
	"net/netip"

	"github.com/99designs/gqlgen/graphql"

	"graphpbx/models"
)

// MarshalNetwork writes a network, a single address without its length.
func MarshalNetwork(n netip.Prefix) graphql.Marshaler {
	return graphql.MarshalString(models.FormatNetwork(n))
}

// UnmarshalNetwork reads an address or a network.
func UnmarshalNetwork(v any) (netip.Prefix, error) {
	s, err := graphql.UnmarshalString(v)
	if err != nil {
		return netip.Prefix{}, wrong(`a network is a text, such as "192.0.2.0/24": write it within quotation marks`)
	}
	n, err := models.ParseNetwork(s)
	if err != nil {
		return n, wrong("%s", err)
	}
	return n, nil
}
