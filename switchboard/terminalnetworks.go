package switchboard

import (
	"cmp"
	"net/netip"
	"slices"

	"graphpbx/models"
)

// TerminalNetwork is an address behind which terminals are registered.
type TerminalNetwork struct {
	Network     netip.Prefix // see models.SubscriberNetwork
	Terminals   int
	Unreachable int
	Users       int
}

// maxTerminalNetworks bounds an answer.
const maxTerminalNetworks = 500

// TerminalNetworks returns the addresses behind which terminals are registered, those with most terminals first.
func (s *Switchboard) TerminalNetworks(v models.Viewer) ([]TerminalNetwork, error) {
	if err := require(v, models.RoleSupervisor); err != nil {
		return nil, err
	}
	found := s.telephones.networks()
	slices.SortFunc(found, func(a, b TerminalNetwork) int {
		return cmp.Or(b.Terminals-a.Terminals, a.Network.Addr().Compare(b.Network.Addr()))
	})
	return found[:min(len(found), maxTerminalNetworks)], nil
}

// networks counts the registered terminals by where they are.
func (ts *telephones) networks() []TerminalNetwork {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	at := map[netip.Prefix]int{}
	var found []TerminalNetwork
	for _, t := range ts.byUser {
		counted := map[netip.Prefix]bool{}
		for i := range t.bindings {
			network := models.SubscriberNetwork(t.bindings[i].Remote.Addr())
			place, known := at[network]
			if !known {
				place = len(found)
				at[network], found = place, append(found, TerminalNetwork{Network: network})
			}
			found[place].add(&t.bindings[i], !counted[network])
			counted[network] = true
		}
	}
	return found
}

func (n *TerminalNetwork) add(b *models.Binding, first bool) {
	n.Terminals++
	if !b.Reachable {
		n.Unreachable++
	}
	if first {
		n.Users++
	}
}
