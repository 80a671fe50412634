package sip

import (
	"context"
	"fmt"
	"net/netip"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
	"graphpbx/sip/registrar"
)

// resyncPatience is how long a telephone may take to say that it heard. Somebody waits for it at a page.
const resyncPatience = 5 * time.Second

// Resync tells a terminal to fetch its settings anew, without a restart where it can do so, and waits for its answer.
// The message is a NOTIFY that belongs to no subscription (Event: check-sync), which telephones have taken for this since
// before RFC 6665 forbade it. The error is models.Problems where nobody answers, or the telephone does not want to.
func (e *Engine) Resync(ctx context.Context, userID, terminalID string) error {
	target, found := e.target(userID, terminalID)
	if !found || !target.Flow.Alive() {
		return unreachable("the connection to the telephone is gone: it comes back with its next registration, or when it is restarted")
	}
	req, err := checkSync(target)
	if err != nil {
		return unreachable("the telephone has registered with an address that cannot be called")
	}
	answered := make(chan int, 1)
	e.tx.Request(req, target.Flow, func(res *msg.Response) {
		switch {
		case res == nil:
			answered <- 0
		case res.StatusCode >= 200:
			answered <- res.StatusCode
		}
	})
	ctx, cancel := context.WithTimeout(ctx, resyncPatience)
	defer cancel()
	select {
	case status := <-answered:
		return resynced(status)
	case <-ctx.Done():
		return resynced(0)
	}
}

func resynced(status int) error {
	switch {
	case status == 0:
		return unreachable("the telephone did not answer: restart it, and it fetches its file")
	case status < 300:
		return nil
	}
	return unreachable(fmt.Sprintf("the telephone refused with %d %s: restart it, or allow it to be told by its switchboard (check-sync)",
		status, msg.ReasonPhrase(status)))
}

func unreachable(message string) error {
	return models.Problems{{Path: []string{"id"}, Code: models.ProblemUnreachable, Message: message}}
}

func (e *Engine) target(userID, terminalID string) (registrar.Target, bool) {
	for _, target := range e.registrar.Ringing(userID, models.MaxBindings) {
		if target.Binding.TerminalID == terminalID {
			return target, true
		}
	}
	return registrar.Target{}, false
}

// checkSync builds the NOTIFY.
func checkSync(target registrar.Target) (*msg.Request, error) {
	uri, err := msg.ParseURI(target.Binding.Contact)
	if err != nil {
		return nil, err
	}
	uri.Headers = nil // not for a Request-URI (RFC 3261 section 19.1.1)
	local := netip.AddrPortFrom(target.Flow.Local().Addr().Unmap().WithZone(""), target.Flow.Local().Port())
	req := msg.NewRequest(msg.NOTIFY, uri)
	for _, edge := range target.Binding.Path { // RFC 3327 section 5.4
		req.AppendHeader(msg.NewHeader("Route", edge))
	}
	forwards := msg.MaxForwardsHeader(70)
	req.AppendHeader(&forwards)
	req.AppendHeader(msg.NewHeader("From", "<sip:"+local.String()+">;tag="+msg.NewTag()))
	req.AppendHeader(msg.NewHeader("To", "<"+msg.FormatURI(&uri)+">"))
	id := msg.CallIDHeader(msg.NewCallID())
	req.AppendHeader(&id)
	req.AppendHeader(&msg.CSeqHeader{SeqNo: 1, MethodName: msg.NOTIFY})
	req.AppendHeader(msg.NewHeader("Contact", "<sip:"+local.String()+">"))
	req.AppendHeader(msg.NewHeader("Event", "check-sync;reboot=false"))
	req.AppendHeader(msg.NewHeader("Subscription-State", "terminated"))
	return req, nil
}
