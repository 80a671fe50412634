package dashboard

import (
	"encoding/base32"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/browser"
)

// Somebody sets up an authenticator app, and is asked for its code at the next login.
func TestSigningInInTwoSteps(t *testing.T) {
	s := testrig.Start(t)
	page := openAdmin(t, s)
	account := func(entry string) {
		page.WaitFor(`document.querySelector('.account')`)
		browser.Eval[bool](page, `(document.querySelector('.account').click(), true)`)
		page.WaitText(entry)
		page.Click(entry)
	}
	account("Two-step sign-in")
	page.WaitText("so that a stolen password is not enough")
	page.Accessible("two-step sign-in is off")
	page.Type("Password", testrig.AdminPassword)
	page.Click("Set up")
	page.WaitFor(`document.querySelector('[role=dialog] img[alt="QR code for the authenticator app"]')?.naturalWidth > 0`)
	page.Picture("two-step-en")
	page.Accessible("two-step sign-in is set up")
	secret, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(browser.Eval[string](page, `document.querySelector('[role=dialog] .copy-value').textContent`))
	if err != nil {
		t.Fatal(err)
	}
	page.Type("Code", models.TOTPCode(secret, models.TOTPStep(time.Now())))
	page.Click("Confirm")
	page.WaitText("Keep these recovery codes")
	page.Accessible("recovery codes")
	recovery := strings.Fields(browser.Eval[string](page, `document.querySelector('[role=dialog] pre').textContent`))
	if len(recovery) != models.RecoveryCodes {
		t.Fatalf("recovery codes: %q", recovery)
	}
	page.Click("Close")
	account("Sign out")
	page.WaitText("to your switchboard")
	signIn(page, "admin", testrig.AdminPassword)
	page.WaitText("Six digits that your authenticator app shows")
	page.Accessible("code at login")
	page.Type("Code", recovery[0])
	page.Click("Sign in")
	isLive(page)
	account("Two-step sign-in")
	page.WaitText("Recovery codes left: 9")
}
