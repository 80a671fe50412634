package msg

// draft is a message while it is being read. The headers that nearly every message has lie in it, so that they cost one
// allocation together.
type draft struct {
	message Message
	lines   int
	vias    int
	seen    [kindContentType + 1]bool
	length  int64 // Content-Length; valid where seen

	core *core
}

type core struct {
	via           ViaHeader
	from          FromHeader
	to            ToHeader
	contact       ContactHeader
	callID        CallIDHeader
	cseq          CSeqHeader
	maxForwards   MaxForwardsHeader
	contentLength ContentLengthHeader
	contentType   ContentTypeHeader
	params        arena
}

func (d *draft) headers(lines *lineReader) error {
	d.core = &core{}
	for {
		line, err := lines.next()
		if err != nil {
			return err
		}
		if line == "" {
			return nil
		}
		if d.lines++; d.lines > MaxHeaders {
			return malformed("Too many headers")
		}
		if err := d.header(line); err != nil {
			return err
		}
	}
}

func (d *draft) header(line string) error {
	colon := 0
	for colon < len(line) && line[colon] != ':' {
		colon++
	}
	name := trim(line[:colon])
	if colon == len(line) || !isToken(name) {
		return nil // nobody can need a header without a name
	}
	known, value := lookUpHeader(name), trim(line[colon+1:])
	if known.kind == kindPlain {
		d.message.AppendHeader(NewHeader(known.name, value))
		return nil
	}
	err := d.parse(known.kind, value)
	if err != nil && d.needs(known.kind) {
		return &bad{400, "Bad " + known.name + ": " + err.Error()}
	}
	return nil
}

// needs tells whether the message is worth nothing without this header. A torn Contact matters only where it would be
// the target of a dialog or a binding (RFC 3261 section 8.1.1.8); responses are better without than lost.
func (d *draft) needs(k kind) bool {
	req, isRequest := d.message.(*Request)
	switch k {
	case kindVia, kindFrom, kindTo, kindCallID, kindCSeq, kindContentLength:
		return true
	case kindMaxForwards, kindRoute, kindRecordRoute:
		return isRequest
	case kindContact:
		return isRequest && (req.Method == INVITE || req.Method == REGISTER || req.Method == SUBSCRIBE ||
			req.Method == UPDATE || req.Method == REFER || req.Method == NOTIFY)
	}
	return false
}

// once refuses a second header of a kind that may stand only once (RFC 3261 section 7.3.1, RFC 4475 section 3.3.8).
func (d *draft) once(k kind) error {
	if d.seen[k] {
		return malformed("more than one")
	}
	d.seen[k] = true
	return nil
}

func (d *draft) parse(k kind, value string) error {
	switch k {
	case kindVia:
		return d.list(value, d.via)
	case kindContact:
		return d.list(value, d.contact)
	case kindRoute:
		return d.list(value, d.route)
	case kindRecordRoute:
		return d.list(value, d.recordRoute)
	}
	if k == kindContentLength {
		return d.contentLength(value)
	}
	if err := d.once(k); err != nil {
		return err
	}
	switch k {
	case kindFrom:
		return d.from(value)
	case kindTo:
		return d.to(value)
	case kindCallID:
		return d.callID(value)
	case kindCSeq:
		return d.cseq(value)
	case kindMaxForwards:
		return d.maxForwards(value)
	case kindContentType:
		d.core.contentType = ContentTypeHeader(value)
		d.message.AppendHeader(&d.core.contentType)
	}
	return nil
}

// list reads a header that may carry several values with commas between them.
func (d *draft) list(value string, read func(string) error) error {
	for range maxItems {
		item, rest, more := nextItem(value)
		if err := read(item); err != nil {
			return err
		}
		if !more {
			return nil
		}
		value = rest
	}
	return malformed("too many values")
}

