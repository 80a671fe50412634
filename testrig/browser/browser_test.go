package browser_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"graphpbx/testrig/browser"
)

const form = `<!doctype html><html lang="en"><title>Form</title><main>
<h1>Form</h1>
<label>Name * <input name="name" value="old"></label>
<input aria-label="Search">
<button onclick="document.querySelector('output').textContent = document.querySelector('[name=name]').value">Take it</button>
<output>nothing</output></main></html>`

func serve(t *testing.T, page string) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte(page))
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestPageTypesAndClicks(t *testing.T) {
	page := browser.Open(t)
	page.Go(serve(t, form))
	page.Type("Name", "Grüße")
	page.Type("Search", "x")
	page.Click("Take it")
	page.WaitText("Grüße")
	if got := page.Value("Name"); got != "Grüße" {
		t.Errorf("the field holds %q", got)
	}
	if got := page.Text("output"); got != "Grüße" {
		t.Errorf("the page shows %q", got)
	}
}

func TestViolationsAreFound(t *testing.T) {
	page := browser.Open(t)
	page.Go(serve(t, `<!doctype html><html lang="en"><title>Pale</title><main><p style="color:#ccc;background:#fff">hardly to be read</p></main></html>`))
	found := page.Violations()
	if len(found) != 1 || found[0].ID != "color-contrast" {
		t.Errorf("axe found %+v instead of the poor contrast", found)
	}
}

func TestPreferencesReachThePage(t *testing.T) {
	page := browser.Open(t)
	page.Prefer("prefers-color-scheme", "dark")
	page.Go(serve(t, form))
	if !browser.Eval[bool](page, `matchMedia('(prefers-color-scheme: dark)').matches`) {
		t.Error("the page does not see that dark colours are wanted")
	}
}

func TestKeysThatThePageTakesAreNotTyped(t *testing.T) {
	page := browser.Open(t)
	page.Go(serve(t, `<!doctype html><html lang="en"><title>Keys</title><input aria-label="Search"><script>
		onkeydown = event => { if (event.key !== '/') return; event.preventDefault(); document.querySelector('input').focus(); };
	</script></html>`))
	page.Press("/?Aé\b")
	if got := page.Value("Search"); got != "?A" {
		t.Errorf("the field holds %q", got)
	}
}
