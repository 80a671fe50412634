package wheel

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestFiresAfterItsTimeAndNeverEarly(t *testing.T) {
	for _, after := range []time.Duration{
		0, time.Millisecond, Tick, 500 * time.Millisecond, 32 * time.Second,
		slots * Tick, slots*Tick + time.Millisecond, 10 * time.Minute, 25 * time.Hour,
	} {
		t.Run(after.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := New()
				defer w.Stop()
				time.Sleep(7 * time.Millisecond) // not on a tick
				begin := time.Now()
				var timer Timer
				fired := make(chan time.Duration, 1)
				w.Schedule(&timer, after, func() { fired <- time.Since(begin) })
				if took := <-fired; took < after || took > after+Tick {
					t.Fatalf("fired after %v", took)
				}
			})
		})
	}
}

func TestScheduleReplacesAPendingExpiry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New()
		defer w.Stop()
		var timer Timer
		var first, second int
		w.Schedule(&timer, time.Second, func() { first++ })
		w.Schedule(&timer, 2*time.Second, func() { second++ })
		time.Sleep(3 * time.Second)
		synctest.Wait()
		if first != 0 || second != 1 {
			t.Fatalf("first %d, second %d", first, second)
		}
	})
}

func TestCancel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New()
		defer w.Stop()
		var timer Timer
		if w.Cancel(&timer) {
			t.Fatal("a timer that was never scheduled was cancelled")
		}
		w.Schedule(&timer, time.Second, func() { t.Error("a cancelled timer fired") })
		if !w.Cancel(&timer) || w.Cancel(&timer) {
			t.Fatal("cancel must succeed exactly once")
		}
		time.Sleep(2 * time.Second)
		if n := w.Pending(); n != 0 {
			t.Fatalf("%d timers pending", n)
		}
	})
}

// Two timers of one tick: the first cancels the second at the last moment, and that holds.
func TestCancelWithinTheSameTick(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New()
		defer w.Stop()
		var one, two Timer
		cancelled := false
		w.Schedule(&one, time.Second, func() { cancelled = w.Cancel(&two) })
		w.Schedule(&two, time.Second, func() { t.Error("the second fired") })
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if !cancelled {
			t.Fatal("the second was not cancelled")
		}
	})
}

func TestAnEarlierTimerWakesTheWheel(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New()
		defer w.Stop()
		begin := time.Now()
		var late, early Timer
		fired := make(chan time.Duration, 2)
		note := func() { fired <- time.Since(begin) }
		w.Schedule(&late, 30*time.Second, note)
		time.Sleep(time.Second)
		w.Schedule(&early, time.Second, note)
		if took := <-fired; took > 2*time.Second+Tick {
			t.Fatalf("the early one fired after %v", took)
		}
		if took := <-fired; took < 30*time.Second {
			t.Fatalf("the late one fired after %v", took)
		}
	})
}

func TestTimerMayScheduleItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New()
		defer w.Stop()
		var timer Timer
		times := 0
		var again func()
		again = func() {
			if times++; times < 5 {
				w.Schedule(&timer, 0, again)
			}
		}
		w.Schedule(&timer, 0, again)
		time.Sleep(time.Second)
		synctest.Wait()
		if times != 5 {
			t.Fatalf("fired %d times", times)
		}
	})
}

// The goroutine sleeps while nothing is pending, and what comes after the pause is still on time.
func TestAfterAPause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New()
		defer w.Stop()
		time.Sleep(30 * 24 * time.Hour) // 130 million ticks
		begin := time.Now()
		var timer Timer
		fired := make(chan time.Duration, 1)
		w.Schedule(&timer, 100*time.Millisecond, func() { fired <- time.Since(begin) })
		if took := <-fired; took < 100*time.Millisecond || took > 100*time.Millisecond+Tick {
			t.Fatalf("fired after %v", took)
		}
	})
}

func TestTheClockOutlivesAFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New()
		defer w.Stop()
		var bad, good Timer
		fired := false
		w.Schedule(&bad, time.Second, func() { panic("provoked by the test") })
		w.Schedule(&good, time.Second, func() { fired = true })
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if !fired {
			t.Fatal("the clock stopped")
		}
	})
}

func TestStopForgetsWhatIsPending(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := New()
		var timer Timer
		w.Schedule(&timer, time.Second, func() { t.Error("fired after Stop") })
		w.Stop()
		w.Stop()
		w.Schedule(&timer, 0, func() { t.Error("scheduled on a stopped wheel") })
		time.Sleep(2 * time.Second)
	})
}

func TestManyGoroutines(t *testing.T) {
	w := New()
	defer w.Stop()
	var all, fired sync.WaitGroup
	for range 8 {
		all.Go(func() {
			timers := make([]Timer, 200)
			for i := range timers {
				fired.Add(1)
				w.Schedule(&timers[i], time.Duration(i%50)*time.Millisecond, fired.Done)
				if i%3 == 0 && w.Cancel(&timers[i]) {
					fired.Done()
				}
			}
		})
	}
	all.Wait()
	fired.Wait()
	if n := w.Pending(); n != 0 {
		t.Fatalf("%d timers pending", n)
	}
}

func BenchmarkScheduleAndCancel(b *testing.B) {
	w := New()
	defer w.Stop()
	var timer Timer
	b.ReportAllocs()
	for b.Loop() {
		w.Schedule(&timer, 32*time.Second, func() {})
		w.Cancel(&timer)
	}
}
