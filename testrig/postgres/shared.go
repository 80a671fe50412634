package postgres

import (
	"sync"
	"testing"
)

// shared is the server that all tests of the process have in common: to start one takes seconds, to make a
// database on it a moment.
var shared struct {
	sync.Mutex
	server *Server
	err    error
}

// New returns the DSN of a fresh, empty database on the server that all tests of the process share. The database
// is dropped when the test ends. Tests that stop or freeze the server take one of their own, by [NewServer].
func New(t testing.TB) string {
	t.Helper()
	tools := installed(t)
	shared.Lock()
	defer shared.Unlock()
	if shared.server == nil && shared.err == nil {
		shared.server, shared.err = create(tools)
	}
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	return shared.server.Database(t)
}

// Tests runs the tests of a package and stops the shared server after them.
type Tests struct{ *testing.M }

// Run runs the tests and returns the exit code.
func (tests Tests) Run() int {
	code := tests.M.Run()
	shared.Lock()
	defer shared.Unlock()
	if shared.server != nil {
		shared.server.remove()
		shared.server = nil
	}
	return code
}
