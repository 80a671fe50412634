package media

import (
	"errors"
	"testing"
)

func TestPorts(t *testing.T) {
	tests := []struct{ first, last, pairs int }{
		{20000, 29999, 5000}, {20001, 20004, 1}, {20000, 20001, 1}, {20000, 20000, 0}, {30000, 20000, 0}, {65534, 70000, 1}, {-5, 5, 2},
	}
	for _, test := range tests {
		p := NewPorts(test.first, test.last)
		seen := make(map[int]bool)
		for range test.pairs {
			port, err := p.Take()
			if err != nil || port%2 != 0 || port < test.first || port+1 > test.last || port < 2 || seen[port] {
				t.Fatalf("%d-%d: got %d, %v", test.first, test.last, port, err)
			}
			seen[port] = true
		}
		if _, err := p.Take(); !errors.Is(err, ErrNoPorts) {
			t.Fatalf("%d-%d: got %v after all %d, want ErrNoPorts", test.first, test.last, err, test.pairs)
		}
	}
}

func TestPortsReleaseOnce(t *testing.T) {
	p := NewPorts(20000, 20007)
	first, _ := p.Take()
	if !p.Taken(first) || !p.Taken(first+1) {
		t.Error("a taken pair is not known as such")
	}
	if p.Release(first+1) || p.Release(first-2) || p.Release(0) || p.Release(70000) {
		t.Error("released what was not taken")
	}
	if !p.Release(first) || p.Release(first) || p.Taken(first) {
		t.Error("a pair is released exactly once")
	}
	for range 3 { // the pair that was used last comes last
		if port, err := p.Take(); err != nil || port == first {
			t.Fatalf("got %d, %v", port, err)
		}
	}
	if port, _ := p.Take(); port != first {
		t.Fatalf("got %d, want %d", port, first)
	}
}
