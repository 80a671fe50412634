package telephones

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"time"

	"graphpbx/cmd/app"
	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// Twenty thousand calls leave goroutines, tables, ports and heap where they were.
func TestTwentyThousandCallsLeaveNothing(t *testing.T) {
	const pairs, each = 20, 1000
	if testing.Short() {
		t.Skip("takes a minute")
	}
	s := testrig.StartWith(t, app.Config{JournalCapacity: 500}) // full after the first calls: it shall not look like a leak
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	callers := make([]*phone.Phone, pairs)
	for i := range callers {
		callers[i] = quiet(t, ctx, s, fmt.Sprintf("caller%d", i), "", false)
		quiet(t, ctx, s, fmt.Sprintf("callee%d", i), fmt.Sprint(1000+i), true)
	}
	dial := func(count int) {
		var running sync.WaitGroup
		for i, caller := range callers {
			running.Go(func() {
				for range count {
					if err := shortCall(ctx, caller, fmt.Sprint(1000+i)); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		running.Wait()
	}
	dial(100) // warm: pools, tables, what telephones remember
	before := settled(t, s)
	dial(each)
	after := settled(t, s)
	t.Logf("before %+v, after %+v", before, after)
	if after.goroutines > before.goroutines+5 {
		t.Errorf("%d goroutines before, %d after", before.goroutines, after.goroutines)
	}
	if after.heap > before.heap+8<<20 {
		t.Errorf("%d kB of heap before, %d kB after", before.heap>>10, after.heap>>10)
	}
	if counts := s.Engine().Counts(); counts.Calls != 0 || counts.MediaSessions != 0 || counts.ServerTransactions != 0 || counts.ClientTransactions != 0 {
		t.Errorf("left behind: %+v", counts)
	}
}

func quiet(t *testing.T, ctx context.Context, s *testrig.Switchboard, username, number string, answer bool) *phone.Phone {
	t.Helper()
	s.AddUser(username, models.PhoneNumber(number))
	p, err := phone.Start(ctx, phone.Config{
		Server: s.SIP, Username: username, Password: testrig.Password(username), Manners: phone.Manners{Answer: answer},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	if err := p.Register(ctx); err != nil {
		t.Fatal(err)
	}
	return p
}

func shortCall(ctx context.Context, from *phone.Phone, number string) error {
	call, err := from.Dial(number)
	if err != nil {
		return err
	}
	if err := call.Await(ctx, phone.Connected); err != nil {
		return err
	}
	if err := call.Hangup(); err != nil {
		return err
	}
	return call.Await(ctx, phone.Ended)
}

// size is what could grow.
type size struct {
	goroutines int
	heap       uint64
}

// settled waits until the last transaction has run out, which RFC 3261 has take 32 s, and measures.
func settled(t *testing.T, s *testrig.Switchboard) size {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); ; <-time.After(time.Second) {
		counts := s.Engine().Counts()
		if counts.Calls == 0 && counts.MediaSessions == 0 && counts.ServerTransactions == 0 && counts.ClientTransactions == 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("never at rest: %+v", counts)
		}
	}
	runtime.GC()
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return size{runtime.NumGoroutine(), memory.HeapAlloc}
}
