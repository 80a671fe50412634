package store

import (
	"strings"
	"testing"
)

func sealer(t testing.TB, first byte) *Sealer {
	t.Helper()
	s, err := NewSealer([32]byte{first})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSealedSecretOpensInItsPlaceAlone(t *testing.T) {
	s, place := sealer(t, 1), SIPPasswordPlace("usr_a")
	sealed := s.Seal(place, "hush hush")
	if !strings.HasPrefix(string(sealed), "v1:"+s.KeyID()+":") || strings.Contains(string(sealed), "hush") || sealed == s.Seal(place, "hush hush") {
		t.Errorf("sealed: %s", sealed)
	}
	opened, err := s.Open([]byte("before "), place, sealed)
	if err != nil || string(opened) != "before hush hush" {
		t.Errorf("opened: %q, %v", opened, err)
	}
	altered := []byte(sealed)
	altered[len(altered)-5] ^= 1
	for name, c := range map[string]struct {
		sealer *Sealer
		place  Place
		sealed SealedSecret
	}{
		"another user":   {s, SIPPasswordPlace("usr_b"), sealed},
		"another column": {s, pendingPlace("usr_a"), sealed},
		"another key":    {sealer(t, 2), place, sealed},
		"altered":        {s, place, SealedSecret(altered)},
		"cut short":      {s, place, sealed[:len(sealed)-4]},
		"no base64":      {s, place, SealedSecret("v1:" + s.KeyID() + ":****")},
		"empty":          {s, place, ""},
		"in clear":       {s, place, "hush hush"},
	} {
		opened, err := c.sealer.Open(nil, c.place, c.sealed)
		wants(t, name, err, ErrKey)
		if len(opened) != 0 {
			t.Errorf("%s: opened %q", name, opened)
		}
	}
}

func TestDerivedKeysDiffer(t *testing.T) {
	a, b := sealer(t, 1), sealer(t, 2)
	if a.Derive("x") != a.Derive("x") || a.Derive("x") == a.Derive("y") || a.Derive("x") == b.Derive("x") || a.Derive("x") == ([32]byte{}) {
		t.Error("a key depends on root and purpose, and on nothing else")
	}
}

func BenchmarkOpen(b *testing.B) {
	s, place := sealer(b, 1), SIPPasswordPlace("usr_a")
	sealed, dst := s.Seal(place, "AbCdEfGhJkMnPqRsTuVw"), make([]byte, 0, 64)
	for b.Loop() {
		if _, err := s.Open(dst[:0], place, sealed); err != nil {
			b.Fatal(err)
		}
	}
}
