package console

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"sync"
	"time"

	"graphpbx/testrig/phone"
)

// line is one thing that happened. As JSON it has the fields that apply.
type line struct {
	At        time.Time `json:"at"`
	Event     string    `json:"event"`
	User      string    `json:"user,omitempty"`
	Server    string    `json:"server,omitempty"`
	Number    string    `json:"number,omitempty"`
	Name      string    `json:"name,omitempty"` // of a caller
	ByUs      bool      `json:"byUs,omitempty"`
	Answers   bool      `json:"answers,omitempty"`
	Status    int       `json:"status,omitempty"`
	Reason    string    `json:"reason,omitempty"`
	Expires   int       `json:"expires,omitempty"` // seconds
	Hears     string    `json:"hears,omitempty"`   // tone, sound, silence or nothing
	Frequency float64   `json:"frequency,omitempty"`
	Loudness  float64   `json:"loudness,omitempty"` // dB below full scale
	Packets   uint64    `json:"packets,omitempty"`  // received
	Sent      uint64    `json:"sent,omitempty"`
	Lost      uint64    `json:"lost,omitempty"`
	Jitter    float64   `json:"jitterMs,omitempty"`
	Seconds   float64   `json:"seconds,omitempty"` // length of the call since the answer
}

// narrator tells what happens to a telephone.
type narrator struct {
	user, server string
	json         bool

	mu         sync.Mutex
	out        io.Writer
	registered chan struct{}            // closed when it first was
	known      bool                     // it was
	calls      map[*phone.Call]*account // connected
}

// account is what was said about a call so far.
type account struct {
	since time.Time
	hears string
	tone  float64
}

func newNarrator(out io.Writer, o *options) *narrator {
	return &narrator{out: out, user: o.user, server: o.server, json: o.json,
		registered: make(chan struct{}), calls: make(map[*phone.Call]*account)}
}

func (n *narrator) say(l line) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if l.At.IsZero() {
		l.At = time.Now()
	}
	if !n.json {
		fmt.Fprintf(n.out, "%s  %s\n", l.At.Format("15:04:05"), l.sentence())
		return
	}
	text, err := json.Marshal(l)
	if err != nil {
		return // numbers and strings always have a form in JSON
	}
	fmt.Fprintf(n.out, "%s\n", text)
}

// event tells of an event of the telephone.
func (n *narrator) event(e phone.Event) {
	l := line{
		At: e.At, Event: string(e.Kind), Number: e.Number, ByUs: e.ByUs, Status: e.Status, Reason: e.Reason,
		Expires: int(e.Expires / time.Second), User: n.user, Server: n.server,
	}
	if e.Call != nil {
		l.Name = e.Call.Name()
	}
	switch e.Kind {
	case phone.CallConnected:
		n.mu.Lock()
		n.calls[e.Call] = &account{since: e.At}
		n.mu.Unlock()
	case phone.CallEnded:
		n.close(e.Call, &l)
	}
	if n.json || !n.isError(e) {
		n.say(l)
	}
	if e.Kind == phone.Registered {
		n.first()
	}
}

func (n *narrator) first() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.known {
		n.known = true
		close(n.registered)
	}
}

// isError tells what the command ends with and says as its error: a person need not read it twice.
func (n *narrator) isError(e phone.Event) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return e.Kind == phone.RegistrationFailed && !n.known ||
		e.Kind == phone.CallEnded && e.Status != 0 && !e.Call.Incoming()
}

// close adds the account of a call that has ended.
func (n *narrator) close(c *phone.Call, l *line) {
	h := c.Heard()
	l.Packets, l.Sent, l.Lost, l.Jitter = h.Packets, h.Sent, h.Lost, milliseconds(h.Jitter)
	n.mu.Lock()
	defer n.mu.Unlock()
	if a, ok := n.calls[c]; ok {
		l.Seconds = math.Round(l.At.Sub(a.since).Seconds()*10) / 10
		l.Hears, l.Frequency = a.hears, a.tone
		delete(n.calls, c)
	}
}

// hears says what a call sounds like, where that has changed.
func (n *narrator) hears(c *phone.Call) {
	h := c.Heard()
	n.mu.Lock()
	a, connected := n.calls[c]
	what, tone := classify(h)
	// A tone that wanders by a hertz or two is the same tone.
	same := connected && a.hears == what && math.Abs(a.tone-tone) < 5
	if !connected || same || time.Since(a.since) < time.Second {
		n.mu.Unlock()
		return
	}
	a.hears, a.tone = what, tone
	n.mu.Unlock()
	l := line{Event: "hears", Number: c.Number(), Hears: what, Frequency: tone, Packets: h.Packets, Lost: h.Lost, Jitter: milliseconds(h.Jitter)}
	if !math.IsInf(h.Loudness, 0) {
		l.Loudness = math.Round(h.Loudness*10) / 10
	}
	n.say(l)
}

// classify puts into one word what is heard, with the frequency of a tone.
func classify(h phone.Heard) (what string, tone float64) {
	switch {
	case h.Packets == 0:
		return "nothing", 0
	case h.Frequency == 0:
		return "silence", 0
	case h.Purity > 0.7:
		return "tone", math.Round(h.Frequency*10) / 10
	}
	return "sound", 0
}

func milliseconds(d time.Duration) float64 {
	return math.Round(float64(d)/float64(time.Millisecond)*100) / 100
}
