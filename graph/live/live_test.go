package live_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"graphpbx/graph/live"
	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// Clients that come whenever they like, for everything or for a few telephones, hear every change once and in order.
func TestNothingIsLostAndNothingToldTwice(t *testing.T) {
	const telephones, changes, clients = 300, 3000, 40 // many telephones make long heads, in which much happens
	r := newRig(t, 1<<14, nil)
	for n := range telephones {
		r.change(n, 1)
	}
	last := make([]chan uint64, clients) // tells each client after which event it may go
	begin := make([]chan struct{}, clients)
	var all sync.WaitGroup
	for n := range clients {
		last[n], begin[n] = make(chan uint64, 1), make(chan struct{})
		all.Go(func() {
			<-begin[n]
			follow(t, r, n, last[n])
		})
	}
	came := 0
	for n := range changes {
		r.change(rand.IntN(telephones), n)
		for came < clients && n > came*changes/clients {
			close(begin[came])
			came++
		}
		if n%10 == 0 {
			time.Sleep(time.Millisecond) // so that clients arrive in the middle of it
		}
	}
	for ; came < clients; came++ {
		close(begin[came])
	}
	r.change(1, changes+1)
	for n := range last {
		last[n] <- r.journal.Head().Seq
	}
	all.Wait()
	t.Logf("%d changes to %d clients: %+v", changes, clients, r.transport.Stats())
}

func follow(t *testing.T, r *rig, n int, last <-chan uint64) {
	c := r.enter(t, "user")
	defer c.ws.Close()
	some := n%2 == 0
	variables := map[string]any{}
	if some {
		variables["ids"] = []string{"tel_1", "tel_2"}
	}
	c.subscribe("a", variables)
	var held copyOf
	end := ^uint64(0)
	for held.last < end {
		e, err := c.next()
		if err != nil {
			t.Errorf("client %d: %v", n, err)
			return
		}
		if held.synced && !some && e.Kind != "Synced" && e.seq() != held.last+1 {
			t.Errorf("client %d: gap from %d to %d", n, held.last, e.seq())
		}
		if some && e.Kind == "TelephoneChanged" && e.Telephone.ID != "tel_1" && e.Telephone.ID != "tel_2" {
			t.Errorf("client %d was told of %s", n, e.Telephone.ID)
		}
		if err := held.apply(e); err != nil {
			t.Errorf("client %d: %v", n, err)
		}
		select {
		case end = <-last:
		default:
		}
	}
}

// A client that is cut off in the middle of a thousand changes, again and again, and comes back with its cursor holds
// exactly the server's state.
func TestResumeInTheMiddleOfChanges(t *testing.T) {
	const telephones, changes = 30, 1000
	r := newRig(t, 1<<14, nil)
	truth := map[string]int64{}
	for n := range telephones {
		r.change(n, 1)
		truth[fmt.Sprintf("tel_%d", n)] = 1
	}
	var held copyOf
	c := r.enter(t, "user")
	c.subscribe("a", nil)
	for n := range changes {
		telephone := rand.IntN(telephones)
		id := fmt.Sprintf("tel_%d", telephone)
		if n%25 == 24 {
			r.journal.Append(journal.TopicTelephone, id, nil, nil)
			delete(truth, id)
		} else {
			r.change(telephone, n+2)
			truth[id] = int64(n + 2)
		}
		if n%100 == 50 { // reads a little, in the middle of it all, and is gone
			for range rand.IntN(15) { // so many there are at least: changes of one telephone may come gathered
				if err := held.apply(c.mustNext()); err != nil {
					t.Fatal(err)
				}
			}
			c.ws.Close()
			c = r.enter(t, "user")
			variables := map[string]any{}
			if held.cursor != "" {
				variables["since"] = held.cursor
			}
			c.subscribe("a", variables)
		}
	}
	for held.last < r.journal.Head().Seq {
		if err := held.apply(c.mustNext()); err != nil {
			t.Fatal(err)
		}
	}
	if !maps.Equal(held.state, truth) {
		t.Errorf("held %v, true is %v", held.state, truth)
	}
	if held.resets != 0 {
		t.Errorf("%d resets, though nothing was forgotten", held.resets)
	}
}

func TestResetWhereTheCursorIsForgottenOrForeign(t *testing.T) {
	r := newRig(t, 8, nil)
	for n := range 5 {
		r.change(n, 1)
	}
	old := r.journal.Head()
	for n := range 50 {
		r.change(0, n)
	}
	for name, since := range map[string]string{
		"forgotten": old.String(), "another epoch": "abc.3", "from the future": old.Epoch + ".9999", "not a cursor": "rubbish", "empty": "",
	} {
		t.Run(name, func(t *testing.T) {
			c := r.enter(t, "user")
			c.subscribe("a", map[string]any{"since": since})
			var held copyOf
			first := c.mustNext()
			if first.Kind != "Reset" || first.seq() != 0 {
				t.Fatalf("first was told %+v", first)
			}
			for !held.synced {
				if err := held.apply(c.mustNext()); err != nil {
					t.Fatal(err)
				}
			}
			if len(held.state) != 5 || held.state["tel_0"] != 49 {
				t.Errorf("state %v", held.state)
			}
		})
	}
}

