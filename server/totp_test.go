package server

import (
	"encoding/base32"
	"strings"
	"sync"
	"testing"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard"
)

const userPassword = "wR7-kk2.Zp0q" // of rig.user

// app is an authenticator app.
type app struct {
	key       []byte
	confirmed string // the code that was shown first
}

func (a app) code(ahead int64) string {
	return models.TOTPCode(a.key, models.TOTPStep(time.Now())+ahead)
}

// withApp makes codes necessary for a user, and returns the app, the recovery codes and the step that was confirmed.
func (r *rig) withApp(token string) (app, []string) {
	r.t.Helper()
	var begun struct {
		Secret, Address, QRCode string
		Errors                  []fault
	}
	r.ask(token, `mutation { totpBegin(input: {password: "`+userPassword+`"}) { secret address qrCode errors { path message code } } }`, nil).into("totpBegin", &begun)
	if begun.Secret == "" || !strings.Contains(begun.Address, begun.Secret) || !strings.HasPrefix(begun.QRCode, "<svg") {
		r.t.Fatalf("%+v", begun)
	}
	key, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(begun.Secret)
	if err != nil {
		r.t.Fatal(err)
	}
	var confirmed struct {
		RecoveryCodes []string
		Errors        []fault
	}
	a := app{key: key}
	a.confirmed = a.code(0)
	r.ask(token, `mutation($c: String!) { totpConfirm(input: {code: $c}) { recoveryCodes errors { path message code } } }`, map[string]any{"c": a.confirmed}).into("totpConfirm", &confirmed)
	if len(confirmed.RecoveryCodes) != models.RecoveryCodes {
		r.t.Fatalf("%+v", confirmed)
	}
	return a, confirmed.RecoveryCodes
}

// loginWith logs in with a code and returns the token, or the first fault.
func (r *rig) loginWith(username, password, code string) (string, fault) {
	r.t.Helper()
	var payload struct {
		Session *struct{ Token string }
		Errors  []fault
	}
	input := map[string]any{"username": username, "password": password}
	if code != "" {
		input["code"] = code
	}
	r.ask("", `mutation($i: LoginInput!) { login(input: $i) { session { token } errors { path message code } } }`, map[string]any{"i": input}).into("login", &payload)
	if payload.Session != nil {
		return payload.Session.Token, fault{}
	}
	return "", payload.Errors[0]
}

func TestCodesOfAnAuthenticatorApp(t *testing.T) {
	r := newRig(t, nil)
	_, token := r.user("anna", models.RoleAdmin)
	elsewhere := r.dial("graphql-transport-ws", r.login("anna", userPassword))
	elsewhere.until("connection_ack")
	phone, recovery := r.withApp(token)
	if code := elsewhere.closed(); code != closeForbidden {
		t.Errorf("a session that began without a code closed with %d", code)
	}
	if _, f := r.loginWith("anna", userPassword, ""); f.Code != "TOTP_REQUIRED" || strings.Join(f.Path, ".") != "input.code" {
		t.Errorf("%+v", f)
	}
	if _, f := r.loginWith("anna", "wrong", phone.code(0)); f.Code != "FORBIDDEN" || strings.Join(f.Path, ".") != "input" {
		t.Errorf("a wrong password is told from a wrong code: %+v", f)
	}
	if _, f := r.loginWith("anna", userPassword, phone.confirmed); f.Code != "FORBIDDEN" {
		t.Errorf("the code that confirmed is taken once more: %+v", f)
	}
	code := phone.code(1)
	var logins sync.WaitGroup
	var mu sync.Mutex
	through := 0
	for range 4 {
		logins.Go(func() {
			_, err := r.switchboard.Login(t.Context(), switchboard.LoginRequest{Username: "anna", Password: userPassword, Code: code})
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				through++
			}
		})
	}
	if logins.Wait(); through != 1 {
		t.Errorf("one code let %d through", through)
	}
	again, f := r.loginWith("anna", userPassword, strings.ToUpper(recovery[3]))
	if again == "" {
		t.Fatalf("a recovery code: %+v", f)
	}
	if _, f := r.loginWith("anna", userPassword, recovery[3]); f.Code != "FORBIDDEN" {
		t.Errorf("a recovery code works twice: %+v", f)
	}
	if a := r.ask(again, `{ secondFactor { enabled confirmedAt recoveryCodesLeft } user(username: "anna") { totpEnabled } }`, nil); !strings.Contains(a.body, `"recoveryCodesLeft":9`) || !strings.Contains(a.body, `"totpEnabled":true`) {
		t.Error(a.body)
	}
	const disable = `mutation($p: String!, $c: String!) { totpDisable(input: {password: $p, code: $c}) { secondFactor { enabled } errors { path message code } } }`
	if faults := r.ask(again, disable, map[string]any{"p": "wrong", "c": recovery[0]}).faults("totpDisable"); len(faults) != 1 || faults[0].Path[1] != "password" {
		t.Error(faults)
	}
	if faults := r.ask(again, disable, map[string]any{"p": userPassword, "c": recovery[3]}).faults("totpDisable"); len(faults) != 1 || faults[0].Path[1] != "code" {
		t.Error(faults)
	}
	if faults := r.ask(again, disable, map[string]any{"p": userPassword, "c": recovery[0]}).faults("totpDisable"); len(faults) > 0 {
		t.Error(faults)
	}
	r.login("anna", userPassword)
}

