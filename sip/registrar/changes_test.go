package registrar

import (
	"testing"
	"time"
)

// A device that refreshes every few seconds need not be written each time; one that has prolonged by a tenth is.
func TestWhatTheStoreNeedNotHear(t *testing.T) {
	eachWay(t, func(r *rig) {
		p := r.phone("alice", 5060)
		p.headers = "Expires: 600\r\n"
		r.want(p, 200, 1)
		for _, step := range []struct {
			after          time.Duration
			refresh, minor bool
		}{
			{0, true, true}, // not prolonged at all
			{59 * time.Second, true, true},
			{time.Second, true, false}, // a tenth since the store was told
			{59 * time.Second, true, true},
			{500 * time.Second, true, false},
		} {
			if told := r.TakeChanges(10); len(told) == 1 && told[0].Minor {
				r.t.Fatal("the first registration is minor")
			}
			time.Sleep(step.after)
			r.want(p, 200, 1)
			changes := r.TakeChanges(10)
			if len(changes) != 1 || changes[0].Refresh != step.refresh || changes[0].Minor != step.minor {
				r.t.Fatalf("after %v: %+v", step.after, changes)
			}
		}
		p.headers = "Expires: 60\r\n" // earlier than the store believes: it must hear of it
		r.want(p, 200, 1)
		if changes := r.TakeChanges(10); len(changes) != 1 || changes[0].Minor {
			r.t.Fatalf("shortened: %+v", changes)
		}
	})
}