// The journal runs away from the dispatcher while one event is executed: everybody is told Reset and the present state.
func TestOvertakenDispatcherResetsEverybody(t *testing.T) {
	const clients = 5
	r := newRig(t, 16, nil)
	r.change(0, 1)
	all := make([]*client, clients)
	held := make([]copyOf, clients)
	for n := range all {
		all[n] = r.enter(t, fmt.Sprint("role", n%2))
		all[n].subscribe("a", nil)
		for !held[n].synced {
			_ = held[n].apply(all[n].mustNext())
		}
	}
	for n := range 50_000 { // far faster than answers can be made
		r.change(n%7, n)
	}
	want := map[string]int64{}
	state, head := r.journal.State(journal.TopicTelephone, nil)
	for _, e := range state {
		want[e.Subject] = e.Value.(models.Telephone).Since.Unix()
	}
	for n, c := range all {
		for held[n].last < head.Seq {
			if err := held[n].apply(c.mustNext()); err != nil {
				t.Fatalf("client %d: %v", n, err)
			}
		}
		if !maps.Equal(held[n].state, want) || held[n].resets == 0 {
			t.Errorf("client %d holds %v after %d resets, true is %v", n, held[n].state, held[n].resets, want)
		}
	}
}

// A client that does not read is sent away at once, however long a write to it may take; others do not notice.
func TestSlowClientIsCutOffAlone(t *testing.T) {
	r := newRig(t, 1<<16, func(c *live.Config) { c.Queue, c.WriteTimeout = 500, 10*time.Minute })
	good, bad := r.enter(t, "user"), r.enter(t, "user")
	for _, c := range []*client{good, bad} {
		c.subscribe("a", nil)
		if e := c.mustNext(); e.Kind != "Synced" {
			t.Fatal(e)
		}
	}
	const burst = 200
	var held copyOf
	for n := 0; r.transport.Stats().TooSlow == 0; n++ {
		if n > 2000 {
			t.Fatal("a client that reads nothing is not sent away")
		}
		for m := range burst {
			r.change(m, n)
		}
		for held.last < r.journal.Head().Seq {
			if err := held.apply(good.mustNext()); err != nil {
				t.Fatal(err)
			}
		}
	}
	r.change(0, 1<<20)
	if e := good.mustNext(); e.Telephone.Since.Unix() != 1<<20 {
		t.Errorf("the good client was told %+v", e)
	}
	if code := bad.closed(); code != 4013 && code != websocket.CloseAbnormalClosure && code != 0 {
		t.Errorf("closed with %d", code)
	}
}

// Equal questions, whatever their ids, names, spelling and wishes, are executed once for an event.
func TestEqualQuestionsAreExecutedOnce(t *testing.T) {
	const clients = 20
	r := newRig(t, 1000, nil)
	all := make([]*client, clients)
	for n := range all {
		all[n] = r.enter(t, "user")
		ids := `ids: ["tel_1", "tel_` + fmt.Sprint(n+2) + `"]`
		all[n].ask(fmt.Sprint("s", n), `subscription N`+fmt.Sprint(n)+` {  telephones(`+ids+`)  `+selection+` }`, nil)
		all[n].mustNext()
	}
	other := r.enter(t, "admin")
	other.subscribe("a", nil)
	other.mustNext()
	before := r.transport.Stats()
	if before.Questions != 2 || before.Subscriptions != clients+1 {
		t.Fatalf("%+v", before)
	}
	const changes = 10
	for n := range changes {
		r.change(1, n)
	}
	for _, c := range append(all, other) {
		for range changes {
			if e := c.mustNext(); e.Kind != "TelephoneChanged" || e.Telephone.ID != "tel_1" {
				t.Fatalf("%+v", e)
			}
		}
	}
	if done := r.transport.Stats().Executions - before.Executions; done != 2*changes {
		t.Errorf("%d executions for %d events and two audiences", done, changes)
	}
}

// Variables that stand below the root make another question, though they have the same text.
func TestVariablesBelowTheRootPartQuestions(t *testing.T) {
	r := newRig(t, 1000, nil)
	const query = `subscription($full: Boolean!) { telephones { __typename ... on Event { cursor @include(if: $full) } } }`
	full, bare := r.enter(t, "user"), r.enter(t, "user")
	full.ask("a", query, map[string]any{"full": true})
	bare.ask("a", query, map[string]any{"full": false})
	if e := full.mustNext(); e.Cursor == "" {
		t.Error("no cursor")
	}
	if e := bare.mustNext(); e.Cursor != "" {
		t.Error("a cursor that was not asked for")
	}
	r.change(1, 1)
	if e := full.mustNext(); e.Cursor == "" {
		t.Error("no cursor")
	}
	if e := bare.mustNext(); e.Cursor != "" {
		t.Error("a cursor that was not asked for")
	}
}

