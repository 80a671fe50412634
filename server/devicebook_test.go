package server

import (
	"net/http"
	"strings"
	"testing"

	"graphpbx/models"
	"graphpbx/switchboard"
)

// A desk telephone loads the phone book that its file tells it of, with what its user may see and nothing else.
func TestPhoneBooksOfTelephones(t *testing.T) {
	r, token, log := withDevice(t)
	admin, anna := r.admin(), r.login("anna", r.newPassword("anna"))
	_, bert := r.user("bert", models.RoleUser)
	r.createContact(admin, "SHARED", "Zoo & Söhne", "030 123456")
	r.createContact(anna, "PERSONAL", "Own", "0170 1234567")
	r.createContact(bert, "PERSONAL", "Secret", "0171 7654321")
	const agent = "Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 2010.12 000413A11FA7 SXM:0)"
	_, settings := r.file(http.MethodGet, "/provision/"+token+"/000413A11FA7.xml", agent)
	address := "/provision/" + token + "/phonebook.xml"
	if !strings.Contains(settings, "url https://pbx.example"+address) {
		t.Errorf("the telephone is not told of its phone book:\n%s", settings)
	}
	got, text := r.file(http.MethodGet, address, agent)
	if got.StatusCode != http.StatusOK || got.Header.Get("Content-Type") != "text/xml; charset=utf-8" {
		t.Fatalf("HTTP %d %v\n%s", got.StatusCode, got.Header, text)
	}
	for name, wanted := range map[string]bool{
		"<Name>Zoo &amp; Söhne</Name>": true, "+4930123456": true, "<Name>Own</Name>": true, "<Name>bert</Name>": true,
		"Secret": false, "+491717654321": false, "<Name>anna</Name>": false,
	} {
		if strings.Contains(text, name) != wanted {
			t.Errorf("%s: %v is wanted in\n%s", name, wanted, text)
		}
	}
	if got, _ := r.file(http.MethodGet, "/provision/phonebook.xml", agent); got.StatusCode != http.StatusNotFound {
		t.Errorf("a stranger gets HTTP %d", got.StatusCode)
	}
	fetches := r.ask(admin, `{ deviceFetches { file result device { mac } } }`, nil)
	if !strings.Contains(fetches.body, `{"file":"phonebook.xml","result":"DELIVERED","device":{"mac":"00:04:13:a1:1f:a7"}}`) {
		t.Error(fetches.body)
	}
	if strings.Contains(log.String(), token) {
		t.Error("the log tells the address of the phone book")
	}
}

// DECT bases of Gigaset ask page by page, and search.
func TestGigasetSearchesThePhoneBook(t *testing.T) {
	r, _, _ := withDevice(t)
	user, _ := r.switchboard.UserByUsername("anna")
	_, token, err := r.switchboard.ProvisionDevice(t.Context(), switchboard.LocalAdministrator(), switchboard.NewDevice{
		MAC: "7c2f80e0d605", Model: "N870 IP PRO", UserID: user.ID,
	})
	if err != nil {
		t.Fatal(err)
	}
	admin := r.admin()
	for _, name := range []string{"Affe", "Bär", "Chamäleon"} {
		r.createContact(admin, "SHARED", name, "030 123456")
	}
	for query, want := range map[string]string{
		"?command=get_list&type=pb&first=2&count=2": `total="4" first="2" last="3"`, // admin and the three
		"?command=get_list&type=pb&ln=cham*":        "<ln>Chamäleon</ln>",
		"?command=get_list&type=pb&hm=030*&count=1": `total="3" first="1" last="1"`,
		"?command=get_list&type=pb&ln=nobody":       `notfound="hm" total="0"`,
	} {
		if _, text := r.file(http.MethodGet, "/provision/"+token+"/phonebook.xml"+query, "Gigaset N870 IP PRO/83.V2.11.0;7C2F80E0D605"); !strings.Contains(text, want) {
			t.Errorf("%s: %s is not in\n%s", query, want, text)
		}
	}
}

// newPassword gives a user a password for logins.
func (r *rig) newPassword(username string) string {
	r.t.Helper()
	const password = "wR7-kk2.Zp0q"
	user, _ := r.switchboard.UserByUsername(username)
	if _, err := r.switchboard.ResetAccess(r.t.Context(), switchboard.LocalAdministrator(), user.ID, switchboard.AccessReset{
		SIPPassword: switchboard.NewPassword{Keep: true}, CTIPassword: switchboard.NewPassword{Value: password},
	}); err != nil {
		r.t.Fatal(err)
	}
	return password
}
