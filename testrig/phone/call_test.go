package phone

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/sip/media/g711"
	"graphpbx/sip/msg"
)

// connected makes a call from one telephone to the other and returns both ends of it.
func connected(t *testing.T, from, to *Phone) (calling, called *Call) {
	t.Helper()
	calling, err := from.Dial(to.Username())
	if err != nil {
		t.Fatal(err)
	}
	if called, err = to.NextCall(patience(t)); err != nil {
		t.Fatal(err)
	}
	must(t, calling.Await(patience(t), Ringing))
	must(t, called.Answer())
	must(t, calling.Await(patience(t), Connected))
	return calling, called
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hears waits until a call hears the tone.
func hears(t *testing.T, c *Call, frequency float64) {
	t.Helper()
	eventually(t, func() bool { return c.Heard().IsTone(frequency) }, func() any { return c.Heard() })
}

func eventually(t *testing.T, met func() bool, state func() any) {
	t.Helper()
	ctx := patience(t)
	for !met() {
		select {
		case <-ctx.Done():
			t.Fatalf("waited in vain: %+v", state())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func ended(t *testing.T, c *Call) End {
	t.Helper()
	must(t, c.Await(patience(t), Ended))
	end, _ := c.End()
	return end
}

func TestCallWithSound(t *testing.T) {
	for _, transports := range [][2]models.Transport{
		{models.TransportUDP, models.TransportUDP}, {models.TransportTCP, models.TransportUDP}, {models.TransportTCP, models.TransportTCP},
	} {
		t.Run(string(transports[0])+" to "+string(transports[1]), func(t *testing.T) {
			x := newExchange(t)
			anna := x.start(t, "anna", func(c *Config) { c.Transport = transports[0] })
			bert := x.start(t, "bert", func(c *Config) { c.Transport = transports[1] })
			calling, called := connected(t, anna, bert)
			if called.Number() != "anna" || !called.Incoming() || calling.Incoming() {
				t.Errorf("call from %q", called.Number())
			}
			hears(t, calling, Frequency("bert"))
			hears(t, called, Frequency("anna"))
			calling.Play(Silence())
			eventually(t, func() bool { return called.Heard().Frequency == 0 }, func() any { return called.Heard() })
			must(t, calling.Hangup())
			if end := ended(t, called); end.ByUs || end.Status != 0 {
				t.Errorf("the called side ended with %+v", end)
			}
			if end := ended(t, calling); !end.ByUs {
				t.Errorf("the calling side ended with %+v", end)
			}
			if h := called.Heard(); h.Lost != 0 || h.Packets == 0 {
				t.Errorf("heard %+v", h)
			}
		})
	}
}

func TestCodecs(t *testing.T) {
	x := newExchange(t)
	mu := func(c *Config) { c.Laws = []g711.Law{g711.Mu} }
	anna, bert := x.start(t, "anna"), x.start(t, "bert", mu)
	calling, called := connected(t, anna, bert)
	hears(t, calling, Frequency("bert"))
	hears(t, called, Frequency("anna"))

	cesar := x.start(t, "cesar", func(c *Config) { c.Laws = []g711.Law{g711.A} })
	refused, err := bert.Dial(cesar.Username())
	must(t, err)
	if end := ended(t, refused); end.Status != 488 {
		t.Errorf("without a codec in common: %+v", end)
	}
}

func TestCalledHangsUp(t *testing.T) {
	x := newExchange(t)
	calling, called := connected(t, x.start(t, "anna"), x.start(t, "bert"))
	must(t, called.Hangup())
	if end := ended(t, calling); end.ByUs || end.String() != "the other side hung up" {
		t.Errorf("ended with %+v", end)
	}
}

func TestCallRefused(t *testing.T) {
	x := newExchange(t)
	anna, bert := x.start(t, "anna"), x.start(t, "bert")
	call, err := anna.Dial("nobody")
	must(t, err)
	if end := ended(t, call); end.Status != 404 || end.String() != "404 Not Found" {
		t.Errorf("a number that is nobody's: %+v", end)
	}
	bert.SetManners(Manners{Refuse: 486})
	call, err = anna.Dial("bert")
	must(t, err)
	if end := ended(t, call); end.Status != 486 {
		t.Errorf("refused by manners: %+v", end)
	}
	bert.SetManners(Manners{})
	call, err = anna.Dial("bert")
	must(t, err)
	incoming, err := bert.NextCall(patience(t))
	must(t, err)
	must(t, incoming.Reject(603))
	if end := ended(t, call); end.Status != 603 {
		t.Errorf("refused by hand: %+v", end)
	}
	if incoming.Answer() == nil || incoming.Reject(486) == nil {
		t.Error("a call that is over can be answered or refused")
	}
	if _, err := anna.Dial("b c"); err == nil {
		t.Error("dialled a blank")
	}
}

func TestCallCancelled(t *testing.T) {
	x := newExchange(t)
	anna, bert := x.start(t, "anna"), x.start(t, "bert")
	for range 50 {
		call, err := anna.Dial("bert")
		must(t, err)
		must(t, call.Hangup()) // at once, before anything rings
		ended(t, call)
	}
	quiet := func() {
		t.Helper()
		anna.settle(patience(t))
		eventually(t, func() bool { return len(bert.Calls()) == 0 }, func() any { return len(bert.Calls()) })
	}
	quiet()
	call, err := anna.Dial("bert")
	must(t, err)
	must(t, call.Await(patience(t), Ringing))
	must(t, call.Hangup())
	quiet()
}

func TestAutoAnswerAndLines(t *testing.T) {
	x := newExchange(t)
	anna := x.start(t, "anna")
	x.start(t, "bert", func(c *Config) { c.Manners, c.Lines = Manners{Answer: true, After: 30 * time.Millisecond}, 1 })
	call, err := anna.Dial("bert")
	must(t, err)
	must(t, call.Await(patience(t), Connected))
	second, err := anna.Dial("bert")
	must(t, err)
	if end := ended(t, second); end.Status != 486 {
		t.Errorf("a second call on one line: %+v", end)
	}
}

func TestHold(t *testing.T) {
	x := newExchange(t)
	calling, called := connected(t, x.start(t, "anna"), x.start(t, "bert"))
	hears(t, calling, Frequency("bert"))
	for _, pair := range [][2]*Call{{calling, called}, {called, calling}} { // each side holds the other
		holder, holdee := pair[0], pair[1]
		must(t, holder.Hold(patience(t)))
		must(t, holdee.AwaitHold(patience(t), false, true))
		eventually(t, func() bool { return holder.Heard().Frequency == 0 && holdee.Heard().Frequency == 0 }, func() any { return holder.Heard() })
		must(t, holder.Resume(patience(t)))
		must(t, holdee.AwaitHold(patience(t), false, false))
		hears(t, calling, Frequency("bert"))
		hears(t, called, Frequency("anna"))
	}
}

// Both hold at once: one of them has to wait (491), in the end both hold.
func TestHoldGlare(t *testing.T) {
	x := newExchange(t)
	calling, called := connected(t, x.start(t, "anna"), x.start(t, "bert"))
	var both sync.WaitGroup
	for _, c := range []*Call{calling, called} {
		both.Go(func() {
			if err := c.Hold(patience(t)); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	must(t, calling.AwaitHold(patience(t), true, true))
	must(t, called.AwaitHold(patience(t), true, true))
}

// A change that comes while one of ours is under way is answered with 491, and the other side tries again later.
func TestHoldPending(t *testing.T) {
	x := newExchange(t)
	calling, called := connected(t, x.start(t, "anna"), x.start(t, "bert"))
	lost, pending := make(chan struct{}), make(chan struct{}, 10)
	first := true
	x.lose(func(m msg.Message) bool {
		if res, ok := m.(*msg.Response); ok && res.StatusCode == 491 {
			pending <- struct{}{}
		}
		req, ok := m.(*msg.Request)
		if !ok || req.Method != msg.INVITE || !first {
			return false
		}
		first = false
		close(lost)
		return true
	})
	var holding sync.WaitGroup
	holding.Go(func() {
		if err := calling.Hold(patience(t)); err != nil {
			t.Error(err)
		}
	})
	select {
	case <-lost:
	case <-patience(t).Done():
	}
	// until it is sent again, in half a second, the change of the caller is under way
	must(t, called.Hold(patience(t)))
	holding.Wait()
	must(t, calling.AwaitHold(patience(t), true, true))
	if len(pending) == 0 {
		t.Error("nobody had to wait")
	}
	must(t, calling.Hangup())
	if err := calling.Hold(patience(t)); !errors.Is(err, ErrNotConnected) {
		t.Errorf("held a call that is over: %v", err)
	}
}

// Every message is lost once and the call comes about all the same.
func TestCallOverLossyLine(t *testing.T) {
	x := newExchange(t)
	anna, bert := x.start(t, "anna"), x.start(t, "bert")
	lost := map[string]bool{}
	x.lose(func(m msg.Message) bool {
		line, _, _ := strings.Cut(string(msg.Append(nil, m)), "\r\n")
		key := line + msg.BranchOf(m)
		first := !lost[key] && !strings.Contains(line, " 100 ") && !strings.Contains(line, " 180 ")
		lost[key] = true
		return first
	})
	calling, called := connected(t, anna, bert)
	hears(t, called, Frequency("anna"))
	must(t, calling.Hangup())
	ended(t, called)
}

// The caller hangs up in the moment in which the called picks up: the 2xx that crosses the CANCEL must be ended.
func TestHangupCrossesAnswer(t *testing.T) {
	x := newExchange(t)
	anna, bert := x.start(t, "anna"), x.start(t, "bert")
	x.lose(func(m msg.Message) bool { return msg.MethodOf(m) == msg.CANCEL })
	call, err := anna.Dial("bert")
	must(t, err)
	incoming, err := bert.NextCall(patience(t))
	must(t, err)
	must(t, call.Hangup())
	must(t, incoming.Answer())
	if end := ended(t, incoming); end.ByUs {
		t.Errorf("ended with %+v", end)
	}
}

func TestEventsTellTheStory(t *testing.T) {
	x := newExchange(t)
	var mu sync.Mutex
	var told []Kind
	bert := x.start(t, "bert", func(c *Config) { c.Manners = Manners{Answer: true} })
	anna := x.start(t, "anna", func(c *Config) {
		c.Events = func(e Event) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, e.Kind)
		}
	})
	call, err := anna.Dial("bert")
	must(t, err)
	must(t, call.Await(patience(t), Connected))
	must(t, call.Hold(patience(t)))
	bert.Close()
	ended(t, call)
	anna.Close()
	mu.Lock()
	defer mu.Unlock()
	want := []Kind{Registered, CallRings, CallConnected, CallHeld, CallEnded, Unregistered}
	if got := joined(told); got != joined(want) {
		t.Errorf("told %s, want %s", got, joined(want))
	}
}

func joined(kinds []Kind) string {
	var words []string
	for _, k := range kinds {
		words = append(words, string(k))
	}
	return strings.Join(words, " ")
}

// Many telephones live in one process and all of them can talk at once.
func TestManyTelephones(t *testing.T) {
	x := newExchange(t)
	const pairs = 25
	var all sync.WaitGroup
	for i := range pairs {
		a, b := "a"+string(rune('A'+i)), "b"+string(rune('A'+i))
		all.Go(func() {
			from, to := x.start(t, a), x.start(t, b, func(c *Config) { c.Manners = Manners{Answer: true} })
			call, err := from.Dial(to.Username())
			if err == nil {
				err = call.Await(patience(t), Connected)
			}
			if err != nil {
				t.Error(err)
				return
			}
			hears(t, call, Frequency(b))
		})
	}
	all.Wait()
}
