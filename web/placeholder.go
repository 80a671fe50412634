package web

import (
	_ "embed"
	"net/http"
	"strings"
)

// placeholderPage stands in for pages that were not built.
//
//go:embed placeholder.html
var placeholderPage []byte

// placeholder says how the pages are made, and what works without them. Paths of files are not answered with it, so
// that nobody takes it for a picture or a script.
func placeholder(w http.ResponseWriter, r *http.Request) {
	protect(w)
	if isFile(strings.TrimPrefix(r.URL.Path, "/")) {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(placeholderPage)
}
