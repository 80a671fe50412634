package registrar

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"graphpbx/models"
	"graphpbx/sip/digest"
	"graphpbx/sip/flow"
	"graphpbx/sip/msg"
	"graphpbx/sip/wheel"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// lastly keeps what each user was last told, and finds out whether two tellings of one user overlap.
type lastly struct {
	mu       sync.Mutex
	bindings map[string][]models.Binding
	telling  sync.Map
	overlaps int
}

func (l *lastly) BindingsChanged(userID string, bindings []models.Binding, _ models.BindingCause, _ string) {
	_, busy := l.telling.LoadOrStore(userID, true)
	l.mu.Lock()
	if busy {
		l.overlaps++
	}
	l.bindings[userID] = bindings
	l.mu.Unlock()
	runtime.Gosched() // let others in, if the registrar does
	l.telling.Delete(userID)
}

func (l *lastly) AuthenticationFailed(netip.AddrPort, string, uint64) {}

// Many telephones of few users register, move, lose connections and are removed at once. In the end the last fact of
// every user must be the truth, and the changes for the store must add up to it.
func TestManyGoroutines(t *testing.T) {
	w := wheel.New()
	defer w.Stop()
	facts := &lastly{bindings: map[string][]models.Binding{}}
	r := New(users{}, digest.New("pbx", [32]byte{7}, users{}), facts, w, Config{MinExpires: time.Second})
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 100 {
				one := rig{Registrar: r, t: t, fast: true}
				p := one.phone(fmt.Sprintf("user%d", (i+j)%3), 5060+j%5)
				s := &socket{transport: []models.Transport{models.TransportUDP, models.TransportTCP}[j%2]}
				p.flow.Socket = s
				p.cseq = 1000*i + 10*j
				one.register(p)
				userID := "usr_" + p.user
				switch j % 4 {
				case 0:
					s.close()
					r.FlowClosed(p.flow)
				case 1:
					one.register(p)
				case 2:
					for _, target := range r.Ringing(userID, 3) {
						r.SetReachable(userID, target.Binding.TerminalID, j%3 == 0)
					}
				case 3:
					r.Unregister(userID, models.DeviceTerminalID(userID, "", 0, p.callID, ""))
				}
				r.Each(func(models.Binding, flow.Flow) bool { return true })
			}
		})
	}
	stored := map[string]models.Binding{}
	store := func() {
		for _, c := range r.TakeChanges(3) {
			if stored[c.Binding.TerminalID] = c.Binding; c.Gone {
				delete(stored, c.Binding.TerminalID)
			}
		}
	}
	for range 200 {
		store()
	}
	all.Wait()
	for range 20 {
		store()
	}
	count := 0
	for userID, told := range facts.bindings {
		truth := r.Bindings(userID)
		if got, want := terminals(told), terminals(truth); !slices.Equal(got, want) {
			t.Errorf("%s: last told %v, true %v", userID, got, want)
		}
		for _, b := range truth {
			if stored[b.TerminalID].Remote != b.Remote || stored[b.TerminalID].Reachable != b.Reachable {
				t.Errorf("stored %+v, true %+v", stored[b.TerminalID], b)
			}
		}
		count += len(truth)
		r.Unregister(userID, "")
	}
	if count == 0 || len(stored) != count || facts.overlaps > 0 {
		t.Errorf("%d bindings, %d stored, %d overlapping facts", count, len(stored), facts.overlaps)
	}
	if w.Pending() != 0 || len(r.streams.users) != 0 {
		t.Errorf("%d timers and %d connections are left", w.Pending(), len(r.streams.users))
	}
}

func terminals(bindings []models.Binding) []string {
	var ids []string
	for _, b := range bindings {
		ids = append(ids, fmt.Sprint(b.TerminalID, b.Reachable, b.Remote))
	}
	slices.Sort(ids)
	return ids
}

// What the store has never heard of need not be told as gone, or a store that is away would make the table grow.
func TestWhatCameAndWentIsNotStored(t *testing.T) {
	eachWay(t, func(r *rig) {
		p := r.phone("alice", 5060)
		for i := range 100 {
			p.callID = fmt.Sprint("call", i)
			p.contact = fmt.Sprintf("<sip:alice@10.0.0.5:%d>", 6000+i)
			p.headers = ""
			r.want(p, 200, 1)
			p.headers = "Expires: 0\r\n"
			r.want(p, 200, 0)
		}
		if changes := r.TakeChanges(10); len(changes) != 0 {
			r.t.Fatalf("told %+v", changes)
		}
		p.headers = ""
		r.want(p, 200, 1)
		if changes := r.TakeChanges(10); len(changes) != 1 || changes[0].Gone {
			r.t.Fatalf("told %+v", changes)
		}
		p.headers = "Expires: 0\r\n"
		r.want(p, 200, 0)
		p.headers = "" // back and gone again before the store was told anything
		r.want(p, 200, 1)
		p.headers = "Expires: 0\r\n"
		r.want(p, 200, 0)
		if changes := r.TakeChanges(10); len(changes) != 1 || !changes[0].Gone {
			r.t.Fatalf("told %+v", changes)
		}
	})
}

// overSockets joins the registrar with real sockets.
type overSockets struct {
	*rig
	ready chan struct{}
}

func (o *overSockets) Packet(f flow.Flow, data []byte) {
	<-o.ready
	o.receive(f, string(data))
}

func (o *overSockets) Closed(f flow.Flow) {
	<-o.ready
	o.FlowClosed(f)
}

func TestOverRealSockets(t *testing.T) {
	w := wheel.New()
	defer w.Stop()
	o := &overSockets{ready: make(chan struct{})}
	facts := &diary{}
	o.rig = &rig{t: t, fast: true, facts: facts, Registrar: New(users{}, digest.New("pbx", [32]byte{7}, users{}), facts, w, Config{})}
	layer, err := flow.Listen([]string{"127.0.0.1:0"}, o, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = layer.Close() }()
	close(o.ready)
	for _, address := range layer.Addresses() {
		t.Run(string(address.Transport), func(t *testing.T) {
			network := map[models.Transport]string{models.TransportUDP: "udp", models.TransportTCP: "tcp"}[address.Transport]
			conn, err := net.Dial(network, address.AddrPort.String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			p := o.phone(network, 5060)
			for range 2 {
				answer := ask(t, conn, p.request(""))
				if answer = ask(t, conn, p.request(p.answer(t, answer))); answer.StatusCode != 200 {
					t.Fatalf("answer %s", msg.Append(nil, answer))
				}
			}
			ringing := o.Ringing("usr_"+network, 3)
			if len(ringing) != 1 || ringing[0].Flow.Remote.String() != conn.LocalAddr().String() || ringing[0].Binding.Transport != address.Transport {
				t.Fatalf("ringing %+v", ringing)
			}
		})
	}
	if o.took.Load() != 6 { // both challenges and the refresh, over UDP and TCP
		t.Fatalf("the fast path took %d", o.took.Load())
	}
}

func ask(t *testing.T, conn net.Conn, request string) *msg.Response {
	t.Helper()
	if _, err := conn.Write([]byte(request)); err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 4096)
	if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	n, err := conn.Read(buf)
	if err != nil {
		t.Fatal(err)
	}
	m, err := msg.NewParser().Parse(buf[:n])
	if err != nil {
		t.Fatal(err)
	}
	return m.(*msg.Response)
}