func TestGuessedCodesAreHeldUp(t *testing.T) {
	r := newRig(t, nil)
	_, token := r.user("anna", models.RoleAdmin)
	_, recovery := r.withApp(token)
	codes := map[string]bool{}
	for _, guess := range []string{"000000", "111111", "222222", "333333", "444444", "555555"} {
		_, f := r.loginWith("anna", userPassword, guess)
		codes[f.Code] = true
	}
	if !codes["FORBIDDEN"] || !codes["LIMIT"] {
		t.Errorf("six guesses: %v", codes)
	}
	if _, f := r.loginWith("anna", userPassword, recovery[0]); f.Code != "LIMIT" {
		t.Errorf("guessing goes on: %+v", f)
	}
	if blocked := r.ask(r.switchboardAdmin(), `{ blockedAddresses { nodes { explanation } } }`, nil); !strings.Contains(blocked.body, "anna") {
		t.Error("wrong codes do not count like wrong passwords: " + blocked.body)
	}
}

// switchboardAdmin is a session of an administrator that was begun from nowhere, which no block holds up.
func (r *rig) switchboardAdmin() string {
	r.t.Helper()
	grant, err := r.switchboard.Login(r.t.Context(), switchboard.LoginRequest{Username: "admin", Password: adminPassword})
	if err != nil {
		r.t.Fatal(err)
	}
	return grant.Token
}

func TestAnAdministratorResetsCodesOfOthers(t *testing.T) {
	r := newRig(t, nil)
	anna, token := r.user("anna", models.RoleAdmin)
	r.withApp(token)
	const reset = `mutation($id: ID!) { totpReset(userId: $id) { user { totpEnabled } errors { path message code } } }`
	if faults := r.ask(token, reset, map[string]any{"id": anna}).faults("totpReset"); len(faults) != 1 || faults[0].Code != "FORBIDDEN" {
		t.Errorf("the own codes are switched off without a code: %v", faults)
	}
	if faults := r.ask(r.admin(), reset, map[string]any{"id": anna}).faults("totpReset"); len(faults) != 0 {
		t.Error(faults)
	}
	if faults := r.ask(r.admin(), reset, map[string]any{"id": anna}).faults("totpReset"); len(faults) != 1 || faults[0].Code != "NOT_FOUND" {
		t.Error(faults)
	}
	r.login("anna", userPassword)
	if a := r.ask(r.admin(), `{ auditLog(search: "totpConfirm") { nodes { arguments outcome } } }`, nil); !strings.Contains(a.body, "•••") || strings.Contains(a.body, "input\\\":{\\\"code\\\":\\\"0") {
		t.Error(a.body)
	}
}
