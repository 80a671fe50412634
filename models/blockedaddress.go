package models

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// BlockReason says why an address is blocked.
type BlockReason string

// Reasons of a block.
const (
	BlockAuthentication BlockReason = "AUTHENTICATION" // too many wrong passwords
	BlockManual         BlockReason = "MANUAL"         // an administrator wanted it
)

// BlockedAddress is a network, mostly of one address, that is not answered; or one name that is refused there.
type BlockedAddress struct {
	ID          string // derived from network and name: the same subject keeps its id
	Network     netip.Prefix
	Username    string // folded; only this name is refused there. Empty: nothing from there is answered
	Reason      BlockReason
	Culprit     string // folded name that all wrong passwords were for; empty where there were several
	Level       int    // which block in a row of automatic ones, from 1: each is twice as long as the one before
	Failures    int    // wrong passwords that led to it; 0 for manual ones
	Explanation string // one sentence for people
	BlockedAt   time.Time
	ExpiresAt   time.Time // zero: until an administrator lifts it
}

// Ended reports whether the time of the block is over.
func (b *BlockedAddress) Ended(now time.Time) bool {
	return !b.ExpiresAt.IsZero() && !b.ExpiresAt.After(now)
}

// BlockedAddressID returns the id of the block of a network, or of a name there.
func BlockedAddressID(network netip.Prefix, username string) string {
	return DerivedID(KindBlockedAddress, network.String(), username)
}

// AllowedAddress is a network that is never blocked for wrong passwords.
type AllowedAddress struct {
	ID        string // derived from the network
	Network   netip.Prefix
	Note      string // whose it is, for people
	CreatedAt time.Time
}

// AllowedAddressID returns the id of an entry of the allow list.
func AllowedAddressID(network netip.Prefix) string {
	return DerivedID(KindAllowedAddress, network.String())
}

// SubscriberNetwork returns what stands for whoever is behind an address: the address, and of IPv6 the /64 that a
// subscriber has. It is invalid for an invalid address.
func SubscriberNetwork(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := a.BitLen()
	if a.Is6() {
		bits = 64
	}
	network, _ := a.Prefix(bits) // fails for the invalid address alone, and is then invalid
	return network
}

// ParseNetwork reads an address (192.0.2.7) or a network (192.0.2.0/24, 2001:db8::/32).
func ParseNetwork(text string) (netip.Prefix, error) {
	text = strings.TrimSpace(text)
	if address, err := netip.ParseAddr(text); err == nil && address.Zone() == "" {
		address = address.Unmap()
		return netip.PrefixFrom(address, address.BitLen()), nil
	}
	network, err := netip.ParsePrefix(text)
	if err != nil || network.Addr().Is4In6() {
		return netip.Prefix{}, fmt.Errorf("%.80q is neither an address, such as 192.0.2.7, nor a network, such as 192.0.2.0/24", text)
	}
	return network.Masked(), nil
}

// FormatNetwork writes a network, a single address without its length.
func FormatNetwork(n netip.Prefix) string {
	if n.IsValid() && n.IsSingleIP() {
		return n.Addr().String()
	}
	return n.String()
}
