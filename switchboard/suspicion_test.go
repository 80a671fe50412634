package switchboard

import (
	"fmt"
	"net/netip"
	"testing"

	"graphpbx/models"
)

// strange asks for a file from an address, as strangers do.
func (r *rig) strange(source netip.AddrPort, token, mac string) bool {
	_, given := r.DeviceFile(DeviceRequest{Token: token, File: mac + ".cfg", UserAgent: "Yealink SIP-T46S", Source: source})
	return given
}

func TestSearchingForMACsBlocks(t *testing.T) {
	r := newRig(t).start()
	for range 100 {
		r.strange(outsider, "", "001565000000") // one telephone that nobody has prepared
	}
	for i := range 10 {
		r.strange(netip.MustParseAddrPort("198.51.100.10:4"), "", fmt.Sprintf("00156500%04x", i)) // ten of them
	}
	if list := r.blockedList(); len(list) != 0 {
		t.Fatalf("%+v", list)
	}
	for i := range 25 {
		r.strange(netip.MustParseAddrPort("198.51.100.11:4"), "", fmt.Sprintf("00156501%04x", i))
	}
	if list := r.blockedList(); len(list) != 1 || !r.Blocked(netip.MustParseAddrPort("198.51.100.11:5060")) {
		t.Errorf("a search goes on: %+v", list)
	}
	for i := range 5 {
		r.strange(netip.MustParseAddrPort("198.51.100.12:4"), fmt.Sprintf("token %d", i), "001565000000")
	}
	if !r.Blocked(netip.MustParseAddrPort("198.51.100.12:5060")) {
		t.Error("whoever guesses tokens goes on")
	}
}

// Where healthy telephones live, unknown ones are kept from their files, and nobody else suffers.
func TestAnOfficeIsNotBlockedForUnknownTelephonesOrLinks(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "21")
	device, token, err := r.ProvisionDevice(t.Context(), admin, NewDevice{MAC: "00:15:65:aa:bb:cc", Model: "T46S", UserID: anna.ID})
	if err != nil {
		t.Fatal(err)
	}
	r.register(anna, "desk") // at the office
	for i := range 10 {
		r.strange(office, fmt.Sprintf("token %d", i), "001565000000")
		_, _ = r.Activate(t.Context(), ActivationAttempt{ID: fmt.Sprint("act_", i), Secret: "x", Password: "wrong", Source: office.Addr()})
	}
	if r.Blocked(netip.AddrPortFrom(office.Addr(), 5)) {
		t.Errorf("the whole office is blocked: %+v", r.blockedList())
	}
	if list := r.blockedList(); len(list) != 2 || list[0].Username == "" || list[1].Username == "" {
		t.Errorf("%+v", list)
	}
	if _, given := r.DeviceFile(DeviceRequest{Token: token, File: string(device.MAC) + ".cfg", UserAgent: "Yealink SIP-T46S", Source: office, Place: devicePlace}); !given {
		t.Error("a telephone with its token does not get its file")
	}
	if _, err := r.Login(t.Context(), LoginRequest{Username: "admin", Password: adminPassword, Source: office.Addr()}); err != nil {
		t.Error(err)
	}
	_, err = r.Activate(t.Context(), ActivationAttempt{ID: "act_x", Secret: "x", Password: "wrong", Source: office.Addr()})
	if p := problem(t, err); p.Code != models.ProblemLimit {
		t.Errorf("%+v", p)
	}
}

// One colleague who tries many names does not lock the others out of their logins.
func TestOneColleagueLocksNobodyOut(t *testing.T) {
	r := newRig(t).start()
	r.register(r.user("anna", "21"), "desk")
	for i := range loginsOfAddress + 10 {
		_, _ = r.Login(t.Context(), LoginRequest{Username: fmt.Sprint("name", i%10), Password: fmt.Sprint("guess ", i), Source: office.Addr()})
	}
	if _, err := r.Login(t.Context(), LoginRequest{Username: "admin", Password: adminPassword, Source: office.Addr()}); err != nil {
		t.Error(err)
	}
	for i := range loginsOfPair {
		_, _ = r.Login(t.Context(), LoginRequest{Username: "admin", Password: fmt.Sprint("guess ", i), Source: office.Addr()})
	}
	if p := problem(t, second(r.Login(t.Context(), LoginRequest{Username: "admin", Password: adminPassword, Source: office.Addr()}))); p.Code != models.ProblemLimit {
		t.Errorf("%+v", p)
	}
}
