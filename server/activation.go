package server

import (
	"crypto/sha256"
	_ "embed" // the page
	"encoding/base64"
	"net/http"
	"strings"
)

// The page of an activation link, for whoever opens it in a browser. The secret stands in the fragment of its address,
// which only the script of the page sees.
var (
	//go:embed activation/page.html
	activationPage string
	//go:embed activation/page.css
	activationStyle string
	//go:embed activation/page.js
	activationScript string
)

// activation serves the page. Asking for it consumes nothing, and every id gets the same answer.
func (s *Server) activation() http.Handler {
	page := strings.NewReplacer("{{style}}", activationStyle, "{{script}}", activationScript).Replace(activationPage)
	policy := "default-src 'none'; script-src " + integrity(activationScript) + "; style-src " + integrity(activationStyle) +
		"; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.cfg.Switchboard.OpenActivationLink(r.Context(), r.PathValue("id")); err != nil {
			s.log.Warn("that a link was opened could not be written down", "error", err)
		}
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Robots-Tag", "noindex")
		_, _ = w.Write([]byte(page))
	})
}

// integrity names a text in a policy by its hash, so that nothing else is taken in its place.
func integrity(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
