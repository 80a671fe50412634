package models

import (
	"fmt"
	"net/netip"
	"slices"
	"time"
)

// WarningKind is what somebody should look after at a telephone.
type WarningKind string

// Kinds of warnings.
const (
	WarningDisplaced        WarningKind = "DISPLACED"         // a registered device does not ring, because others come first
	WarningFlapping         WarningKind = "FLAPPING"          // which devices ring changes again and again
	WarningUnreachable      WarningKind = "UNREACHABLE"       // a registered device does not answer
	WarningSeveralAddresses WarningKind = "SEVERAL_ADDRESSES" // devices are registered from more places than a person is at
)

// Bounds of warnings.
const (
	FlappingChanges = 3                // of the displaced set
	FlappingTime    = 30 * time.Minute // within which they are flapping
	ManyAddresses   = 4                // public addresses from which devices of one user are registered that are odd
	MaxPastWarnings = 10               // that a telephone remembers
)

// Warning is one thing to look after. It is never changed, only replaced.
type Warning struct {
	Kind        WarningKind
	Since       time.Time
	Until       time.Time // zero while it is present
	TerminalIDs []string  // the devices it is about, in order of their ids
	Devices     int       // that are registered
	Limit       int       // that ring (displaced, flapping), or addresses (several addresses)
}

// Same reports whether two warnings say the same.
func (w *Warning) Same(o *Warning) bool {
	return w.Kind == o.Kind && w.Since.Equal(o.Since) && w.Until.Equal(o.Until) && w.Devices == o.Devices && w.Limit == o.Limit &&
		slices.Equal(w.TerminalIDs, o.TerminalIDs)
}

// Warnings returns what is to be looked after at the terminals of a user now, but for flapping, which is a matter of time.
func Warnings(terminals []Terminal, limit int) []Warning {
	displaced, deaf := Warning{Kind: WarningDisplaced}, Warning{Kind: WarningUnreachable}
	var addresses []netip.Prefix
	places := Warning{Kind: WarningSeveralAddresses}
	for i := range terminals {
		t := &terminals[i]
		if !t.Rings {
			displaced.TerminalIDs = append(displaced.TerminalIDs, t.ID)
		}
		if !t.Reachable {
			deaf.TerminalIDs = append(deaf.TerminalIDs, t.ID)
		}
		if a := t.Address.Addr(); len(terminals) >= ManyAddresses && a.IsGlobalUnicast() && !a.IsPrivate() {
			if network := SubscriberNetwork(a); !slices.Contains(addresses, network) {
				addresses = append(addresses, network)
			}
			places.TerminalIDs = append(places.TerminalIDs, t.ID)
		}
	}
	if len(addresses) < ManyAddresses {
		places.TerminalIDs = nil
	}
	displaced.Limit, places.Limit = limit, len(addresses)
	var present []Warning
	for _, w := range []Warning{displaced, deaf, places} {
		if len(w.TerminalIDs) > 0 {
			slices.Sort(w.TerminalIDs)
			w.Devices = len(terminals)
			present = append(present, w)
		}
	}
	return present
}

// Text says the warning as a sentence for people.
func (w *Warning) Text(l Language) string {
	n, texts := len(w.TerminalIDs), warningTexts[w.Kind]
	text := texts[0]
	if l == LanguageGerman {
		text = texts[1]
	}
	switch w.Kind {
	case WarningDisplaced:
		return fmt.Sprintf(text, n, w.Devices, w.Limit)
	case WarningUnreachable:
		return fmt.Sprintf(text, n, w.Devices)
	}
	return fmt.Sprintf(text, w.Devices, w.Limit)
}

// warningTexts are in English and in German.
var warningTexts = map[WarningKind][2]string{
	WarningDisplaced: {
		"%d of %d devices do not ring, since only %d may: sign a device off, or raise the limit.",
		"%d von %d Geräten klingeln nicht, da nur %d klingeln dürfen: Melden Sie ein Gerät ab oder erhöhen Sie die Grenze.",
	},
	WarningFlapping: {
		"%d devices share %d places: which of them ring changes again and again. Sign a device off, or raise the limit.",
		"%d Geräte teilen sich %d Plätze: Welche davon klingeln, wechselt immer wieder. Melden Sie ein Gerät ab oder erhöhen Sie die Grenze.",
	},
	WarningUnreachable: {
		"%d of %d devices are registered, but do not answer: see the online statistics.",
		"%d von %d Geräten sind angemeldet, antworten aber nicht: siehe Onlinestatistik.",
	},
	WarningSeveralAddresses: {
		"%d devices are registered from %d public addresses: make sure that all of them are the user's own.",
		"%d Geräte sind von %d öffentlichen Adressen aus angemeldet: Prüfen Sie, ob alle dem Benutzer gehören.",
	},
}
