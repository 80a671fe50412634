package dialog

import (
	"errors"
	"strings"

	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
)

// Bounds of what a leg keeps of the other side. Longer values are refused, since they stay for the whole call.
const (
	MaxRoutes     = 16
	MaxURI        = 1024 // bytes of a target or route, and of From and To
	MaxIdentifier = 256  // bytes of a Call-ID or tag
)

// Errors of dialogs.
var (
	ErrNoContact  = errors.New("dialog: no usable Contact")
	ErrTooLong    = errors.New("dialog: Call-ID, tag, From, To, Contact or Record-Route is too long")
	ErrNoTag      = errors.New("dialog: no tag of the other side")
	ErrOutOfOrder = errors.New("dialog: CSeq is lower than that of an earlier request")
)

// Leg is one dialog seen from our side, or one about to come. It belongs to its call, which guards it with its lock.
type Leg struct {
	CallID    string
	LocalTag  string
	RemoteTag string    // empty until the other side has answered with one
	Flow      flow.Flow // everything for the telephone goes down here

	local, remote string  // From and To of our requests, without tags
	contact       string  // our Contact
	sentBy        sentBy  // of our Via
	target        msg.Uri // of the other side, refreshed by INVITE and UPDATE
	routes        []msg.Uri
	localSequence uint32 // CSeq of our last request

	remoteSequence uint32 // CSeq of the other side's last request
	remoteSeen     bool
}

// Place is where the leg can be reached from outside: the host and port of Via and Contact. The zero value takes the
// local address of the flow.
type Place struct {
	Host string // without brackets, also for IPv6
	Port int
}

// Called makes the leg of a telephone that calls us (UAS, RFC 3261 section 12.1.1).
func Called(req *msg.Request, f flow.Flow, at Place, user string) (*Leg, error) {
	l := &Leg{
		CallID: strings.Clone(msg.CallID(req)), LocalTag: msg.NewTag(), RemoteTag: strings.Clone(msg.FromTag(req)),
		Flow: f, local: addressValue(req.To().DisplayName, &req.To().Address),
		remote:         addressValue(req.From().DisplayName, &req.From().Address),
		remoteSequence: req.CSeq().SeqNo, remoteSeen: true,
	}
	if max(len(l.CallID), len(l.RemoteTag)) > MaxIdentifier || max(len(l.local), len(l.remote)) > MaxURI {
		return nil, ErrTooLong
	}
	l.place(at, user)
	routes, err := recordRoutes(req, false)
	if err != nil {
		return nil, err
	}
	l.routes = routes
	return l, l.setTarget(req)
}

// Calling says how a leg begins that we open ourselves.
type Calling struct {
	Flow   flow.Flow
	Place  Place
	User   string    // user part of our Contact
	From   Address   // who calls, as the telephone shall show it
	To     Address   // who is called
	Target msg.Uri   // Request-URI: the registered contact
	Path   []msg.Uri // route towards it (RFC 3327), topmost first
}

// Address is a display name with a URI.
type Address struct {
	Display string // as people read it; quoted and escaped when written
	URI     msg.Uri
}

// New makes the leg of a telephone that we call. It stays without remote tag; each telephone that answers is a
// [Leg.Fork] of it.
func New(c Calling) *Leg {
	l := &Leg{
		CallID: msg.NewCallID(), LocalTag: msg.NewTag(), Flow: c.Flow,
		local:  addressValue(msg.Escape(c.From.Display), &c.From.URI),
		remote: addressValue(msg.Escape(c.To.Display), &c.To.URI),
		target: c.Target, routes: c.Path,
	}
	l.place(c.Place, c.User)
	return l
}

// Fork returns the dialog that a response makes (UAC, RFC 3261 section 12.1.2). The leg itself stays as it is, so that
// every fork of one INVITE gets a dialog of its own.
func (l *Leg) Fork(res *msg.Response) (*Leg, error) {
	tag := msg.ToTag(res)
	switch {
	case tag == "":
		return nil, ErrNoTag
	case len(tag) > MaxIdentifier:
		return nil, ErrTooLong
	}
	fork := *l
	fork.RemoteTag = strings.Clone(tag)
	routes, err := recordRoutes(res, true)
	if err != nil {
		return nil, err
	}
	fork.routes = routes
	if err := fork.setTarget(res); err != nil && !errors.Is(err, ErrNoContact) {
		return nil, err
	}
	return &fork, nil // without a Contact the one it registered with must do
}

// Sequence takes note of the CSeq of a request from the other side. [ErrOutOfOrder] calls for a 500 (RFC 3261 section
// 12.2.2). ACK and CANCEL carry the number of another request and are not to be given here.
func (l *Leg) Sequence(req *msg.Request) error {
	n := req.CSeq().SeqNo
	if l.remoteSeen && n < l.remoteSequence {
		return ErrOutOfOrder
	}
	l.remoteSequence, l.remoteSeen = n, true
	return nil
}

// Refresh takes over the Contact of an INVITE or UPDATE, or of a 2xx to one (target refresh, RFC 3261 section 12.2.1.2).
// A message without Contact, or with one that cannot be used, leaves the target as it is.
func (l *Leg) Refresh(m msg.Message) { _ = l.setTarget(m) }

// setTarget keeps the Contact, and leaves the target alone where it cannot.
func (l *Leg) setTarget(m msg.Message) error {
	c := contactOf(m)
	if c == nil || c.Address.Host == "" || c.Address.Wildcard {
		return ErrNoContact
	}
	uri, err := detached(&c.Address)
	if err != nil {
		return err
	}
	l.target = uri
	return nil
}

func contactOf(m msg.Message) *msg.ContactHeader {
	switch m := m.(type) {
	case *msg.Request:
		return m.Contact()
	case *msg.Response:
		return m.Contact()
	}
	return nil
}
