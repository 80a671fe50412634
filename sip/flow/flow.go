package flow

import (
	"errors"
	"net/netip"

	"graphpbx/models"
)

// Errors of Send and Dial.
var (
	ErrClosed = errors.New("the connection is closed")
	// ErrSlow means that a peer does not read what it is sent. Its connection has been closed.
	ErrSlow = errors.New("the peer does not read")
	// ErrBusy means that too many connections are being opened already.
	ErrBusy = errors.New("too many connections are being opened")
	errNone = errors.New("there is no flow")
)

// Socket is one end of ours: a UDP socket, which serves many flows, or a connection, which is one.
type Socket interface {
	// Send sends one message. It copies the data and does not wait for the peer.
	Send(data []byte, to netip.AddrPort) error
	Transport() models.Transport
	Local() netip.AddrPort
	// Alive is false once the socket is closed, and then for ever.
	Alive() bool
	// ID names the socket within this process.
	ID() string
}

// Flow is the way to one telephone: a small value that may be compared and used as a key. The zero Flow is none.
type Flow struct {
	Socket Socket
	Remote netip.AddrPort
}

// Send sends one message down the flow. The data may be reused when it returns. Nil means that the message is on its
// way, not that it arrived.
func (f Flow) Send(data []byte) error {
	if f.Socket == nil {
		return errNone
	}
	return f.Socket.Send(data, f.Remote)
}

// Transport returns the transport, or "" for the zero Flow.
func (f Flow) Transport() models.Transport {
	if f.Socket == nil {
		return ""
	}
	return f.Socket.Transport()
}

// Reliable tells whether the transport itself repeats what is lost, so that transactions must not (RFC 3261 section 17).
func (f Flow) Reliable() bool { return f.Socket != nil && f.Socket.Transport() != models.TransportUDP }

// Local returns the address of ours that the telephone sees, or the zero address.
func (f Flow) Local() netip.AddrPort {
	if f.Socket == nil {
		return netip.AddrPort{}
	}
	return f.Socket.Local()
}

// Alive tells whether anything can still be sent. A UDP flow lives as long as the switchboard listens.
func (f Flow) Alive() bool { return f.Socket != nil && f.Socket.Alive() }

// IsZero tells whether this is no flow at all.
func (f Flow) IsZero() bool { return f.Socket == nil }

// Handler takes what arrives.
type Handler interface {
	// Packet takes one whole SIP message. It runs on the reader's goroutine, so that messages of one flow are handled
	// in the order of their arrival, and must not block. The data is valid only during the call. Keepalives are
	// answered here and not handed on. Where a stream's Content-Length makes no sense, the header section is handed
	// over alone, so that it can be refused, and the connection ends.
	Packet(f Flow, data []byte)
	// Closed tells that a connection is gone, once, after its last Packet.
	Closed(f Flow)
}

// Address is an address that the switchboard listens on.
type Address struct {
	Transport models.Transport
	netip.AddrPort
}

func (a Address) String() string { return string(a.Transport) + " " + a.AddrPort.String() }
