package call

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"graphpbx/sip/msg"
	"graphpbx/sip/sdp"
	"graphpbx/sip/tx"
)

// Allowed are the methods that calls are made of, as every answer that makes a dialog names them. PRACK is not among
// them: reliable provisional answers are never asked for. Nor is MESSAGE, which passes within a call only. REFER comes
// with transfer.
const Allowed = "INVITE, ACK, CANCEL, BYE, UPDATE, INFO, OPTIONS"

// refuse refuses a request of somebody known, with what the status asks for.
func refuse(server *tx.Server, req *msg.Request, status int, reason string) {
	server.Respond(refusal(req, status, reason))
}

// dismiss refuses a request that may come from anybody.
func dismiss(server *tx.Server, req *msg.Request, status int) {
	server.Dismiss(refusal(req, status, ""))
}

func refusal(req *msg.Request, status int, reason string) *msg.Response {
	res := msg.NewResponse(req, status, reason)
	switch status {
	case 405:
		res.AppendHeader(msg.NewHeader("Allow", Allowed))
	case 415:
		res.AppendHeader(msg.NewHeader("Accept", "application/sdp"))
	case 503:
		res.AppendHeader(msg.NewHeader("Retry-After", seconds(retryAfter)))
	}
	return res
}

func seconds(d time.Duration) string { return strconv.Itoa(int(d / time.Second)) }

// capabilities answers OPTIONS (RFC 3261 section 11.2).
func capabilities(req *msg.Request) *msg.Response {
	res := msg.NewResponse(req, 200, "")
	res.AppendHeader(msg.NewHeader("Allow", Allowed))
	res.AppendHeader(msg.NewHeader("Accept", "application/sdp"))
	return res
}

// warn adds a Warning (RFC 3261 section 20.43) that says what a person could do about it.
func (m *Manager) warn(res *msg.Response, code int, text string) {
	res.AppendHeader(msg.NewHeader("Warning", strconv.Itoa(code)+" "+m.Realm+` "`+msg.Escape(text)+`"`))
}

// unacceptable answers a description that cannot be relayed.
func (m *Manager) unacceptable(res *msg.Response, err error) {
	switch {
	case errors.Is(err, sdp.ErrEncrypted):
		m.warn(res, 302, "Encrypted sound (SRTP) is not supported here: switch it off, or make it optional, in the telephone")
	case errors.Is(err, sdp.ErrNoAudio):
		m.warn(res, 304, "Only calls with sound are supported here")
	}
}

// withBody adds a session description.
func withBody(m msg.Message, body []byte) {
	if len(body) == 0 {
		return
	}
	m.AppendHeader(msg.NewHeader("Content-Type", "application/sdp"))
	m.SetBody(body)
}

// errNotSDP is a body of another kind than a session description.
var errNotSDP = errors.New("call: body is not a session description")

// description reads the body of a message; nil without error where there is none.
func description(m msg.Message) (*sdp.Description, error) {
	body := m.Body()
	if len(body) == 0 {
		return nil, nil
	}
	kind, _, _ := strings.Cut(msg.Value(m, "Content-Type"), ";")
	if kind = strings.TrimSpace(kind); kind != "" && !strings.EqualFold(kind, "application/sdp") {
		return nil, errNotSDP
	}
	return sdp.Parse(body)
}

// offerIn reads a description that must hold something to relay. The status is that of the refusal, 0 where it is good.
func offerIn(m msg.Message) (d *sdp.Description, status int, err error) {
	d, err = description(m)
	switch {
	case errors.Is(err, errNotSDP):
		return nil, 415, err
	case err != nil:
		return nil, 400, err
	case d == nil:
		return nil, 0, nil
	}
	if _, err := d.Audio(); err != nil {
		return nil, 488, err
	}
	return d, 0, nil
}

// maxReasons bounds what is carried from leg to leg.
const maxReasons = 4

// reasons returns the Reason headers of a message (RFC 3326), which may hold the Q.850 cause of a gateway.
func reasons(m msg.Message) []string {
	values := msg.Values(m, "Reason")
	return values[:min(len(values), maxReasons)]
}

func reasonHeaders(values []string) []msg.Header {
	headers := make([]msg.Header, len(values))
	for i, value := range values {
		headers[i] = msg.NewHeader("Reason", value)
	}
	return headers
}

func addReasons(m msg.Message, values []string) {
	for _, h := range reasonHeaders(values) {
		m.AppendHeader(h)
	}
}
