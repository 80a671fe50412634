package media

import (
	"testing"
	"time"
)

func TestReceptionLost(t *testing.T) {
	tests := []struct {
		name      string
		sequences []uint16
		lost      uint64
	}{
		{"none", []uint16{1, 2, 3}, 0},
		{"two of five", []uint16{1, 4, 5}, 2},
		{"reordered", []uint16{1, 3, 2, 4}, 0},
		{"across the wrap", []uint16{65534, 65535, 1}, 1},
		{"one before the first", []uint16{10, 9, 11}, 0},
		{"a leap is a new stream", []uint16{1, 2, 4, 40000, 40001, 40003}, 2},
	}
	for _, test := range tests {
		var r Reception
		for _, s := range test.sequences {
			r.Observe(Packet{Sequence: s, SSRC: 1}, time.Unix(0, 0))
		}
		if got := r.Lost(); got != test.lost {
			t.Errorf("%s: %d lost, want %d", test.name, got, test.lost)
		}
	}
}

func TestReceptionJitter(t *testing.T) {
	var even, uneven Reception
	start := time.Unix(1_800_000_000, 0)
	for i := range 1000 {
		p := Packet{Sequence: uint16(i), Timestamp: uint32(i)*160 + 0xffff_0000}
		at := start.Add(time.Duration(i) * 20 * time.Millisecond)
		even.Observe(p, at)
		uneven.Observe(p, at.Add(time.Duration(i%2)*8*time.Millisecond))
	}
	if even.Jitter() != 0 {
		t.Errorf("an even stream has jitter %s", even.Jitter())
	}
	// Each packet differs from the one before by 8 ms, so that is what the estimate settles at.
	if j := uneven.Jitter(); j < 7900*time.Microsecond || j > 8100*time.Microsecond {
		t.Errorf("jitter %s, want 8 ms", j)
	}
}
