package msg

import "strings"

// CallID returns the Call-ID, or "".
func CallID(m Message) string {
	if h := m.CallID(); h != nil {
		return string(*h)
	}
	return ""
}

// FromTag returns the tag of the From, or "".
func FromTag(m Message) string {
	if h := m.From(); h != nil {
		return h.Params.GetOr("tag", "")
	}
	return ""
}

// ToTag returns the tag of the To, or "".
func ToTag(m Message) string {
	if h := m.To(); h != nil {
		return h.Params.GetOr("tag", "")
	}
	return ""
}

// SetToTag gives the To of a response another tag.
func SetToTag(res *Response, tag string) {
	h := res.To()
	if h == nil {
		return
	}
	to := *h
	to.Params = h.Params.Clone()
	to.Params.Add("tag", tag)
	res.ReplaceHeader(&to)
}

// BranchOf returns the branch of the topmost Via, or "".
func BranchOf(m Message) string {
	if h := m.Via(); h != nil {
		return h.Params.GetOr("branch", "")
	}
	return ""
}

// MethodOf returns the method of a request, or the method that a response answers; "" where that is missing.
func MethodOf(m Message) Method {
	if req, ok := m.(*Request); ok {
		return req.Method
	}
	if h := m.CSeq(); h != nil {
		return h.MethodName
	}
	return ""
}

// Sequence returns the number of the CSeq, or 0.
func Sequence(m Message) uint32 {
	if h := m.CSeq(); h != nil {
		return h.SeqNo
	}
	return 0
}

// Value returns the value of the first header of that name, or "". The case of the name does not matter; compact
// forms have been resolved by the parser.
func Value(m Message, name string) string {
	for _, h := range headersOf(m) {
		if strings.EqualFold(h.Name(), name) {
			return h.Value()
		}
	}
	return ""
}

// Values returns the values of all headers of that name, one for each header line, as they came.
func Values(m Message, name string) []string {
	var values []string
	for _, h := range headersOf(m) {
		if strings.EqualFold(h.Name(), name) {
			values = append(values, h.Value())
		}
	}
	return values
}

// List returns the values of a header that is a list, such as Supported or Path, whether they came with commas or on
// lines of their own.
func List(m Message, name string) []string {
	var items []string
	for _, value := range Values(m, name) {
		for more := value != ""; more; {
			var item string
			item, value, more = nextItem(value)
			if item != "" {
				items = append(items, item)
			}
		}
	}
	return items
}

// Has tells whether a list header has the word, without regard to case: Has(req, "Supported", "100rel").
func Has(m Message, name, word string) bool {
	for _, item := range List(m, name) {
		if strings.EqualFold(item, word) {
			return true
		}
	}
	return false
}

// Contacts returns every Contact in order.
func Contacts(m Message) []*ContactHeader {
	var contacts []*ContactHeader
	for _, h := range headersOf(m) {
		if contact, ok := h.(*ContactHeader); ok {
			contacts = append(contacts, contact)
		}
	}
	return contacts
}

// RecordRoutes returns every Record-Route in order.
func RecordRoutes(m Message) []*RecordRouteHeader {
	var routes []*RecordRouteHeader
	for _, h := range headersOf(m) {
		if route, ok := h.(*RecordRouteHeader); ok {
			routes = append(routes, route)
		}
	}
	return routes
}

// Seconds reads a header or parameter that is a number of seconds, such as Expires. A number too great for the field
// counts as the greatest (RFC 3261 section 20.19: 2^32-1); ok is false where it is not a number.
func Seconds(value string) (seconds uint32, ok bool) {
	value = trim(value)
	if n, ok := number(value, 1<<32-1); ok {
		return uint32(n), true
	}
	for i := range len(value) {
		if value[i] < '0' || value[i] > '9' {
			return 0, false
		}
	}
	return 1<<32 - 1, value != ""
}
