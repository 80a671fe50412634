package flow

import (
	"errors"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"graphpbx/models"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// receiver notes what arrives and answers with it where echo is set.
type receiver struct {
	packets chan packet
	closed  chan Flow
	echo    atomic.Bool
}

type packet struct {
	flow Flow
	data string
}

func (r *receiver) Packet(f Flow, data []byte) {
	if r.echo.Load() {
		_ = f.Send(data)
	}
	if strings.HasPrefix(string(data), "PANIC") {
		panic("provoked by the test")
	}
	r.packets <- packet{f, string(data)}
}

func (r *receiver) Closed(f Flow) { r.closed <- f }

func start(t *testing.T, bounds *limits, addresses ...string) (*Layer, *receiver) {
	t.Helper()
	r := &receiver{packets: make(chan packet, 1000), closed: make(chan Flow, 1000)}
	l, err := listen(addresses, r, slog.New(slog.NewTextHandler(io.Discard, nil)), bounds)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l, r
}

// address returns the first address of the transport.
func address(t *testing.T, l *Layer, transport models.Transport) netip.AddrPort {
	t.Helper()
	for _, a := range l.Addresses() {
		if a.Transport == transport {
			return a.AddrPort
		}
	}
	t.Fatalf("no %s in %v", transport, l.Addresses())
	return netip.AddrPort{}
}

func connect(t *testing.T, l *Layer) *net.TCPConn {
	t.Helper()
	conn, err := net.Dial("tcp", address(t, l, models.TransportTCP).String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn.(*net.TCPConn)
}

func send(t *testing.T, w io.Writer, text string) {
	t.Helper()
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
}

// await returns the next value, or fails the test after a time that only a fault takes.
func await[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(20 * time.Second):
		t.Fatal("nothing came")
		panic("unreachable")
	}
}

// wantEnd waits until the peer has closed the connection, and returns what it sent before.
func wantEnd(t *testing.T, conn net.Conn) string {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	rest, err := io.ReadAll(conn)
	if err != nil && !errors.Is(err, syscall.ECONNRESET) {
		t.Fatalf("the connection was not closed: %v", err)
	}
	return string(rest)
}

func TestUDPBothWays(t *testing.T) {
	for _, host := range []string{"127.0.0.1:0", "[::1]:0", "localhost:0"} {
		t.Run(host, func(t *testing.T) {
			l, r := start(t, defaultLimits(), host)
			r.echo.Store(true)
			conn, err := net.Dial("udp", address(t, l, models.TransportUDP).String())
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = conn.Close() }()
			for _, keepalive := range []string{"\r\n\r\n", "\x00", "", "hi"} {
				send(t, conn, keepalive)
			}
			send(t, conn, "OPTIONS sip:a@b SIP/2.0\r\n\r\n")
			got := await(t, r.packets)
			if !strings.HasPrefix(got.data, "OPTIONS") || got.flow.Remote.String() != conn.LocalAddr().String() ||
				got.flow.Local() != address(t, l, models.TransportUDP) || got.flow.Reliable() || !got.flow.Alive() {
				t.Fatalf("got %+v", got)
			}
			answer := make([]byte, 100)
			if n, err := conn.Read(answer); err != nil || string(answer[:n]) != got.data {
				t.Fatalf("answer %q, %v", answer[:n], err)
			}
			if same := l.UDP(got.flow.Local(), got.flow.Remote); same != got.flow {
				t.Fatalf("%v is not the same flow", same)
			}
		})
	}
}

func TestAFaultInTheHandlerCostsOneMessage(t *testing.T) {
	l, r := start(t, defaultLimits(), "127.0.0.1:0")
	conn := connect(t, l)
	send(t, conn, "PANIC sip:a@b SIP/2.0\r\n\r\n"+message(""))
	if got := await(t, r.packets); got.data != message("") {
		t.Fatalf("got %q", got.data)
	}
}

