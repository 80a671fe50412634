package sdp

import (
	"net/netip"
	"strconv"
)

// Append writes the description to dst, with the lines in the order of RFC 8866 section 5.
func (d *Description) Append(dst []byte) []byte {
	dst = append(dst, "v=0\r\no=- "...)
	dst = strconv.AppendUint(dst, d.Origin.ID, 10)
	dst = append(dst, ' ')
	dst = strconv.AppendUint(dst, d.Origin.Version, 10)
	dst = append(dst, ' ')
	dst = appendAddress(dst, addressOrNone(d.Origin.Address))
	dst = append(dst, "\r\ns=-\r\nt=0 0\r\n"...)
	dst = appendAttributes(dst, d.Attributes)
	for i := range d.Media {
		dst = d.Media[i].append(dst)
	}
	return dst
}

func addressOrNone(a netip.Addr) string {
	if !a.IsValid() {
		return "0.0.0.0"
	}
	return a.String()
}

// appendAddress writes "IN IP4 192.0.2.1".
func appendAddress(dst []byte, address string) []byte {
	network := "IN IP4 "
	if a, err := netip.ParseAddr(address); err == nil && a.Is6() && !a.Is4In6() {
		network = "IN IP6 "
	}
	return append(append(dst, network...), address...)
}

func (m *Media) append(dst []byte) []byte {
	dst = append(append(dst, "m="...), m.Kind...)
	dst = strconv.AppendInt(append(dst, ' '), int64(m.Port), 10)
	dst = append(append(dst, ' '), m.Protocol...)
	for _, format := range m.Formats {
		dst = append(append(dst, ' '), format...)
	}
	dst = append(dst, "\r\n"...)
	if m.Connection != "" {
		dst = append(appendAddress(append(dst, "c="...), m.Connection), "\r\n"...)
	}
	for _, bandwidth := range m.Bandwidth {
		dst = append(append(append(dst, "b="...), bandwidth...), "\r\n"...)
	}
	return appendAttributes(dst, m.Attributes)
}

func appendAttributes(dst []byte, attributes []Attribute) []byte {
	for _, a := range attributes {
		dst = append(append(dst, "a="...), a.Name...)
		if a.Value != "" {
			dst = append(append(dst, ':'), a.Value...)
		}
		dst = append(dst, "\r\n"...)
	}
	return dst
}
