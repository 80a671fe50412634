package media

import (
	"sync"
	"testing"
	"time"
)

// Sessions are closed twice at once while packets come in from both sides; each gives its ports back once.
func TestSessionCloseWhilePacketsFly(t *testing.T) {
	relay := NewRelay(Config{Ports: [2]int{22000, 22199}})
	defer relay.Close()
	free := relay.FreePorts()
	for range 20 {
		s, err := relay.Open(loopback)
		if err != nil {
			t.Fatal(err)
		}
		a, b := newTelephone(t, 1, s.A().Local()), newTelephone(t, 2, s.B().Local())
		s.A().SetRemote(a.address(), b.address())
		s.B().SetRemote(b.address(), a.address())
		s.OnSilence(time.Millisecond, func(l *Leg) { l.Stats() })
		a.speak()
		b.hear()

		var group sync.WaitGroup
		stop := make(chan struct{})
		for _, p := range []*telephone{a, b} {
			group.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						p.speak()
					}
				}
			})
		}
		var closers sync.WaitGroup
		closers.Go(s.Close)
		closers.Go(s.Close)
		closers.Wait()
		close(stop)
		group.Wait()
		s.A().SetRemote(a.address(), a.address())
	}
	if got := relay.FreePorts(); got != free {
		t.Fatalf("%d pairs free, want %d", got, free)
	}
}