func TestStreamBothWays(t *testing.T) {
	l, r := start(t, defaultLimits(), "127.0.0.1:0")
	r.echo.Store(true)
	conn := connect(t, l)
	one, two := message("a", "l: 1"), message("", lengthOf(0))
	for _, piece := range []string{"\r\n\r\n", one + two + one[:10], one[10:30], one[30:]} {
		send(t, conn, piece)
	}
	_ = conn.CloseWrite() // what is under way is still answered
	if got, want := wantEnd(t, conn), "\r\n"+one+two+one; got != want {
		t.Fatalf("answered %q", got)
	}
	first := await(t, r.packets)
	if first.flow.Transport() != models.TransportTCP || !first.flow.Reliable() {
		t.Fatalf("flow %v", first.flow)
	}
	if f := await(t, r.closed); f != first.flow || f.Alive() {
		t.Fatalf("%v ended, alive %v", f, f.Alive())
	}
	if err := first.flow.Send([]byte("x")); !errors.Is(err, ErrClosed) {
		t.Fatalf("sending afterwards: %v", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.streams) != 0 || len(l.byRemote) != 0 || len(l.origins) != 0 {
		t.Fatal("the connection is still counted")
	}
}

// A message that cannot be delimited is handed over to be refused, and then the connection ends.
func TestStreamWithAMeaninglessLength(t *testing.T) {
	l, r := start(t, defaultLimits(), "127.0.0.1:0")
	r.echo.Store(true)
	conn := connect(t, l)
	bad := message("", "Content-Length: -5")
	send(t, conn, bad+"something")
	if got := wantEnd(t, conn); got != bad {
		t.Fatalf("answered %q", got)
	}
}

func TestStreamsThatAreNotWorthWaitingFor(t *testing.T) {
	bounds := defaultLimits()
	bounds.firstMessage, bounds.message, bounds.idle = 50*time.Millisecond, 50*time.Millisecond, 50*time.Millisecond
	whole := message("", lengthOf(0))
	for name, begin := range map[string]string{
		"silent from the start":   "",
		"only keepalives":         "\r\n\r\n",
		"half of a first message": whole[:20],
		"idle after a message":    whole,
		"half of a second":        whole + whole[:20],
		"a message too large":     "INVITE " + strings.Repeat("x", 70_000),
	} {
		t.Run(name, func(t *testing.T) {
			l, r := start(t, bounds, "127.0.0.1:0")
			conn := connect(t, l)
			send(t, conn, begin)
			wantEnd(t, conn)
			await(t, r.closed)
		})
	}
}

// Drop by drop, each in time, is not enough: the message as a whole has its deadline.
func TestSlowLoris(t *testing.T) {
	bounds := defaultLimits()
	bounds.firstMessage, bounds.message = 100*time.Millisecond, 100*time.Millisecond
	for name, first := range map[string]string{"first message": "", "later message": message("", lengthOf(0))} {
		t.Run(name, func(t *testing.T) {
			l, r := start(t, bounds, "127.0.0.1:0")
			conn := connect(t, l)
			send(t, conn, first+"INVITE ")
			ended := make(chan struct{})
			go func() { // writes until the connection is closed
				defer close(ended)
				for {
					if _, err := io.WriteString(conn, "x"); err != nil {
						return
					}
					time.Sleep(5 * time.Millisecond) // the pace of the attacker, nothing is waited for
				}
			}()
			await(t, r.closed)
			await(t, ended)
		})
	}
}

func TestAPeerThatDoesNotReadLosesItsConnection(t *testing.T) {
	bounds := defaultLimits()
	bounds.writeQueue = 64 << 10
	l, r := start(t, bounds, "127.0.0.1:0")
	conn := connect(t, l)
	send(t, conn, message("", lengthOf(0)))
	f := await(t, r.packets).flow
	data := []byte(strings.Repeat("x", 32<<10))
	var err error
	for sent := 0; err == nil && sent < 100<<20; sent += len(data) { // the system's own buffers hold a few MB
		err = f.Send(data)
	}
	if !errors.Is(err, ErrSlow) || f.Alive() {
		t.Fatalf("error %v, alive %v", err, f.Alive())
	}
	await(t, r.closed)
}

func TestConnectionsOfOneAddressAreBounded(t *testing.T) {
	bounds := defaultLimits()
	bounds.perAddress = 2
	l, r := start(t, bounds, "127.0.0.1:0")
	first, second := connect(t, l), connect(t, l)
	for _, conn := range []net.Conn{first, second} {
		send(t, conn, message("", lengthOf(0)))
		await(t, r.packets)
	}
	wantEnd(t, connect(t, l))
	_ = first.Close()
	await(t, r.closed)
	third := connect(t, l)
	send(t, third, message("", lengthOf(0)))
	await(t, r.packets)
}

func TestDial(t *testing.T) {
	caller, _ := start(t, defaultLimits(), "127.0.0.1:0")
	called, r := start(t, defaultLimits(), "127.0.0.1:0")
	remote := address(t, called, models.TransportTCP)
	flows := make(chan Flow, 10)
	done := func(f Flow, err error) {
		if err != nil {
			t.Error(err)
		}
		flows <- f
	}
	caller.Dial(remote, done)
	caller.Dial(remote, done)
	first, second := await(t, flows), await(t, flows)
	caller.Dial(remote, done)
	if third := await(t, flows); first != second || second != third || first.Remote != remote {
		t.Fatalf("%v, %v and %v are not one connection", first, second, third)
	}
	if err := first.Send([]byte(message("", lengthOf(0)))); err != nil {
		t.Fatal(err)
	}
	if got := await(t, r.packets); got.data != message("", lengthOf(0)) {
		t.Fatalf("got %q", got.data)
	}
}

func TestDialFails(t *testing.T) {
	l, _ := start(t, defaultLimits(), "127.0.0.1:0")
	gone, _ := start(t, defaultLimits(), "127.0.0.1:0")
	remote := address(t, gone, models.TransportTCP)
	_ = gone.Close()
	failed := make(chan error, 1)
	done := func(_ Flow, err error) { failed <- err }
	l.Dial(remote, done)
	if err := await(t, failed); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Fatalf("error %v", err)
	}
	_ = l.Close()
	l.Dial(remote, done)
	if err := await(t, failed); !errors.Is(err, ErrClosed) {
		t.Fatalf("error %v", err)
	}
}

