package switchboard

import (
	"net/netip"
	"time"

	"graphpbx/models"
)

// neighbours knows where healthy telephones live, and from where people have logged in.
type neighbours struct {
	users    map[string][]netip.AddrPort // where the devices of a user are
	devices  map[netip.AddrPort]int
	networks map[netip.Prefix]int // devices by the network of their subscriber
	proven   map[netip.Prefix]time.Time
}

func newNeighbours() neighbours {
	return neighbours{
		users: make(map[string][]netip.AddrPort), devices: make(map[netip.AddrPort]int),
		networks: make(map[netip.Prefix]int), proven: make(map[netip.Prefix]time.Time),
	}
}

// bound takes the bindings of a user as they are now. A device that does not answer is not healthy.
func (n *neighbours) bound(userID string, bindings []models.Binding) {
	for _, at := range n.users[userID] {
		less(n.devices, at)
		less(n.networks, models.SubscriberNetwork(at.Addr()))
	}
	var present []netip.AddrPort
	for i := range bindings {
		if at := bindings[i].Remote; bindings[i].Reachable && at.IsValid() {
			present = append(present, at)
			n.devices[at]++
			n.networks[models.SubscriberNetwork(at.Addr())]++
		}
	}
	if n.users[userID] = present; present == nil {
		delete(n.users, userID)
	}
}

func less[K comparable](counts map[K]int, key K) {
	if counts[key]--; counts[key] <= 0 {
		delete(counts, key)
	}
}

func (n *neighbours) has(userID string, source netip.AddrPort) bool {
	for _, at := range n.users[userID] {
		if at == source {
			return true
		}
	}
	return false
}

// prove notes that somebody has logged in from there. Where the table is full nothing is noted: whoever is missing in
// it is judged like a stranger.
func (n *neighbours) prove(network netip.Prefix, now time.Time) {
	if _, known := n.proven[network]; known || len(n.proven) < maxProven {
		n.proven[network] = now
	}
}

// healthy reports whether somebody lives there who is not to suffer for a neighbour.
func (n *neighbours) healthy(network netip.Prefix, now time.Time) bool {
	at, proven := n.proven[network]
	return n.networks[network] > 0 || proven && now.Sub(at) < SessionIdle
}

func (n *neighbours) sweep(now time.Time) {
	for network, at := range n.proven {
		if now.Sub(at) >= SessionIdle {
			delete(n.proven, network)
		}
	}
}
