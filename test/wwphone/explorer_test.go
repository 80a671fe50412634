package wwphone

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"graphpbx/testrig"
	"graphpbx/testrig/browser"
	"graphpbx/testrig/phone"
)

// Every example of the explorer works for a user without further role.
func TestExamplesWork(t *testing.T) {
	s := testrig.Start(t)
	office(t, s)
	register(t, s, "anna", phone.Manners{})
	anna, err := (&testrig.Client{Base: s.Base}).Login("anna", ctiPassword)
	if err != nil {
		t.Fatal(err)
	}
	files, _ := filepath.Glob("../../web/explorer/examples/*.graphql")
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), "subscription ") {
			stream, err := anna.Subscribe(string(text), nil)
			if err != nil {
				t.Fatal(err)
			}
			err = stream.Next(nil)
			stream.Close()
			if err != nil {
				t.Errorf("%s: %v", file, err)
			}
			continue
		}
		if err := anna.Do(string(text), nil, nil); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
}

// The explorer runs offline under the strict policy of the pages: a login, a query, a stream that goes on.
func TestExplorer(t *testing.T) {
	if _, err := os.Stat("../../web/dist/explorer.html"); err != nil {
		t.Skip("the explorer is not built: make web")
	}
	s := testrig.Start(t)
	office(t, s)
	page := browser.Open(t)
	page.Prefer("prefers-color-scheme", "light")
	page.Go(s.Base + "/explorer")
	browser.Eval[bool](page, `localStorage.setItem('graphpbx.language', 'en') === undefined`)
	page.Reload()
	signIn(page, "anna")
	page.WaitText("WhoIsThere")
	page.WaitText("FollowTelephones")
	// The editors come after the page, and know the schema once they can fold it.
	page.WaitFor(`document.querySelector('.CodeMirror-foldgutter-open') && document.querySelector('.result-window .CodeMirror')`)
	page.ClickOn(".graphiql-execute-button")
	page.WaitText("Beat Beispiel")
	page.Picture("explorer")
	page.Click("FollowTelephones")
	page.WaitText("subscription FollowTelephones")
	page.ClickOn(".graphiql-execute-button")
	page.WaitText(`"Synced"`)
	register(t, s, "beat", phone.Manners{})
	page.WaitText("FREE")
	page.Picture("explorer-stream")
}