func (d *draft) via(item string) error {
	if d.vias++; d.vias > MaxVias {
		return malformed("too many")
	}
	via := &d.core.via
	if d.vias > 1 {
		via = &ViaHeader{}
	}
	if err := parseVia(item, via, &d.core.params); err != nil {
		return err
	}
	d.message.AppendHeader(via)
	return nil
}

func (d *draft) from(value string) (err error) {
	from := &d.core.from
	from.DisplayName, from.Params, err = parseAddress(value, &from.Address, &d.core.params)
	if err == nil {
		d.message.AppendHeader(from)
	}
	return err
}

func (d *draft) to(value string) (err error) {
	to := &d.core.to
	to.DisplayName, to.Params, err = parseAddress(value, &to.Address, &d.core.params)
	if err == nil {
		d.message.AppendHeader(to)
	}
	return err
}

func (d *draft) contact(item string) (err error) {
	contact := &d.core.contact
	if d.seen[kindContact] {
		contact = &ContactHeader{}
	}
	d.seen[kindContact] = true
	if item == "*" {
		contact.Address = Uri{Wildcard: true, Host: "*"}
	} else if contact.DisplayName, contact.Params, err = parseAddress(item, &contact.Address, &d.core.params); err != nil {
		return err
	}
	d.message.AppendHeader(contact)
	return nil
}

func (d *draft) route(item string) error {
	route := &RouteHeader{}
	if _, _, err := parseAddress(item, &route.Address, &d.core.params); err != nil {
		return err
	}
	d.message.AppendHeader(route)
	return nil
}

func (d *draft) recordRoute(item string) error {
	route := &RecordRouteHeader{}
	if _, _, err := parseAddress(item, &route.Address, &d.core.params); err != nil {
		return err
	}
	d.message.AppendHeader(route)
	return nil
}

func (d *draft) callID(value string) error {
	if value == "" || hasControl(value) {
		return malformed("not a word")
	}
	d.core.callID = CallIDHeader(value)
	d.message.AppendHeader(&d.core.callID)
	return nil
}

// cseq reads a number below 2^31 and a method (RFC 3261 section 8.1.1.5).
func (d *draft) cseq(value string) error {
	digits, method := cutAny(value, " \t")
	sequence, ok := number(digits, 1<<31-1)
	if method = trim(method); !ok || !isToken(method) {
		return malformed("not a number below 2^31 and a method")
	}
	d.core.cseq = CSeqHeader{SeqNo: uint32(sequence), MethodName: Method(method)}
	d.message.AppendHeader(&d.core.cseq)
	return nil
}

func (d *draft) maxForwards(value string) error {
	hops, ok := number(value, 255)
	if !ok {
		return malformed("not a number up to 255")
	}
	d.core.maxForwards = MaxForwardsHeader(hops)
	d.message.AppendHeader(&d.core.maxForwards)
	return nil
}

// contentLength accepts a repeated header that says the same: then there is no doubt where the message ends.
func (d *draft) contentLength(value string) error {
	length, ok := number(value, MaxMessage)
	switch {
	case !ok:
		return malformed("not a number up to 65536")
	case d.seen[kindContentLength] && int64(length) != d.length:
		return malformed("two that differ")
	case d.seen[kindContentLength]:
		return nil
	}
	d.seen[kindContentLength], d.length = true, int64(length)
	d.core.contentLength = ContentLengthHeader(length)
	d.message.AppendHeader(&d.core.contentLength)
	return nil
}

// body takes what Content-Length says; without one the body reaches to the end of the datagram. What is left over in a
// datagram is ignored, what is missing is a fault (RFC 3261 section 18.3).
func (d *draft) body(data []byte) error {
	if d.seen[kindContentLength] {
		if int64(len(data)) < d.length {
			return malformed("Content-Length is greater than the body")
		}
		data = data[:d.length]
	}
	if len(data) > 0 {
		d.message.SetBody(append([]byte(nil), data...))
	}
	return nil
}
