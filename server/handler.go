package server

import (
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"graphpbx/graph"
	"graphpbx/models"
	"graphpbx/switchboard"
)

// Handler serves everybody.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/graphql", s.sameSite(s.onlyJSON(s.limited(s.graphql))))
	mux.HandleFunc(provisionPath, s.provision)
	mux.HandleFunc("GET /healthz", healthy)
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", s.forReaders(s.metrics))
	mux.Handle("GET /activate/{id}", s.activation())
	mux.HandleFunc("GET /export/statistics.csv", s.statisticsCSV)
	if s.cfg.Web != nil {
		mux.Handle("/", s.cfg.Web)
	}
	return secured(s.visited(s.visitor, mux))
}

// Control serves the local administrator: every request is one of his. It must be reachable for the owner of the data
// alone.
func (s *Server) Control() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/graphql", s.onlyJSON(s.limited(s.graphql)))
	mux.HandleFunc("GET /healthz", healthy)
	mux.HandleFunc("GET /readyz", s.ready)
	mux.Handle("GET /metrics", s.metrics)
	mux.HandleFunc("GET "+BackupPath, s.backup)
	return s.visited(func(*http.Request) graph.Visit {
		return graph.Visit{Viewer: switchboard.LocalAdministrator()}
	}, mux)
}

// visited notes who asks, and gives the request an id under which the log knows it.
func (s *Server) visited(who func(*http.Request) graph.Visit, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		visit := who(r)
		visit.RequestID = newRequestID()
		w.Header().Set("X-Request-Id", visit.RequestID)
		next.ServeHTTP(w, r.WithContext(graph.WithVisit(r.Context(), visit)))
	})
}

func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand, Go 1.24)
	return hex.EncodeToString(b[:])
}

// visitor knows people by their session. A token that is not known any more makes a stranger: what strangers may not
// do they are told by the fields they ask for.
func (s *Server) visitor(r *http.Request) graph.Visit {
	visit := graph.Visit{Source: s.source(r), Base: s.base(r)}
	if token := bearer(r.Header.Get("Authorization")); token != "" {
		visit.Viewer, _ = s.cfg.Switchboard.Viewer(token)
	}
	return visit
}

// base returns the address of the pages as the visitor knows it.
func (s *Server) base(r *http.Request) string {
	scheme := "http://"
	if r.TLS != nil || s.trusts(peer(r)) && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") {
		scheme = "https://"
	}
	return scheme + r.Host
}

// bearer returns the token of an Authorization value, or "".
func bearer(value string) string {
	scheme, token, found := strings.Cut(strings.TrimSpace(value), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

// secured sets headers that keep browsers from doing what no page of ours needs. The pages set their own policy.
func secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

// sameSite refuses what pages of other hosts let a browser send.
func (s *Server) sameSite(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	for _, origin := range s.cfg.Origins {
		if err := protection.AddTrustedOrigin(origin); err != nil {
			s.log.Error("an origin cannot be trusted", "origin", origin, "error", err)
		}
	}
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, http.StatusForbidden, "FORBIDDEN", "the request comes from a page of another site")
	}))
	return protection.Handler(next)
}

// mayConnect says whether a page may open a websocket.
func (s *Server) mayConnect(r *http.Request) bool {
	origin := r.Header.Get("Origin")
	if origin == "" || slices.Contains(s.cfg.Origins, origin) {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && strings.EqualFold(u.Host, r.Host)
}

// onlyJSON refuses what a browser sends without asking, such as forms, and questions in the address, which end up in logs.
func (s *Server) onlyJSON(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodGet && r.Header.Get("Upgrade") != "" {
			next.ServeHTTP(w, r)
			return
		}
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			refuse(w, http.StatusMethodNotAllowed, "METHOD", "send GraphQL by POST, or open a websocket")
			return
		}
		kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || kind != "application/json" {
			refuse(w, http.StatusUnsupportedMediaType, "CONTENT_TYPE", "the content type must be application/json")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// limited bounds what is read of a request.
func (s *Server) limited(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit := int64(bodyLimit)
		if graph.VisitOf(r.Context()).Viewer.Role >= models.RoleAdmin {
			limit = adminBodyLimit
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		next.ServeHTTP(w, r)
	})
}

// refuse answers a request that is not let through to GraphQL in the words of GraphQL.
func refuse(w http.ResponseWriter, status int, code, message string) {
	body, err := json.Marshal(map[string]any{"errors": []any{map[string]any{
		"message": message, "extensions": map[string]any{"code": code},
	}}})
	if err != nil {
		status, body = http.StatusInternalServerError, nil
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
