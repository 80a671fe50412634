package switchboard

import (
	"fmt"
	"hash/maphash"
	"net/netip"
	"slices"
	"strings"
	"time"

	"graphpbx/models"
)

// suspicion is what is remembered of wrong passwords from one network, at most maxOfficeOdd of them.
type suspicion struct {
	wrong []wrongPassword // oldest first
}

// wrongPassword is one failure. What was tried is known by a keyed hash alone: enough to see that it was tried before.
type wrongPassword struct {
	at       time.Time
	username string
	answer   uint64
	weight   int
}

// Weights of what is wrong. A telephone that nobody has prepared shows a MAC that nobody knows, and offices have many of them:
// only a row of them is a search.
const (
	wholeWeight = 4
	macWeight   = 1
)

// WrongPassword counts a wrong password that somebody showed who is known to receive our answers: over a connection, or
// for a nonce of ours. The same password for the same name, from one address, counts once.
func (s *Switchboard) WrongPassword(door Door, source netip.Addr, username, password string) {
	var h maphash.Hash
	h.SetSeed(s.blocking.seed)
	_, _ = h.WriteString(foldName(username)) // never fails
	_ = h.WriteByte(0)
	_, _ = h.WriteString(password)
	s.blocking.wrong(door, source, wrongPassword{time.Now(), foldName(username), h.Sum64(), wholeWeight})
}

// wrongMAC counts a request for the file of a telephone that is not prepared, or not given out by its MAC alone. The same MAC, from
// one address, counts once.
func (s *Switchboard) wrongMAC(source netip.Addr, mac string) {
	answer := maphash.String(s.blocking.seed, "MAC "+mac)
	s.blocking.wrong(DoorProvisioning, source, wrongPassword{time.Now(), provisioningName, answer, macWeight})
}