func TestListenNamesAddressAndRemedy(t *testing.T) {
	l, r := start(t, defaultLimits(), "127.0.0.1:0")
	taken := address(t, l, models.TransportUDP).String()
	for given, words := range map[string][]string{
		taken:             {taken, "another program uses it", "--sip"},
		"192.0.2.1:5060":  {"192.0.2.1:5060", "no such address", "--sip"},
		"127.0.0.1":       {"127.0.0.1", "looks like 192.0.2.1:5060"},
		"127.0.0.1:sip":   {"127.0.0.1:sip", "not a port"},
		"127.0.0.1:70000": {"127.0.0.1:70000", "not a port"},
	} {
		_, err := Listen([]string{given}, r, slog.Default())
		if err == nil {
			t.Fatalf("%s was opened", given)
		}
		for _, word := range words {
			if !strings.Contains(err.Error(), word) {
				t.Errorf("%q does not name %q", err, word)
			}
		}
	}
}

func TestWildcardOpensEachAddressOnOnePort(t *testing.T) {
	for _, given := range []string{"0.0.0.0:0", ":0"} {
		l, _ := start(t, defaultLimits(), given)
		ports := map[uint16]bool{}
		loopback := false
		for _, a := range l.Addresses() {
			ports[a.Port()] = true
			loopback = loopback || a.Addr().IsLoopback()
			if a.Addr().IsUnspecified() {
				t.Errorf("%v is a wildcard", a)
			}
		}
		if len(ports) != 1 || !loopback {
			t.Errorf("%s opened %v", given, l.Addresses())
		}
	}
}

func TestNearness(t *testing.T) {
	sockets := []string{"127.0.0.1:5060", "10.0.0.1:5060", "192.168.1.1:5060", "192.168.1.1:5070", "[::1]:5060", "[2001:db8::1]:5060"}
	for _, test := range []struct{ local, remote, want string }{
		{"", "192.168.1.77:5060", "192.168.1.1:5060"},
		{"192.168.1.1:5070", "192.168.1.77:5060", "192.168.1.1:5070"},
		{"192.168.9.9:5070", "192.168.1.77:5060", "192.168.1.1:5070"}, // the address moved, the port stayed
		{"10.0.0.1:5099", "192.168.1.77:5060", "10.0.0.1:5060"},
		{"", "127.0.0.1:9", "127.0.0.1:5060"},
		{"", "[2001:db8::9]:9", "[2001:db8::1]:5060"},
		{"", "[::1]:9", "[::1]:5060"},
	} {
		local, _ := netip.ParseAddrPort(test.local)
		best, bestScore := "", -1
		for _, s := range sockets {
			if score := nearness(netip.MustParseAddrPort(s), local, netip.MustParseAddrPort(test.remote)); score > bestScore {
				best, bestScore = s, score
			}
		}
		if best != test.want {
			t.Errorf("from %q to %s: %s, wanted %s", test.local, test.remote, best, test.want)
		}
	}
}

func TestZeroFlow(t *testing.T) {
	var f Flow
	if !f.IsZero() || f.Alive() || f.Send(nil) == nil || f.Transport() != "" || f.Local().IsValid() {
		t.Fatal("the zero flow does something")
	}
}

// exhausted is a listener of a system without descriptors, until it is closed.
type exhausted struct {
	accepts chan struct{}
	once    sync.Once
	closed  chan struct{}
}

func (e *exhausted) Accept() (net.Conn, error) {
	select {
	case <-e.closed:
		return nil, net.ErrClosed
	case e.accepts <- struct{}{}:
		return nil, syscall.EMFILE
	}
}
func (e *exhausted) Close() error   { e.once.Do(func() { close(e.closed) }); return nil }
func (e *exhausted) Addr() net.Addr { return &net.TCPAddr{} }

func TestAcceptGoesOnWithoutDescriptors(t *testing.T) {
	l, _ := start(t, defaultLimits(), "127.0.0.1:0")
	e := &exhausted{accepts: make(chan struct{}), closed: make(chan struct{})}
	ended := make(chan struct{})
	go func() { l.accept(e); close(ended) }()
	for range 4 {
		await(t, e.accepts)
	}
	_ = l.Close() // also ends the pause
	_ = e.Close()
	await(t, ended)
}
