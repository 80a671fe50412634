package server

import (
	"net/http"
	"net/netip"
	"strconv"
	"strings"

	"graphpbx/provision"
	"graphpbx/switchboard"
)

// provisionPath is where telephones fetch their files: below it stand TOKEN/FILE, or FILE alone for a first contact.
const provisionPath = "/provision/"

// noFile is the answer to everything that is not given, so that nobody learns what there is.
const noFile = "There is no such file.\n"

// provision gives telephones their files. Neither path nor answer are logged: both carry secrets.
func (s *Server) provision(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Telephones may only fetch their files.", http.StatusMethodNotAllowed)
		return
	}
	token, file, found := strings.Cut(strings.TrimPrefix(r.URL.Path, provisionPath), "/")
	if !found {
		token, file = "", token
	}
	source := s.source(r)
	port := uint16(0) // behind a proxy nobody knows the telephone's own
	if remote, err := netip.ParseAddrPort(r.RemoteAddr); err == nil && source == peer(r) {
		port = remote.Port()
	}
	rendered, given := s.cfg.Switchboard.DeviceFile(switchboard.DeviceRequest{
		Token: token, File: file, UserAgent: r.UserAgent(), Place: s.cfg.Place, Book: provision.AskedOf(r.URL.Query()),
		Source: netip.AddrPortFrom(source, port),
	})
	if !given {
		hand(w, http.StatusNotFound, "text/plain; charset=utf-8", []byte(noFile))
		return
	}
	hand(w, http.StatusOK, rendered.ContentType, rendered.Content)
}

func hand(w http.ResponseWriter, status int, contentType string, content []byte) {
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(content)))
	w.WriteHeader(status)
	_, _ = w.Write(content) // a telephone that hung up asks again; HEAD sends none
}
