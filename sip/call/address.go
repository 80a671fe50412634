package call

import (
	"net/netip"
	"strings"

	"graphpbx/models"
	"graphpbx/sip/dialog"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

// outside tells whether a telephone sees us under the external address: it is neither on this machine nor in a
// private network.
func outside(remote netip.Addr) bool {
	remote = remote.Unmap()
	return !remote.IsLoopback() && !remote.IsPrivate() && !remote.IsLinkLocalUnicast()
}

// place is what our Via and Contact say to a telephone on that flow.
func (m *Manager) place(f flow.Flow) dialog.Place {
	if m.ExternalHost == "" || !outside(f.Remote.Addr()) {
		return dialog.Place{}
	}
	return dialog.Place{Host: strings.Trim(m.ExternalHost, "[]")}
}

// mediaAddress is where a telephone on that flow is told to send its sound.
func (m *Manager) mediaAddress(f flow.Flow) netip.Addr {
	local := f.Local().Addr().Unmap()
	external, err := netip.ParseAddr(strings.Trim(m.ExternalHost, "[]"))
	if err != nil || !outside(f.Remote.Addr()) || external.Is4() != local.Is4() {
		return local
	}
	return external
}

// shown returns how a party appears on telephones: the name and number of its account, never what a telephone claims.
func (m *Manager) shown(p models.Party) dialog.Address {
	return dialog.Address{Display: p.DisplayName, URI: msg.Uri{Scheme: "sip", User: userPart(string(p.Number)), Host: m.Realm}}
}

// userPart escapes what may not stand in the user part of a URI (RFC 3261 section 25.1).
func userPart(user string) string {
	const hex = "0123456789ABCDEF"
	var out strings.Builder
	for i := range len(user) {
		c := user[i]
		if c < 0x80 && (c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || strings.IndexByte("-_.!~*'()&=+$,;?/", c) >= 0) {
			out.WriteByte(c)
			continue
		}
		out.WriteByte('%')
		out.WriteByte(hex[c>>4])
		out.WriteByte(hex[c&15])
	}
	return out.String()
}

// partyOf returns how an account is seen in calls. Without an internal number the username is the number.
func partyOf(a models.Account) models.Party {
	number := a.Extension
	if number == "" {
		number = models.PhoneNumber(a.Username)
	}
	return models.Party{Number: number, DisplayName: a.DisplayName, UserID: a.UserID}
}

// isOneOf tells whether the user part of a From is a name of the account.
func isOneOf(user string, a models.Account) bool {
	user = msg.UnescapeUser(user)
	return strings.EqualFold(user, a.Username) || a.Extension != "" && user == string(a.Extension)
}
