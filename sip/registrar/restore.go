package registrar

import (
	"net/netip"
	"time"

	"graphpbx/models"
	"graphpbx/sip/flow"
)

// Restore takes back bindings that an earlier life of the program has stored, before the first packet is read. Over UDP
// a device is where it was, on the socket with the same local address, which flows returns; connections are gone with
// the process that held them, so their devices are unreachable until they come back. What has expired, or is registered
// already, is passed over. Each user is told of once, as RESTORED.
func (r *Registrar) Restore(bindings []models.Binding, flows func(local, remote netip.AddrPort, t models.Transport) flow.Flow) {
	byUser := map[string][]models.Binding{}
	for _, b := range bindings {
		byUser[b.UserID] = append(byUser[b.UserID], b)
	}
	for userID, bindings := range byUser {
		r.restore(userID, bindings, flows)
	}
}

func (r *Registrar) restore(userID string, bindings []models.Binding, flows func(local, remote netip.AddrPort, t models.Transport) flow.Flow) {
	r.change(userID, func(s *shard, a *account) []fact {
		before := len(a.entries)
		for _, b := range bindings {
			if b.ExpiresAt.After(time.Now()) && a.find(b.TerminalID) == nil && len(a.entries) < models.MaxBindings {
				r.insert(s, a, restored(b, flows))
			}
		}
		if len(a.entries) == before {
			return nil
		}
		return []fact{{models.BindingRestored, ""}}
	})
}

func restored(b models.Binding, flows func(local, remote netip.AddrPort, t models.Transport) flow.Flow) *entry {
	e := &entry{Binding: b, saved: true, savedUntil: b.ExpiresAt.Unix()}
	if b.Transport == models.TransportUDP {
		e.flow = flows(b.Local, b.Remote, b.Transport)
	}
	e.Reachable = b.Reachable && !e.flow.IsZero()
	return e
}
