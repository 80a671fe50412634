package sip

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

// nobody is a switchboard without users, which hears everything and says nothing.
type nobody struct{}

func (nobody) Account(string) (models.Account, bool)                                 { return models.Account{}, false }
func (nobody) Secret(string, []byte) ([]byte, bool)                                  { return nil, false }
func (nobody) Route(models.CallQuestion) models.CallPlan                             { return models.CallPlan{} }
func (nobody) BindingsChanged(string, []models.Binding, models.BindingCause, string) {}
func (nobody) CallChanged(models.Call)                                               {}
func (nobody) Probed(models.ProbeResult)                                             {}
func (nobody) AuthenticationFailed(netip.AddrPort, string, uint64)                   {}

// A telephone is told on the way on which it registered, and what it says comes back.
func TestResync(t *testing.T) {
	for name, c := range map[string]struct {
		status int // 0: no answer
		want   string
	}{
		"heard":   {200, ""},
		"refused": {489, "489"},
		"deaf":    {0, "did not answer"},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := Start(Config{Listen: []string{"127.0.0.1:0"}, Realm: "test"}, nobody{}, nobody{}, nobody{}, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = e.Close() })
			telephone, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
			if err != nil {
				t.Fatal(err)
			}
			heard := make(chan *msg.Request, 64)
			done := make(chan struct{})
			go answerNotify(telephone, c.status, heard, done)
			t.Cleanup(func() {
				_ = telephone.Close()
				<-done
			})
			restore(e, telephone.LocalAddr().(*net.UDPAddr).AddrPort())
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			checkResync(t, e.Resync(ctx, "usr_anna", "trm_desk"), c.want)
			req := <-heard
			if event := msg.Value(req, "Event"); event != "check-sync;reboot=false" || req.Recipient.User != "anna" || msg.Validate(req) != nil {
				t.Errorf("told %q: %s", event, msg.Append(nil, req))
			}
			checkResync(t, e.Resync(ctx, "usr_anna", "trm_gone"), "connection")
		})
	}
}

func checkResync(t *testing.T, err error, want string) {
	t.Helper()
	var problems models.Problems
	switch {
	case want == "" && err != nil:
		t.Error(err)
	case want != "" && (!errors.As(err, &problems) || problems[0].Code != models.ProblemUnreachable || !strings.Contains(err.Error(), want)):
		t.Errorf("%v, want %q", err, want)
	}
}

func restore(e *Engine, telephone netip.AddrPort) {
	now := time.Now()
	e.Restore([]models.Binding{{
		TerminalID: "trm_desk", UserID: "usr_anna", Contact: "sip:anna@" + telephone.String() + ";line=1", CallID: "x", CSeq: 1,
		Transport: models.TransportUDP, Local: e.Addresses()[0].AddrPort, Remote: telephone,
		RegisteredAt: now, RefreshedAt: now, ExpiresAt: now.Add(time.Hour), Reachable: true,
	}})
}

// answerNotify reads until the socket is closed, and answers each NOTIFY with the status.
func answerNotify(telephone *net.UDPConn, status int, heard chan *msg.Request, done chan struct{}) {
	defer close(done)
	buffer := make([]byte, 65536)
	for {
		n, from, err := telephone.ReadFromUDPAddrPort(buffer)
		if err != nil {
			return
		}
		m, err := msg.NewParser().Parse(buffer[:n])
		req, is := m.(*msg.Request)
		if err != nil || !is || req.Method != msg.NOTIFY {
			continue
		}
		select {
		case heard <- req:
		default:
		}
		if status != 0 {
			_, _ = telephone.WriteToUDPAddrPort(msg.Append(nil, msg.NewResponse(req, status, "")), from)
		}
	}
}
