package provision

import (
	"net"
	"strconv"
	"strings"

	"graphpbx/models"
)

// Phone is what a telephone is told.
type Phone struct {
	MAC   models.MAC
	Model Model

	Username    string // SIP account and digest username
	Password    string
	DisplayName string
	Number      string // internal number; empty for none

	Host      string // SIP server, without port
	Port      int
	Transport models.Transport
	Voicemail string // number of the own voicemail
	URL       string // folder of its files, with a slash at the end
	Keys      []models.DeviceKey
	Book      Book // for the phone book alone
}

// Server returns host and port, as they stand in addresses.
func (p Phone) Server() string { return net.JoinHostPort(p.Host, strconv.Itoa(p.Port)) }

// Label is what stands on the display: number and name.
func (p Phone) Label() string { return strings.TrimSpace(p.Number + " " + p.DisplayName) }

// TLS reports whether the signalling is encrypted; then sound is, too.
func (p Phone) TLS() bool { return p.Transport == models.TransportTLS }

// TCP reports whether the telephone shall connect by TCP.
func (p Phone) TCP() bool { return p.Transport == models.TransportTCP }

// HTTPS reports whether files are fetched encrypted.
func (p Phone) HTTPS() bool { return strings.HasPrefix(p.URL, "https:") }

// Path returns the folder of its files without the scheme, as some families want it.
func (p Phone) Path() string {
	_, rest, _ := strings.Cut(p.URL, "://")
	return strings.TrimSuffix(rest, "/")
}
