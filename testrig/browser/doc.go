// Package browser drives an installed Chromium from tests: it opens pages, clicks and types as people do, takes
// pictures, and asks axe for violations of the accessibility rules. It knows nothing of the switchboard; a test gives it
// the address of one.
//
//	page := browser.Open(t)
//	page.Go(server.URL)
//	page.Type("Username", "admin")
//	page.Click("Sign in")
//	page.WaitText("Live")
//	page.Accessible("users")
package browser
