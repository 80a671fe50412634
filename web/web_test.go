package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

var script = []byte("console.log('" + strings.Repeat("hello ", 500) + "')")

func built() http.Handler {
	return newHandler(fstest.MapFS{
		".gitkeep":             {},
		"index.html":           {Data: []byte("<!doctype html><title>dashboard</title>")},
		"phone.html":           {Data: []byte("<!doctype html><title>wwphone</title>")},
		"phone.svg":            {Data: []byte("<svg/>")},
		"favicon.svg":          {Data: []byte("<svg/>")},
		"assets/index-a1b2.js": {Data: script},
		"assets/inter.woff2":   {Data: bytes.Repeat([]byte{0, 1, 2, 3}, 1000)},
	})
}

func get(h http.Handler, path string, headers ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPathsLeadToFilesOrPages(t *testing.T) {
	for _, c := range []struct {
		path, contains, kind, caching string
		status                        int
	}{
		{"/", "dashboard", "text/html; charset=utf-8", eachTime, 200},
		{"/users", "dashboard", "text/html; charset=utf-8", eachTime, 200},
		{"/users/usr_1/more", "dashboard", "text/html; charset=utf-8", eachTime, 200},
		{"/index.html", "dashboard", "text/html; charset=utf-8", eachTime, 200},
		{"/phone", "wwphone", "text/html; charset=utf-8", eachTime, 200},
		{"/phone/calls", "wwphone", "text/html; charset=utf-8", eachTime, 200},
		{"/phonebook", "dashboard", "text/html; charset=utf-8", eachTime, 200},
		{"/phone.svg", "<svg/>", "image/svg+xml", eachTime, 200},
		{"/phone-worker.js", "404", "text/plain; charset=utf-8", "", 404},
		{"/favicon.svg", "<svg/>", "image/svg+xml", eachTime, 200},
		{"/assets/index-a1b2.js", "hello", "text/javascript; charset=utf-8", forEver, 200},
		{"/assets/../index.html", "dashboard", "text/html; charset=utf-8", eachTime, 200},
		{"/assets/index-old.js", "404", "text/plain; charset=utf-8", "", 404},
		{"/assets/", "dashboard", "text/html; charset=utf-8", eachTime, 200},
		{"/robots.txt", "404", "text/plain; charset=utf-8", "", 404},
		{"/.gitkeep", "404", "text/plain; charset=utf-8", "", 404},
		{"/../web.go", "404", "text/plain; charset=utf-8", "", 404},
	} {
		w := get(built(), c.path)
		if w.Code != c.status || !strings.Contains(w.Body.String(), c.contains) {
			t.Errorf("%s: %d %q", c.path, w.Code, w.Body)
		}
		if got := w.Header().Get("Content-Type"); got != c.kind {
			t.Errorf("%s: Content-Type %q, want %q", c.path, got, c.kind)
		}
		if got := w.Header().Get("Cache-Control"); got != c.caching {
			t.Errorf("%s: Cache-Control %q, want %q", c.path, got, c.caching)
		}
		if got := w.Header().Get("Content-Security-Policy"); got != policy {
			t.Errorf("%s: Content-Security-Policy %q", c.path, got)
		}
	}
}

func TestTextIsPackedForThoseWhoTakeIt(t *testing.T) {
	for _, c := range []struct {
		path, accept string
		packed       bool
	}{
		{"/assets/index-a1b2.js", "gzip, deflate, br", true},
		{"/assets/index-a1b2.js", "br;q=1.0, gzip;q=0.5", true},
		{"/assets/index-a1b2.js", "*", true},
		{"/assets/index-a1b2.js", "", false},
		{"/assets/index-a1b2.js", "br, gzip;q=0", false},
		{"/assets/inter.woff2", "gzip", false}, // packed already
		{"/index.html", "gzip", false},         // too short
	} {
		w := get(built(), c.path, "Accept-Encoding", c.accept)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != c.packed {
			t.Errorf("%s with %q: packed %v", c.path, c.accept, got)
		}
		if !c.packed {
			continue
		}
		z, err := gzip.NewReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if content, err := io.ReadAll(z); err != nil || !bytes.Equal(content, script) {
			t.Errorf("%s: unpacked to %d bytes, %v", c.path, len(content), err)
		}
	}
}

func TestKnownRevisionsAreNotSentAgain(t *testing.T) {
	tag := get(built(), "/").Header().Get("ETag")
	for _, known := range []string{tag, `"other", W/` + tag, "*"} {
		if w := get(built(), "/", "If-None-Match", known); w.Code != http.StatusNotModified || w.Body.Len() != 0 {
			t.Errorf("If-None-Match %s: %d with %d bytes", known, w.Code, w.Body.Len())
		}
	}
	if w := get(built(), "/", "If-None-Match", `"other"`); w.Code != http.StatusOK {
		t.Errorf("another revision: %d", w.Code)
	}
}

func TestPagesCannotBeWritten(t *testing.T) {
	w := httptest.NewRecorder()
	built().ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/", nil))
	if w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
		t.Errorf("POST: %d, Allow %q", w.Code, w.Header().Get("Allow"))
	}
}

func TestHeadHasNoBody(t *testing.T) {
	w := httptest.NewRecorder()
	built().ServeHTTP(w, httptest.NewRequest(http.MethodHead, "/", nil))
	if w.Code != 200 || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "0" {
		t.Errorf("HEAD: %d with %d bytes, Content-Length %s", w.Code, w.Body.Len(), w.Header().Get("Content-Length"))
	}
}

func TestWithoutBuiltPagesAPageSaysHow(t *testing.T) {
	h := newHandler(fstest.MapFS{".gitkeep": {}})
	w := get(h, "/users")
	for _, words := range []string{"make web", "/graphql", "Telefonanlage"} {
		if !strings.Contains(w.Body.String(), words) {
			t.Errorf("the page does not say %q", words)
		}
	}
	if w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Security-Policy") != policy {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := get(h, "/assets/index.js"); w.Code != 404 {
		t.Errorf("a script that was not built: %d", w.Code)
	}
}
