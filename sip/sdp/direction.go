package sdp

import "net/netip"

// Direction tells which way sound flows, seen from the side that wrote the description (RFC 3264 section 5.1).
type Direction int

// Directions. The zero value is the default of RFC 8866 section 6.7.
const (
	SendRecv Direction = iota
	SendOnly
	RecvOnly
	Inactive
)

var directions = [...]string{SendRecv: "sendrecv", SendOnly: "sendonly", RecvOnly: "recvonly", Inactive: "inactive"}

// String returns the attribute's name.
func (d Direction) String() string { return directions[d] }

// Sends tells whether the side sends.
func (d Direction) Sends() bool { return d == SendRecv || d == SendOnly }

// Receives tells whether the side listens. One that does not holds the other.
func (d Direction) Receives() bool { return d == SendRecv || d == RecvOnly }

// Reversed returns the direction as the other side has it, which is also how an offer is answered by who agrees to all
// of it (RFC 3264 section 6.1).
func (d Direction) Reversed() Direction { return directionOf(d.Receives(), d.Sends()) }

func directionOf(sends, receives bool) Direction {
	switch {
	case sends && receives:
		return SendRecv
	case sends:
		return SendOnly
	case receives:
		return RecvOnly
	}
	return Inactive
}

// Direction returns the direction of a media line: its own, else that of the session, else sendrecv. The address
// 0.0.0.0 is the older way to stop listening (RFC 3264 section 8.4).
func (d *Description) Direction(m *Media) Direction {
	direction, ok := named(m.Attributes)
	if !ok {
		direction, _ = named(d.Attributes)
	}
	if a, err := netip.ParseAddr(m.Connection); err == nil && a.IsUnspecified() {
		return directionOf(direction.Sends(), false)
	}
	return direction
}

func named(attributes []Attribute) (Direction, bool) {
	for _, a := range attributes {
		for d, name := range directions {
			if a.Name == name {
				return Direction(d), true
			}
		}
	}
	return SendRecv, false
}
