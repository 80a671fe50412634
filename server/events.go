package server

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"

	"graphpbx/graph"
	"graphpbx/graph/live"
)

// streamWriteTimeout is how long one message may take to leave for a client of a fallback stream.
const streamWriteTimeout = 5 * time.Second

// events carries subscriptions as server-sent events, for programs that have no websocket. Gqlgen does the talking;
// here a stream gets an end, a bound, and a body that is known to be good: gqlgen logs what it cannot read.
type events struct {
	transport.SSE
	server *Server
}

func (s *Server) events() graphql.Transport {
	return events{transport.SSE{KeepAlivePingInterval: s.cfg.PingInterval}, s}
}

// Do serves a stream until the client, the session or the server goes.
func (e events) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	body, ok := readBody(w, r)
	if !ok {
		return
	}
	if _, ok = readParams(w, body); !ok {
		return
	}
	visit := graph.VisitOf(r.Context())
	ctx, release, err := e.server.connections.keep(r.Context(), visit.Viewer, bearer(r.Header.Get("Authorization")))
	switch {
	case errors.Is(err, live.ErrCrowded):
		refuse(w, http.StatusTooManyRequests, "LIMIT", fmt.Sprintf("a user may have %d open streams: close one first", maxUserConnections))
		return
	case err != nil:
		refuse(w, http.StatusServiceUnavailable, "UNAVAILABLE", "there are too many open streams, or the switchboard is stopping")
		return
	}
	defer release()
	control := http.NewResponseController(w)
	_ = control.SetReadDeadline(time.Time{}) // a stream that only listens is not slow
	out := &stream{ResponseWriter: w, control: control}
	defer out.end()
	r = r.WithContext(ctx)
	r.Body = io.NopCloser(bytes.NewReader(body))
	e.SSE.Do(out, r, exec)
}

// Supports takes a POST that accepts a stream.
func (e events) Supports(r *http.Request) bool {
	return r.Method == http.MethodPost && strings.Contains(r.Header.Get("Accept"), "text/event-stream")
}

// stream is a response whose writes end in time, and which takes none after its handler has returned: gqlgen's goroutine
// for signs of life may outlive it by a moment.
type stream struct {
	http.ResponseWriter
	control *http.ResponseController

	mu    sync.Mutex
	ended bool
}

func (s *stream) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ended {
		return 0, http.ErrHandlerTimeout
	}
	_ = s.control.SetWriteDeadline(time.Now().Add(streamWriteTimeout))
	return s.ResponseWriter.Write(p)
}

// Flush sends what was written.
func (s *stream) Flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.ended {
		_ = s.control.Flush()
	}
}

func (s *stream) end() {
	s.mu.Lock()
	s.ended = true
	s.mu.Unlock()
}
