package store

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
)

func TestPasswordVerifies(t *testing.T) {
	hash, err := HashPassword(t.Context(), "correct horse battery")
	if err != nil || !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("%s, %v", hash, err)
	}
	// from the test suite of the reference implementation
	const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
	for name, c := range map[string]struct {
		hash, password string
		want           bool
	}{
		"right":            {hash, "correct horse battery", true},
		"wrong":            {hash, "correct horse batterY", false},
		"empty":            {hash, "", false},
		"reference":        {reference, "password", true},
		"no hash":          {"", "", false},
		"argon2i":          {strings.Replace(reference, "2id", "2i", 1), "password", false},
		"other version":    {strings.Replace(reference, "v=19", "v=16", 1), "password", false},
		"a terabyte":       {strings.Replace(reference, "m=65536", "m=1073741824", 1), "password", false},
		"no passes":        {strings.Replace(reference, "t=2", "t=0", 1), "password", false},
		"no lanes":         {strings.Replace(reference, "p=1", "p=0", 1), "password", false},
		"damaged salt":     {strings.Replace(reference, "c29t", "****", 1), "password", false},
		"hash of one byte": {"$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CQ", "password", false},
	} {
		if got, err := VerifyPassword(t.Context(), c.hash, c.password); got != c.want || err != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestTwoHashesOfOnePasswordDiffer(t *testing.T) {
	first, err := HashPassword(t.Context(), "x")
	wants(t, "first", err, nil)
	second, err := HashPassword(t.Context(), "x")
	wants(t, "second", err, nil)
	if first == second {
		t.Error("the salt is always the same")
	}
}

func TestHashingIsBounded(t *testing.T) {
	for range cap(hashing) {
		hashing <- struct{}{} // as if so many were at work
	}
	ctx, cancel := context.WithCancel(t.Context())
	results := make(chan error, 2*cap(hashingQueue))
	var callers sync.WaitGroup
	for range cap(results) {
		callers.Go(func() {
			_, err := HashPassword(ctx, "x")
			results <- err
		})
	}
	for range cap(results) - cap(hashingQueue) { // those that find the queue full are turned away at once
		if err := <-results; !errors.Is(err, ErrBusy) {
			t.Errorf("beyond the queue: %v", err)
		}
	}
	cancel()
	callers.Wait()
	for range cap(hashingQueue) {
		if err := <-results; !errors.Is(err, context.Canceled) {
			t.Errorf("within the queue: %v", err)
		}
	}
	for range cap(hashing) {
		<-hashing
	}
}

func BenchmarkHash(b *testing.B) {
	for b.Loop() {
		if _, err := HashPassword(b.Context(), "correct horse battery"); err != nil {
			b.Fatal(err)
		}
	}
}
