package server

import (
	"encoding/json"
	"net/http"
)

// healthy says that the process lives, and nothing more: whoever restarts it when this fails must not do so because a
// database is away.
func healthy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

// ready says whether work should be sent here, and why not.
func (s *Server) ready(w http.ResponseWriter, _ *http.Request) {
	reasons := s.reasons()
	status := http.StatusOK
	if len(reasons) > 0 {
		status = http.StatusServiceUnavailable
	}
	body, err := json.Marshal(map[string]any{"ready": len(reasons) == 0, "reasons": reasons})
	if err != nil {
		status = http.StatusInternalServerError
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(append(body, '\n'))
}

func (s *Server) reasons() []string {
	reasons := []string{}
	if s.cfg.Ready != nil {
		reasons = append(reasons, s.cfg.Ready()...)
	}
	if s.draining.Load() {
		reasons = append(reasons, "the switchboard is stopping")
	}
	if !s.cfg.Switchboard.Status().Database {
		reasons = append(reasons, "the database does not answer: calls and registrations go on, changes are refused")
	}
	return reasons
}