// Quiet streams say Synced again, but only where something else has happened.
func TestQuietStreamsStayYoung(t *testing.T) {
	r := newRig(t, 1000, func(c *live.Config) { c.Bookmark = 20 * time.Millisecond })
	c := r.enter(t, "user")
	c.subscribe("a", map[string]any{"ids": []string{"tel_1"}})
	c.mustNext()
	for n := range 3 {
		r.change(2, n)
		if e := c.mustNext(); e.Kind != "Synced" || e.seq() != r.journal.Head().Seq {
			t.Errorf("told %+v, the head is %v", e, r.journal.Head())
		}
	}
}

// A fault in one answer is told, and the stream goes on.
func TestFaultInAnAnswerIsSurvived(t *testing.T) {
	r := newRig(t, 1000, nil)
	c := r.enter(t, "user")
	c.subscribe("a", nil)
	c.mustNext()
	r.journal.Append(journal.TopicTelephone, "tel_bad", nil, "not a telephone")
	for {
		m, err := c.hear()
		if err != nil {
			t.Fatal(err)
		}
		if m.Type == "next" {
			if !strings.Contains(string(m.Payload), `"INTERNAL"`) {
				t.Errorf("told %s", m.Payload)
			}
			break
		}
	}
	r.change(1, 1)
	if e := c.mustNext(); e.Telephone.ID != "tel_1" {
		t.Errorf("told %+v", e)
	}
}

// A client that pauses until the kernel takes no more, and asks something meanwhile, then hears everything whole and in
// order.
func TestPausingClientLosesNothing(t *testing.T) {
	const changes, burst = 20_000, 100
	r := newRig(t, 1<<16, func(c *live.Config) { c.Queue, c.WriteTimeout = 1<<16, 20*time.Second })
	brisk, paused := r.enter(t, "user"), r.enter(t, "user")
	_ = paused.ws.NetConn().(*net.TCPConn).SetReadBuffer(128 << 10)
	for _, c := range []*client{brisk, paused} {
		c.subscribe("a", nil)
		if e := c.mustNext(); e.Kind != "Synced" {
			t.Fatal(e)
		}
	}
	for n := range changes {
		r.change(n%burst, n)
		if n%burst == burst-1 {
			for last := uint64(0); last < r.journal.Head().Seq; {
				last = brisk.mustNext().seq()
			}
			paused.say(`{"type":"ping","payload":{"n":` + strconv.Itoa(n) + `}}`)
		}
	}
	for n := 0; n < changes; {
		m, err := paused.hear()
		if err != nil {
			t.Fatalf("after %d events: %v", n, err)
		}
		if m.Type != "next" {
			continue
		}
		want := fmt.Sprintf(`"since":"%s"`, time.Unix(int64(n), 0).UTC().Format(time.RFC3339))
		if !strings.Contains(string(m.Payload), want) {
			t.Fatalf("event %d is %s", n, m.Payload)
		}
		n++
	}
}

// A client that pauses may ask by a ping of the websocket whether the server lives: that gives nobody less time.
func TestPingOfAPausingClient(t *testing.T) {
	const changes, burst = 8_000, 100
	r := newRig(t, 1<<16, func(c *live.Config) { c.Queue, c.WriteTimeout = 1<<16, 20*time.Second })
	brisk, paused := r.enter(t, "user"), r.enter(t, "user")
	_ = paused.ws.NetConn().(*net.TCPConn).SetReadBuffer(32 << 10)
	for _, c := range []*client{brisk, paused} {
		c.subscribe("a", nil)
		c.mustNext()
	}
	for n := range changes {
		r.change(n%burst, n)
		if n%burst == burst-1 {
			for last := uint64(0); last < r.journal.Head().Seq; {
				last = brisk.mustNext().seq()
			}
		}
	}
	pong := make(chan string, 1)
	paused.ws.SetPongHandler(func(data string) error { pong <- data; return nil })
	if err := paused.ws.WriteControl(websocket.PingMessage, []byte("there?"), time.Now().Add(10*time.Second)); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1500 * time.Millisecond) // longer than the library gives a pong
	for n := range changes {
		if _, err := paused.next(); err != nil {
			t.Fatalf("after %d events: %v", n, err)
		}
	}
	r.change(0, changes) // behind which no pong can be
	paused.mustNext()
	if data := <-pong; data != "there?" {
		t.Errorf("pong: %q", data)
	}
}

// A link that carries a little at a time carries all of it: the time for one write is not that for the whole state.
func TestSlowLinkIsGivenTheWholeState(t *testing.T) {
	const telephones = 8_000
	r := newRig(t, 1<<16, func(c *live.Config) { c.WriteTimeout = time.Second })
	for n := range telephones {
		r.change(n, 1)
	}
	c := r.enter(t, "user")
	_ = c.ws.NetConn().(*net.TCPConn).SetReadBuffer(32 << 10)
	c.subscribe("a", nil)
	for n := 0; ; n++ {
		e, err := c.next()
		if err != nil {
			t.Fatalf("after %d of %d: %v", n, telephones, err)
		}
		if e.Kind == "Synced" {
			break
		}
		if n%100 == 0 {
			time.Sleep(60 * time.Millisecond) // some 300 kB/s
		}
	}
}
