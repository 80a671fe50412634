package msg

// Validate checks what a message must have beyond being readable: From, To, Call-ID, CSeq and Via, a CSeq of the same
// method (RFC 3261 section 8.1.1), tags that are tokens, one Via in a response, a Request-URI that a switchboard can
// mean. Max-Forwards may be missing, as in RFC 2543, but its value has been checked. The error is always a *[Malformed].
func Validate(m Message) error {
	fault := missing(m)
	if fault == nil {
		fault = contradiction(m)
	}
	if fault == nil {
		return nil
	}
	req, isRequest := m.(*Request)
	if !isRequest || req.Method == ACK || req.Via() == nil {
		return &Malformed{Reason: fault.reason}
	}
	return &Malformed{Status: fault.status, Reason: fault.reason, Request: req}
}

func missing(m Message) *bad {
	switch {
	case m.Via() == nil:
		return &bad{400, "Missing Via"}
	case m.From() == nil:
		return &bad{400, "Missing From"}
	case m.To() == nil:
		return &bad{400, "Missing To"}
	case m.CallID() == nil:
		return &bad{400, "Missing Call-ID"}
	case m.CSeq() == nil:
		return &bad{400, "Missing CSeq"}
	}
	return nil
}

func contradiction(m Message) *bad {
	if !validTag(m.From().Params) || !validTag(m.To().Params) {
		return &bad{400, "Malformed tag"}
	}
	req, isRequest := m.(*Request)
	if !isRequest {
		return validateResponse(m)
	}
	switch {
	case req.CSeq().MethodName != req.Method:
		return &bad{400, "CSeq has another method"}
	case !reachable(&req.Recipient):
		return &bad{416, "Unsupported URI Scheme"}
	}
	return nil
}

// reachable tells whether the scheme is one that this switchboard can ever serve (RFC 3261 section 8.2.2.1).
func reachable(uri *Uri) bool { return IsSIP(uri) || uri.Scheme == "tel" }

// validateResponse drops a response with a second Via: it was meant for somebody whose proxy we are not
// (RFC 3261 section 8.1.3.3).
func validateResponse(m Message) *bad {
	vias := 0
	for _, h := range headersOf(m) {
		if _, isVia := h.(*ViaHeader); isVia {
			vias++
		}
	}
	if vias > 1 {
		return &bad{0, "More than one Via"}
	}
	return nil
}

func validTag(params Params) bool {
	tag, found := params.Get("tag")
	return !found || isToken(tag)
}
