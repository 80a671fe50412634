package switchboard

import (
	"fmt"
	"net/netip"

	"graphpbx/models"
	"graphpbx/models/store"
)

// StatisticsScope is what online statistics are about: the terminals of a user, one terminal, or all behind an address.
// The zero value is the whole switchboard.
type StatisticsScope struct {
	UserID     string
	TerminalID string
	Network    netip.Prefix // of a subscriber, see models.SubscriberNetwork
}

// Whole reports whether it is the whole switchboard.
func (of StatisticsScope) Whole() bool { return of == StatisticsScope{} }

func (of StatisticsScope) holds(h *models.ProbeHour) bool {
	return (of.UserID == "" || h.UserID == of.UserID) && (of.TerminalID == "" || h.TerminalID == of.TerminalID) &&
		(!of.Network.IsValid() || h.Network == of.Network)
}

func (of StatisticsScope) query() store.ProbeHourQuery {
	q := store.ProbeHourQuery{UserID: of.UserID, Network: of.Network, All: of.Whole()}
	if of.TerminalID != "" {
		q.TerminalIDs = []string{of.TerminalID}
	}
	return q
}

// key names the scope in the journal.
func (of StatisticsScope) key() string {
	switch {
	case of.TerminalID != "":
		return of.TerminalID
	case of.UserID != "":
		return of.UserID
	case of.Network.IsValid():
		return of.Network.String()
	}
	return "whole"
}

// NewStatisticsScope checks who or what is asked for: at most one of user, terminal and address.
func (s *Switchboard) NewStatisticsScope(userID, terminalID, address string) (StatisticsScope, error) {
	given := 0
	for _, text := range []string{userID, terminalID, address} {
		if text != "" {
			given++
		}
	}
	switch {
	case given > 1:
		return StatisticsScope{}, refused(models.ProblemInvalid, "statistics are about one thing: name a user, a terminal or an address, or none of them for the whole switchboard", "of")
	case userID != "":
		if _, found := s.User(userID); !found {
			return StatisticsScope{}, refused(models.ProblemNotFound, fmt.Sprintf("there is no user with the id %q: it may have been deleted", short(userID)), "of", "userId")
		}
		return StatisticsScope{UserID: userID}, nil
	case address != "":
		return addressScope(address)
	case terminalID != "" && models.KindOf(terminalID) != models.KindTerminal:
		return StatisticsScope{}, refused(models.ProblemInvalid, "this is no id of a terminal: they begin with trm_", "of", "terminalId")
	}
	return StatisticsScope{TerminalID: terminalID}, nil
}

func addressScope(address string) (StatisticsScope, error) {
	network, err := models.ParseNetwork(short(address))
	whole := models.SubscriberNetwork(network.Addr())
	if err != nil || network.Bits() < whole.Bits() {
		return StatisticsScope{}, refused(models.ProblemInvalid,
			fmt.Sprintf("%q is not the address of a subscriber, such as 192.0.2.7 or 2001:db8:1:2::/64", short(address)), "of", "address")
	}
	return StatisticsScope{Network: whole}, nil
}
