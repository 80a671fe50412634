package registrar

import (
	"strings"

	"graphpbx/models"
	"graphpbx/sip/digest"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

// refusal is an answer that is not 200.
type refusal struct {
	status  int
	reason  string // empty for the usual phrase
	headers []msg.Header
}

// Barred is the phrase for a name that is refused where the request comes from.
const Barred = "Too Many Wrong Passwords"

const notTheUser = "To and From Must Be the User Who Logs In"

// Register answers a REGISTER that has been validated and marked with where it came from. It keeps no transaction: a
// retransmission is answered by looking at the bindings once more. The answer goes down the flow.
func (r *Registrar) Register(req *msg.Request, f flow.Flow) {
	lines, refused := r.register(req, f)
	if refused != nil {
		r.send(f, refused.response(req))
		return
	}
	res := msg.NewStatelessResponse(req, 200, "")
	for _, line := range lines {
		res.AppendHeader(line)
	}
	r.send(f, res)
}

// Options answers an OPTIONS to the switchboard itself, outside of any dialog, that has been validated and marked as
// for Register (RFC 3261 section 11.2). Telephones send it to keep their way through NAT open, so it needs no name; and
// whom it is for makes no difference, or it would tell strangers who exists.
func (r *Registrar) Options(req *msg.Request, f flow.Flow) {
	if refused := r.unsupported(req); refused != nil {
		r.send(f, refused.response(req))
		return
	}
	res := msg.NewStatelessResponse(req, 200, "")
	res.AppendHeader(msg.NewHeader("Allow", r.config.Allow))
	res.AppendHeader(msg.NewHeader("Accept", r.config.Accept))
	res.AppendHeader(msg.NewHeader("Supported", r.config.Supported))
	r.send(f, res)
}

func (x *refusal) response(req *msg.Request) *msg.Response {
	res := msg.NewStatelessResponse(req, x.status, x.reason)
	for _, h := range x.headers {
		res.AppendHeader(h)
	}
	return res
}

// send forgets failures: without a transaction the device's retransmission is the remedy.
func (r *Registrar) send(f flow.Flow, res *msg.Response) {
	buf := r.answers.Get().(*[]byte)
	*buf = msg.Append((*buf)[:0], res)
	_ = f.Send(*buf)
	r.answers.Put(buf)
}

// register goes through the steps of RFC 3261 section 10.3 and returns the headers of the 200, or why there is none.
// The domain of the request does not matter: telephones are configured with names, addresses and outbound proxies
// alike, and the user decides.
func (r *Registrar) register(req *msg.Request, f flow.Flow) ([]msg.Header, *refusal) {
	if refused := r.unsupported(req); refused != nil {
		return nil, refused
	}
	verdict := r.auth.Check("REGISTER", msg.Values(req, "Authorization"), f.Remote.Addr())
	if verdict.Answered() && r.config.Barrier.Barred(f.Remote, verdict.Username) {
		return nil, &refusal{status: 403, reason: Barred} // the right password, too: or guessing would go on
	}
	if verdict.Failed {
		r.facts.AuthenticationFailed(f.Remote, verdict.Username, verdict.Answer)
	}
	if !verdict.OK && !verdict.Repeated {
		return nil, r.challenge(f, verdict)
	}
	account, refused := r.authorize(req, verdict.Username)
	if refused != nil {
		return nil, refused
	}
	w := wish{account: account, flow: f, look: verdict.Repeated}
	if refused := r.read(req, &w); refused != nil {
		return nil, refused
	}
	if verdict.Repeated && !r.answered(&w) {
		return nil, r.challenge(f, verdict)
	}
	contacts, refused := r.grant(&w)
	if refused != nil {
		return nil, refused
	}
	if isStream(f) && !f.Alive() {
		r.FlowClosed(f) // it closed before the binding was there to be told of it
	}
	return headers(contacts, w.path), nil
}

func headers(contacts, path []string) []msg.Header {
	lines := make([]msg.Header, 0, len(contacts)+len(path))
	for _, contact := range contacts {
		lines = append(lines, msg.NewHeader("Contact", contact))
	}
	for _, value := range path { // RFC 3327 section 5.3
		lines = append(lines, msg.NewHeader("Path", value))
	}
	return lines
}

func (r *Registrar) challenge(f flow.Flow, verdict digest.Verdict) *refusal {
	refused := &refusal{status: 401}
	for _, value := range r.auth.Challenges(f.Remote.Addr(), verdict.Stale) {
		refused.headers = append(refused.headers, msg.NewHeader("WWW-Authenticate", value))
	}
	return refused
}

// unsupported refuses what the device insists on and the registrar does not know (RFC 3261 section 8.2.2.3).
func (r *Registrar) unsupported(req *msg.Request) *refusal {
	var unknown []string
	for _, option := range msg.List(req, "Require") {
		if !strings.EqualFold(option, "path") {
			unknown = append(unknown, option)
		}
	}
	if unknown == nil {
		return nil
	}
	return &refusal{420, "", []msg.Header{msg.NewHeader("Unsupported", strings.Join(unknown, ", "))}}
}

// authorize lets users register for themselves alone.
func (r *Registrar) authorize(req *msg.Request, username string) (models.Account, *refusal) {
	if !isUser(&req.To().Address, username) || !isUser(&req.From().Address, username) {
		return models.Account{}, &refusal{status: 403, reason: notTheUser}
	}
	account, ok := r.directory.Account(username)
	if !ok { // deleted a moment ago
		return models.Account{}, &refusal{status: 404}
	}
	return account, nil
}

func isUser(uri *msg.Uri, username string) bool {
	return msg.IsSIP(uri) && strings.EqualFold(msg.UnescapeUser(uri.User), username)
}
