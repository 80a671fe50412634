package call

import (
	"strings"
	"time"

	"graphpbx/models"
	"graphpbx/sip/dialog"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/registrar"
	"graphpbx/sip/sdp"
	"graphpbx/sip/tx"
)

// invite takes the INVITE of a new call.
func (m *Manager) invite(req *msg.Request, f flow.Flow, server *tx.Server) {
	if res := m.unwelcome(req, f); res != nil {
		server.Dismiss(res)
		return
	}
	account, ok := m.caller(req, f, server)
	if !ok {
		return
	}
	offer, status, err := offerIn(req)
	if status != 0 {
		m.unfit(req, server, status, err)
		return
	}
	c := m.newCall(account)
	leg, err := dialog.Called(req, f, m.place(f), req.Recipient.User)
	if err != nil {
		refuse(server, req, 400, "Bad Contact or Record-Route")
		return
	}
	c.run(func() { // locked before others can find it
		if status := m.admit(c, keyOf(req)); status != 0 {
			refuse(server, req, status, "")
			return
		}
		c.begin(req, server, leg, account, offer)
	})
}

func (m *Manager) unfit(req *msg.Request, server *tx.Server, status int, err error) {
	if status != 488 {
		refuse(server, req, status, "")
		return
	}
	res := msg.NewResponse(req, status, "")
	m.unacceptable(res, err)
	server.Respond(res)
}

// unwelcome returns the answer to an INVITE that can go nowhere, whoever sent it; nil where it may go on.
func (m *Manager) unwelcome(req *msg.Request, f flow.Flow) *msg.Response {
	if wanted := append(msg.List(req, "Require"), msg.List(req, "Proxy-Require")...); len(wanted) > 0 {
		res := msg.NewResponse(req, 420, "") // no extension is supported yet (RFC 3261 section 8.2.2.3)
		res.AppendHeader(msg.NewHeader("Unsupported", strings.Join(wanted, ", ")))
		return res
	}
	if left := req.MaxForwards(); left != nil && *left == 0 {
		return msg.NewResponse(req, 483, "")
	}
	if m.looped(req, f) {
		return msg.NewResponse(req, 482, "")
	}
	if !msg.IsSIP(&req.Recipient) && req.Recipient.Scheme != "tel" {
		return msg.NewResponse(req, 416, "")
	}
	return nil
}

// looped tells whether the request has passed us before: one of the hops below the last is ours.
func (m *Manager) looped(req *msg.Request, f flow.Flow) bool {
	own := f.Local()
	for i, h := range req.GetHeaders("via") {
		via, ok := h.(*msg.ViaHeader)
		if i == 0 || !ok {
			continue
		}
		if via.Port == int(own.Port()) && (via.Host == own.Addr().String() || m.ExternalHost != "" && via.Host == m.ExternalHost) {
			return true
		}
	}
	return false
}

// caller finds the account that calls. Where it cannot, the request has been answered.
func (m *Manager) caller(req *msg.Request, f flow.Flow, server *tx.Server) (models.Account, bool) {
	account, ok := m.authenticate(req, f, server)
	if ok && !isOneOf(req.From().Address.User, account) {
		refuse(server, req, 403, "From Is Not The Authenticated User")
		return models.Account{}, false
	}
	return account, ok
}

// authenticate finds the account whose credentials a request carries. Where it cannot, the request has been answered.
func (m *Manager) authenticate(req *msg.Request, f flow.Flow, server *tx.Server) (models.Account, bool) {
	source := f.Remote.Addr()
	credentials := append(msg.Values(req, "Proxy-Authorization"), msg.Values(req, "Authorization")...)
	verdict := m.Auth.Check(string(req.Method), credentials, source)
	if verdict.Answered() && m.Barred != nil && m.Barred(f.Remote, verdict.Username) {
		refuse(server, req, 403, registrar.Barred)
		return models.Account{}, false
	}
	if verdict.Failed && m.AuthenticationFailed != nil {
		m.AuthenticationFailed(f.Remote, verdict.Username, verdict.Answer)
	}
	if !verdict.OK {
		res := msg.NewResponse(req, 407, "")
		for _, challenge := range m.Auth.Challenges(source, verdict.Stale) {
			res.AppendHeader(msg.NewHeader("Proxy-Authenticate", challenge))
		}
		server.Dismiss(res)
		return models.Account{}, false
	}
	account, known := m.Directory.Account(verdict.Username)
	if !known { // deleted a moment ago
		refuse(server, req, 403, "")
	}
	return account, known
}

func (m *Manager) newCall(from models.Account) *Call {
	return &Call{
		manager: m, id: models.NewID(models.KindCall), state: models.CallDialling,
		from: partyOf(from), startedAt: time.Now(),
	}
}

// dialled returns the number that a Request-URI asks for.
func dialled(uri *msg.Uri) string {
	user := uri.User
	if !msg.IsSIP(uri) {
		user = msg.Opaque(uri)
	}
	user, _, _ = strings.Cut(user, ";") // parameters of a telephone number, such as phone-context (RFC 3966)
	return strings.Clone(msg.UnescapeUser(user))
}

// begin answers 100, asks where the call goes, and rings.
func (c *Call) begin(req *msg.Request, server *tx.Server, leg *dialog.Leg, account models.Account, offer *sdp.Description) {
	m := c.manager
	server.Respond(msg.NewResponse(req, 100, ""))
	c.a = newParty(c, true, leg)
	c.a.userID, c.a.terminalID = account.UserID, m.terminalAt(account.UserID, leg.Flow)
	c.a.register()
	m.engaged.startTalking(account.UserID)
	number := dialled(&req.Recipient)
	c.to = models.Party{Number: models.PhoneNumber(number)}
	c.ringing = &ringing{
		invite: req, server: server, offer: offer, callerAddress: leg.Flow.Local().Addr(), maxForwards: forwards(req),
	}
	c.ask(account, number)
}

// ask lets the router decide and follows its plan.
func (c *Call) ask(account models.Account, number string) {
	plan := c.manager.Router.Route(models.CallQuestion{CallID: c.id, From: account, Dialled: number})
	if plan.To != (models.Party{}) {
		c.to = plan.To
	}
	if c.a != nil {
		c.a.otherName = plan.ToName
	}
	c.changed()
	if refusal := plan.Refuse; refusal != nil {
		c.fail(outcome{status: refusal.Status, reason: refusal.Reason, cause: refusal.Cause})
		return
	}
	if plan.Service != "" {
		c.serve(plan.Service)
		return
	}
	c.ringing.steps = plan.Steps
	c.nextStep()
}

// forwards returns what is left of Max-Forwards for the legs that follow.
func forwards(req *msg.Request) int {
	if left := req.MaxForwards(); left != nil {
		return min(int(*left)-1, 70)
	}
	return 69
}

// terminalAt returns which terminal of the user is on that flow, or "" where none is registered there.
func (m *Manager) terminalAt(userID string, f flow.Flow) string {
	for _, target := range m.Ringer.Ringing(userID, models.MaxBindings) {
		if target.Flow == f {
			return target.Binding.TerminalID
		}
	}
	return ""
}

// cancelled ends the call because the caller gave up. The INVITE may have been answered already: then nothing happens,
// and the caller has to say BYE.
func (c *Call) cancelled(invite *tx.Server, reasons []string) {
	if c.ringing != nil && c.ringing.server == invite {
		c.end(models.EndCancelled, reasons)
	}
}
