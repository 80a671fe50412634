package switchboard_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard"
	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// conditions are how bad a router is.
type conditions struct {
	forget        time.Duration // drops what comes for the telephone so long after its last word; zero: never
	loss          float64       // of packets, each way
	delay, jitter time.Duration
	onlyAnswers   bool // lets no request in, as a SIP helper that knows no such call
}

// router is a UDP proxy on the loopback network, behind which one telephone stands.
type router struct {
	conditions
	outside, inside *net.UDPConn
	server          *net.UDPAddr

	mu    sync.Mutex
	phone *net.UDPAddr
	said  time.Time
}

func newRouter(t *testing.T, address, server string, with conditions) string {
	t.Helper()
	at := func(host string) *net.UDPConn {
		c, err := net.ListenUDP("udp", &net.UDPAddr{IP: net.ParseIP(host)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	r := &router{conditions: with, outside: at(address), inside: at("127.0.0.1")}
	r.server, _ = net.ResolveUDPAddr("udp", server)
	go r.carry(r.inside, func(from *net.UDPAddr, packet []byte) {
		r.mu.Lock()
		r.phone, r.said = from, time.Now()
		r.mu.Unlock()
		_, _ = r.outside.WriteToUDP(packet, r.server)
	})
	go r.carry(r.outside, func(_ *net.UDPAddr, packet []byte) {
		r.mu.Lock()
		to, forgotten := r.phone, r.forget > 0 && time.Since(r.said) > r.forget
		r.mu.Unlock()
		if to == nil || forgotten || r.onlyAnswers && !bytes.HasPrefix(packet, []byte("SIP/2.0")) {
			return
		}
		_, _ = r.inside.WriteToUDP(packet, to)
	})
	return r.inside.LocalAddr().String()
}

func (r *router) carry(from *net.UDPConn, pass func(*net.UDPAddr, []byte)) {
	buffer := make([]byte, 65535)
	for {
		n, source, err := from.ReadFromUDP(buffer)
		if err != nil {
			return
		}
		if rand.Float64() < r.loss {
			continue
		}
		packet := bytes.Clone(buffer[:n])
		wait := r.delay
		if r.jitter > 0 {
			wait += rand.N(r.jitter)
		}
		time.AfterFunc(wait, func() { pass(source, packet) })
	}
}

// TestRecordTraces makes the recordings for the diagnosis (models/testdata) anew: a switchboard, and telephones behind routers of several kinds, for
// a quarter of an hour. It is asked for by GRAPHPBX_RECORD=1.
func TestRecordTraces(t *testing.T) {
	if os.Getenv("GRAPHPBX_RECORD") == "" {
		t.Skip("set GRAPHPBX_RECORD=1 to record traces for a quarter of an hour")
	}
	pbx := testrig.Start(t)
	phones, ids := map[string]*phone.Phone{}, map[string]string{}
	begin := time.Now()
	for name, r := range map[string]struct {
		address string
		conditions
	}{
		"nat":     {"127.0.1.1", conditions{forget: 20 * time.Second}},
		"slow1":   {"127.0.1.2", conditions{delay: 60 * time.Millisecond, jitter: 300 * time.Millisecond, loss: 0.02}},
		"slow2":   {"127.0.1.2", conditions{delay: 60 * time.Millisecond, jitter: 300 * time.Millisecond, loss: 0.02}},
		"lossy":   {"127.0.1.3", conditions{loss: 0.45}},
		"beside":  {"127.0.1.3", conditions{}},
		"blocked": {"127.0.1.4", conditions{onlyAnswers: true}},
		"off":     {"127.0.1.5", conditions{}},
		"well1":   {"127.0.1.6", conditions{}},
		"well2":   {"127.0.1.7", conditions{delay: 20 * time.Millisecond}},
	} {
		user := pbx.AddUser(name, "")
		server := newRouter(t, r.address, pbx.SIP, r.conditions)
		p, err := phone.Start(t.Context(), phone.Config{
			Server: server, Domain: "127.0.0.1", Username: name, Password: testrig.Password(name), Expires: 3 * time.Minute, Instance: "urn:uuid:" + name,
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(p.Close)
		if err := p.Register(t.Context()); err != nil && name != "lossy" {
			t.Fatal(name, err)
		}
		telephone, _ := pbx.App.Switchboard().Telephone(models.TelephoneID(user.ID))
		for _, terminal := range telephone.Terminals {
			ids[name] = terminal.ID
		}
		phones[name] = p
	}
	time.Sleep(12 * time.Minute)
	if err := phones["off"].Unregister(t.Context()); err != nil {
		t.Fatal(err)
	}
	time.Sleep(2 * time.Minute)
	var names, all []string
	for name, id := range ids {
		names, all = append(names, name), append(all, id)
	}
	span := models.Span{From: begin, To: time.Now()}
	traces, err := switchboard.TracesOf(pbx.App.Switchboard(), t.Context(), all, span)
	if err != nil {
		t.Fatal(err)
	}
	recorded := map[string]models.Trace{}
	for i, name := range names {
		recorded[name] = traces[i]
		t.Log(name, models.Diagnose(traces[i], append(append([]models.Trace{}, traces[:i]...), traces[i+1:]...)))
	}
	text, err := json.Marshal(recorded)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join("..", "models", "testdata", "traces.json"), append(text, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
}
