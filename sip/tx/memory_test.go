package tx

import (
	"bytes"
	"fmt"
	"net/netip"
	"runtime"
	"testing"

	"graphpbx/models"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/wheel"
)

// nowhere is a socket that sends nothing.
type nowhere struct{}

func (nowhere) Send([]byte, netip.AddrPort) error { return nil }
func (nowhere) Transport() models.Transport       { return models.TransportUDP }
func (nowhere) Local() netip.AddrPort             { return netip.MustParseAddrPort("192.0.2.1:5060") }
func (nowhere) Alive() bool                       { return true }
func (nowhere) ID() string                        { return "nowhere" }

type answering struct{}

func (answering) Request(req *msg.Request, _ flow.Flow, tx *Server) {
	tx.Respond(msg.NewResponse(req, 200, ""))
}

// BenchmarkServerTransaction measures a BYE with its answer, and what its transaction keeps for timer J.
func BenchmarkServerTransaction(b *testing.B) {
	w := wheel.New()
	defer w.Stop()
	l := New(w, answering{}, Limits{Transactions: 1 << 30, PerSource: 1 << 30})
	f := flow.Flow{Socket: nowhere{}, Remote: netip.MustParseAddrPort("192.0.2.9:5060")}
	template := bytes.ReplaceAll([]byte(request("BYE", msg.MagicCookie+"%08d", "bob")+"\n\n"), []byte("\n"), []byte("\r\n"))
	parser := msg.NewParser()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	b.ReportAllocs()
	count := 0
	for b.Loop() {
		m, err := parser.Parse(fmt.Appendf(nil, string(template), count))
		if err != nil {
			b.Fatal(err)
		}
		l.Receive(m, f)
		count++
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(count), "B/transaction")
	runtime.KeepAlive(l)
}
