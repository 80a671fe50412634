// Package web serves the pages: the dashboard, wwphone below /phone, and the API explorer below /explorer. They are built
// by Vite into the folder dist and embedded into the program; without them a page says how they are made, and everything
// else works. The package knows nothing of the switchboard: the pages speak to it by the public GraphQL API alone.
package web

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

// dist always compiles: the folder holds .gitkeep where nothing was built.
//
//go:embed all:dist
var dist embed.FS

// policy lets the pages load from their own origin alone. Inline styles are what the component library writes for
// positions and sizes; data: serves small pictures and fonts that the build puts into style sheets.
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; " +
	"img-src 'self' data:; font-src 'self' data:; worker-src 'self' blob:; " +
	"object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Caching by kind of file: names below assets carry a hash of their content, so that they never change; everything else
// is asked for anew each time and answered with 304 where it is the same.
const (
	forEver    = "public, max-age=31536000, immutable"
	eachTime   = "no-cache"
	assets     = "assets/"
	entry      = "index.html" // the dashboard: without it nothing was built
	worthwhile = 1024         // bytes from which packing saves more than it costs
)

// entries are the pages that have a path of their own, with everything below it.
var entries = map[string]string{"phone": "phone.html", "explorer": "explorer.html"}

// Handler returns the handler of the pages. Every path that is no file belongs to the router of the page that it stands
// below, where nothing else is said that of the dashboard.
func Handler() http.Handler {
	built, err := fs.Sub(dist, "dist")
	if err != nil {
		return http.HandlerFunc(placeholder) // cannot be: the folder is embedded
	}
	return newHandler(built)
}

type handler struct {
	files map[string]*file
}

func newHandler(built fs.FS) http.Handler {
	files := load(built)
	if files[entry] == nil {
		return http.HandlerFunc(placeholder)
	}
	return &handler{files: files}
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "Pages can only be read.", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	f := h.files[name]
	if f == nil && isFile(name) {
		protect(w)
		http.NotFound(w, r)
		return
	}
	if f == nil {
		f = h.page(name)
	}
	f.serve(w, r)
}

// page returns the page that a path without a file belongs to.
func (h *handler) page(name string) *file {
	first, _, _ := strings.Cut(name, "/")
	if f := h.files[entries[first]]; f != nil {
		return f
	}
	return h.files[entry]
}

// isFile tells a file that is missing from a page of the router: pages have no dot in their last part. A missing asset
// must not be answered with HTML, which a browser would try to run.
func isFile(name string) bool {
	return strings.HasPrefix(name, assets) || path.Ext(name) != ""
}

// file is a file of the pages, packed once when the program starts.
type file struct {
	plain    []byte
	packed   []byte // nil where packing does not pay
	kind     string
	caching  string
	revision string // quoted, for ETag
}

func load(built fs.FS) map[string]*file {
	files := map[string]*file{}
	_ = fs.WalkDir(built, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return nil
		}
		if content, err := fs.ReadFile(built, name); err == nil {
			files[name] = newFile(name, content)
		}
		return nil
	})
	return files
}

func newFile(name string, content []byte) *file {
	f := &file{plain: content, kind: kind(name), caching: eachTime, revision: revision(content)}
	if strings.HasPrefix(name, assets) {
		f.caching = forEver
	}
	if isText(f.kind) && len(content) >= worthwhile {
		f.packed = pack(content)
	}
	return f
}

func (f *file) serve(w http.ResponseWriter, r *http.Request) {
	protect(w)
	header := w.Header()
	header.Set("Cache-Control", f.caching)
	header.Set("ETag", f.revision)
	header.Set("Vary", "Accept-Encoding")
	if matches(r.Header.Get("If-None-Match"), f.revision) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	body := f.plain
	if f.packed != nil && acceptsGzip(r) {
		header.Set("Content-Encoding", "gzip")
		body = f.packed
	}
	header.Set("Content-Type", f.kind)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

func protect(w http.ResponseWriter) {
	header := w.Header()
	header.Set("Content-Security-Policy", policy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cross-Origin-Opener-Policy", "same-origin")
}

// kind returns the media type. Machines without a table of types know neither fonts nor scripts.
func kind(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".woff2":
		return "font/woff2"
	case ".svg":
		return "image/svg+xml"
	case ".webmanifest":
		return "application/manifest+json"
	}
	if known := mime.TypeByExtension(path.Ext(name)); known != "" {
		return known
	}
	return "application/octet-stream"
}

func isText(kind string) bool {
	return strings.HasPrefix(kind, "text/") || strings.Contains(kind, "json") || strings.Contains(kind, "svg")
}

func pack(content []byte) []byte {
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	_, _ = z.Write(content)
	_ = z.Close()
	return packed.Bytes()
}

// acceptsGzip follows RFC 9110 section 12.5.3 as far as browsers and tools use it: gzip named, and not with q=0.
func acceptsGzip(r *http.Request) bool {
	for _, coding := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, weight, _ := strings.Cut(strings.ReplaceAll(coding, " ", ""), ";")
		if name == "gzip" || name == "*" {
			return weight != "q=0" && weight != "q=0.0" && weight != "q=0.00" && weight != "q=0.000"
		}
	}
	return false
}

// matches compares as RFC 9110 section 13.1.2 asks for: weakly, any of a list, or *.
func matches(wanted, revision string) bool {
	for _, tag := range strings.Split(wanted, ",") {
		if tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/"); tag == revision || tag == "*" {
			return true
		}
	}
	return false
}
