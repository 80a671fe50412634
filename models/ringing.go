package models

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Displaced is a registered device that does not ring, because others of its user come first.
type Displaced struct {
	Binding Binding
	Reason  string // one sentence for people: who rings instead, and why
}

// RingingSet parts the bindings of one user into those that ring when a call comes in, first to last, and those that
// are displaced. Of the unexpired ones the first limit ring: reachable before unreachable, later expiry before earlier,
// later registration before earlier. The set has no state of its own, so it may be asked for at any time. The bindings
// given stay as they are.
func RingingSet(bindings []Binding, limit int, now time.Time) (ringing []Binding, displaced []Displaced) {
	for _, b := range bindings {
		if b.ExpiresAt.After(now) {
			ringing = append(ringing, b)
		}
	}
	slices.SortFunc(ringing, func(a, b Binding) int { return ringOrder(&a, &b) })
	if limit = max(limit, 0); len(ringing) <= limit {
		return ringing, nil
	}
	rest := ringing[limit:]
	ringing = ringing[:limit:limit]
	for _, b := range rest {
		displaced = append(displaced, Displaced{Binding: b, Reason: displacement(&b, ringing)})
	}
	return ringing, displaced
}

// ringOrder is the order of ringing. The id comes last, so that equal bindings do not change places between two calls.
func ringOrder(a, b *Binding) int {
	if a.Reachable != b.Reachable {
		if a.Reachable {
			return -1
		}
		return 1
	}
	return cmp.Or(
		b.ExpiresAt.Compare(a.ExpiresAt),
		b.RegisteredAt.Compare(a.RegisteredAt),
		cmp.Compare(a.TerminalID, b.TerminalID),
	)
}

// displacement says why a device is not among those that ring.
func displacement(b *Binding, ringing []Binding) string {
	if len(ringing) == 0 {
		return "No device of this user may ring: the limit is 0."
	}
	names := make([]string, len(ringing))
	for i := range ringing {
		names[i] = deviceName(&ringing[i])
	}
	last := &ringing[len(ringing)-1]
	why := "for a later registration"
	switch {
	case !b.Reachable && last.Reachable:
		why = "since this one does not answer"
	case !b.ExpiresAt.Equal(last.ExpiresAt):
		why = "for a registration that runs longer"
	}
	return fmt.Sprintf("Only %d of this user's devices may ring, and before this one, %s, come %s.",
		len(ringing), why, enumerate(names))
}

// deviceName is how people know a device: by what it calls itself, and by its address.
func deviceName(b *Binding) string {
	name := cmp.Or(b.UserAgent, b.Contact)
	if !b.Remote.IsValid() {
		return name
	}
	return fmt.Sprintf("%s (%s)", name, b.Remote)
}

func enumerate(names []string) string {
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
