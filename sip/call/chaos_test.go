package call

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
	"graphpbx/sip/msg"
)

// wild is a telephone that does anything at any time.
type wild struct {
	*phone
	dice  *rand.Rand
	talks []*talk
}

func (w *wild) chance(percent int) bool { return w.dice.IntN(100) < percent }

// hear is what it does when something arrives.
func (w *wild) hear(m msg.Message) {
	switch m := m.(type) {
	case *msg.Request:
		w.asked(m)
	case *msg.Response:
		w.answered(m)
	}
}

func (w *wild) asked(req *msg.Request) {
	switch req.Method {
	case msg.ACK:
	case msg.INVITE:
		w.invited(req)
	case msg.CANCEL:
		w.reply(req, 200, "")
		if w.ringing != nil && w.chance(80) {
			w.reply(w.ringing, 487, "")
		}
	default:
		if w.chance(90) {
			w.reply(req, []int{200, 200, 200, 481, 500}[w.dice.IntN(5)], "")
		}
	}
}

func (w *wild) invited(req *msg.Request) {
	w.ringing = req
	if w.chance(70) {
		w.reply(req, 180, "")
	}
	sound := w.sound([]string{"a=sendrecv", "a=sendonly", "a=inactive", "a=recvonly"}[w.dice.IntN(4)])
	switch w.dice.IntN(10) {
	case 0:
		w.reply(req, 486, "")
	case 1:
		w.reply(req, []int{603, 480, 404, 500, 491, 302}[w.dice.IntN(6)], "")
	case 2:
		w.reply(req, 200, "")
	case 3:
		w.reply(req, 183, sound)
	case 4: // rings on
	default:
		w.reply(req, 200, sound)
		w.talks = append(w.talks, w.takes(req))
		if w.chance(5) {
			w.replyAs(req, "second", 200, sound)
		}
	}
}

func (w *wild) answered(res *msg.Response) {
	if msg.MethodOf(res) != msg.INVITE || res.StatusCode < 200 {
		return
	}
	if res.StatusCode >= 300 {
		w.send(ackTo(res))
		return
	}
	for _, d := range w.talks {
		if d.callID == msg.CallID(res) && w.chance(90) {
			d.meets(res)
			body := ""
			if w.chance(20) {
				body = w.sound()
			}
			d.phone.network.t.Helper()
			sequence := d.sequence
			d.sequence = int(msg.Sequence(res))
			d.ack(body)
			d.sequence = sequence
		}
	}
}

// act is what it does by itself.
func (w *wild) act(numbers []string) {
	if w.chance(40) || len(w.talks) == 0 {
		body := w.sound()
		if w.chance(10) {
			body = ""
		}
		w.talks = append(w.talks, w.dial(numbers[w.dice.IntN(len(numbers))], body))
		return
	}
	d := w.talks[w.dice.IntN(len(w.talks))]
	switch w.dice.IntN(7) {
	case 0:
		d.cancel()
	case 1, 2:
		d.ask(msg.BYE, "")
	case 3:
		d.invite(w.sound("a=sendonly"), "Authorization: Fake "+w.name)
	case 4:
		d.ask(msg.UPDATE, w.sound())
	case 5:
		d.ask(msg.INFO, "Signal=1")
	case 6:
		d.invite("", "Authorization: Fake "+w.name)
	}
}

// storm loses, doubles and shuffles packets.
func storm(dice *rand.Rand) func([]packet) []packet {
	return func(queue []packet) (out []packet) {
		for _, p := range queue {
			switch n := dice.IntN(100); {
			case n < 8:
			case n < 16:
				out = append(out, p, p)
			default:
				out = append(out, p)
			}
		}
		dice.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
		return out
	}
}

// Whatever telephones and network do: every call ends once, its ports come back, and no table keeps anything.
func TestChaos(t *testing.T) {
	seeds := 40
	if testing.Short() {
		seeds = 8
	}
	for seed := range seeds {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { chaos(t, uint64(seed)) })
		})
	}
}

func chaos(t *testing.T, seed uint64) {
	dice := rand.New(rand.NewPCG(seed, 1))
	n := newNetwork(t, Limits{})
	defer n.wheel.Stop()
	n.weather = storm(dice)
	var wilds []*wild
	numbers := []string{"alice", "bob", "carol", "nobody"}
	for _, name := range []string{"alice", "bob", "carol", "bob", "carol", "bob"} {
		w := &wild{phone: n.phone(name), dice: dice}
		w.auto = w.hear
		wilds = append(wilds, w)
	}
	n.account("carol", func(a *models.Account) { a.BusyInCall = true })
	for range 150 {
		wilds[dice.IntN(len(wilds))].act(numbers)
		if dice.IntN(10) == 0 {
			_, _ = n.manager.Dial(n.accounts[numbers[dice.IntN(3)]], "", numbers[dice.IntN(4)], "")
		}
		if dice.IntN(2) == 0 {
			n.pass(time.Duration(dice.IntN(3000)) * time.Millisecond)
		}
		if calls := n.manager.Calls(); dice.IntN(20) == 0 && len(calls) > 0 {
			n.manager.Hangup(calls[0].ID, models.EndByAdmin)
		}
	}
	for _, w := range wilds {
		w.auto = func(msg.Message) {} // now everybody falls silent
	}
	n.pass(40 * time.Second)
	n.manager.Close()
	n.pass(75 * time.Second)
	n.leavesNothing()
	if len(n.facts.calls) < 100 {
		t.Errorf("only %d changes: the test is too tame", len(n.facts.calls))
	}
}