// wrong counts a failure, and blocks where it is one too many.
func (b *blocking) wrong(door Door, source netip.Addr, p wrongPassword) {
	network, name, now := models.SubscriberNetwork(source), p.username, p.at
	if !network.IsValid() {
		return // the control socket
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.isAllowed(network) || b.isShut(network, name, now) {
		return
	}
	w := b.watch(network, now)
	if !w.add(p) {
		return
	}
	own, limit := w.count(name), b.settings.get().Blocking.Attempts
	switch healthy := b.homes.healthy(network, now); {
	case healthy && w.weight(name) >= limit*wholeWeight:
		b.block(subject{network, name}, own, name, door, now)
		w.forget(name)
		if b.bars(network, now) > maxOfficeBars {
			b.shut(network, w, door, now)
		}
	case !healthy && w.weight("") >= limit*wholeWeight, len(w.wrong) >= maxOfficeOdd:
		b.shut(network, w, door, now)
	}
}

// shut blocks a whole network.
func (b *blocking) shut(network netip.Prefix, w *suspicion, door Door, now time.Time) {
	b.block(subject{network: network}, max(len(w.wrong), b.settings.get().Blocking.Attempts), w.culprit(), door, now)
	delete(b.watched, network)
}

// block makes an automatic block. It is twice as long as the last one, where that was not long ago.
func (b *blocking) block(at subject, failures int, culprit string, door Door, now time.Time) {
	if len(b.blocks) >= maxBlocks {
		b.makeRoom()
	}
	level := 1
	if past, found := b.past[at]; found && past.until.After(now) {
		level = past.level + 1
	}
	block := models.BlockedAddress{
		ID: models.BlockedAddressID(at.network, at.username), Network: at.network, Username: at.username,
		Reason: models.BlockAuthentication, Culprit: culprit, Level: level, Failures: failures,
		BlockedAt: now, ExpiresAt: now.Add(b.settings.get().Blocking.BlockTime(level)),
	}
	block.Explanation = explain(&block, door, b.settings.get().Blocking.Window)
	b.log.Warn("blocked after wrong passwords", "network", at.network, "username", at.username, "level", level, "until", block.ExpiresAt)
	b.put(block)
	b.smudge(block.ID)
}

// explain says in one sentence why there is a block.
func explain(b *models.BlockedAddress, door Door, window time.Duration) string {
	what := "nothing from this address is answered"
	switch b.Username {
	case "":
	case activationName:
		what = "no activation link is opened from this address, while the healthy telephones there go on"
	case provisioningName:
		what = "no file is given to unknown telephones at this address, while the healthy ones there go on"
	default:
		what = fmt.Sprintf("%q is refused at this address, while the healthy telephones there go on", b.Username)
	}
	whose := ""
	if b.Culprit != "" && !strings.HasPrefix(b.Culprit, "/") {
		whose = fmt.Sprintf(" for %q", b.Culprit)
	}
	again := ""
	if b.Level > 1 {
		again = fmt.Sprintf(" It is block number %d in a row, and each is twice as long as the one before, up to a day.", b.Level)
	}
	wrong := "wrong passwords"
	if door == DoorProvisioning {
		wrong = "wrong requests"
	}
	return fmt.Sprintf("%d %s%s within %d minutes, the last by %s: %s.%s",
		b.Failures, wrong, whose, window/time.Minute, door, what, again)
}

// isShut reports whether a block stands already: what comes meanwhile does not count.
func (b *blocking) isShut(network netip.Prefix, name string, now time.Time) bool {
	bar, barred := b.blocks[subject{network, name}]
	if barred && !bar.Ended(now) {
		return true
	}
	_, blocked := b.find(network.Addr(), now)
	return blocked
}

// bars returns how many names are refused at a network.
func (b *blocking) bars(network netip.Prefix, now time.Time) (count int) {
	for at, block := range b.blocks {
		if at.username != "" && at.network == network && !block.Ended(now) {
			count++
		}
	}
	return count
}

// makeRoom ends the automatic block that would end first: whoever fills the table has that many addresses that blocking
// does not hold them up.
func (b *blocking) makeRoom() {
	var first subject
	var end time.Time
	for at, block := range b.blocks {
		if block.Reason == models.BlockAuthentication && (end.IsZero() || block.ExpiresAt.Before(end)) {
			first, end = at, block.ExpiresAt
		}
	}
	if b.drop(first) {
		b.smudge(models.BlockedAddressID(first.network, first.username))
	}
}

// watch returns what is remembered of a network. Where there is no room for another, any other is forgotten.
func (b *blocking) watch(network netip.Prefix, now time.Time) *suspicion {
	w := b.watched[network]
	if w == nil {
		if len(b.watched) >= maxWatched {
			for other := range b.watched {
				delete(b.watched, other)
				break
			}
		}
		w = &suspicion{}
		b.watched[network] = w
	}
	w.age(now, b.settings.get().Blocking.Window)
	return w
}

// add remembers a failure, and reports whether it counts: the same answer once more does not.
func (w *suspicion) add(p wrongPassword) bool {
	if slices.ContainsFunc(w.wrong, func(o wrongPassword) bool { return o.username == p.username && o.answer == p.answer }) {
		return false
	}
	w.wrong = append(w.wrong, p)
	return true
}

func (w *suspicion) age(now time.Time, window time.Duration) {
	w.wrong = slices.DeleteFunc(w.wrong, func(o wrongPassword) bool { return now.Sub(o.at) >= window })
}

func (w *suspicion) count(name string) (count int) {
	for _, o := range w.wrong {
		if o.username == name {
			count++
		}
	}
	return count
}

// weight returns how much is held against a name; against all of them where it is empty.
func (w *suspicion) weight(name string) (sum int) {
	for _, o := range w.wrong {
		if name == "" || o.username == name {
			sum += o.weight
		}
	}
	return sum
}

func (w *suspicion) forget(name string) {
	w.wrong = slices.DeleteFunc(w.wrong, func(o wrongPassword) bool { return o.username == name })
}

// culprit returns the name that all failures were for, or "".
func (w *suspicion) culprit() string {
	if len(w.wrong) == 0 || w.count(w.wrong[0].username) < len(w.wrong) {
		return ""
	}
	return w.wrong[0].username
}

// forgive forgets what was held against a name whose password was replaced: its devices may try the new one at once.
func (b *blocking) forgive(username string) {
	name := foldName(username)
	b.mu.Lock()
	defer b.mu.Unlock()
	for at, block := range b.blocks {
		if block.Reason == models.BlockAuthentication && (at.username == name || at.username == "" && block.Culprit == name) {
			b.drop(at)
			b.smudge(block.ID)
		}
	}
	for _, w := range b.watched {
		w.forget(name)
	}
}
