package switchboard

import (
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

var (
	outsider = netip.MustParseAddrPort("198.51.100.9:5060")
	office   = netip.MustParseAddrPort("192.0.2.7:40000") // the address of binding()
)

// guess gives n different wrong answers.
func (r *rig) guess(source netip.AddrPort, username string, n int) {
	for range n {
		r.guesses++
		r.AuthenticationFailed(source, username, r.guesses)
	}
}

func (r *rig) blockedList() []models.BlockedAddress {
	r.t.Helper()
	page, err := r.BlockedAddresses(admin, 500, "")
	if err != nil {
		r.t.Fatal(err)
	}
	return page.Blocked
}

func TestFiveWrongPasswordsBlock(t *testing.T) {
	r := newRig(t).start()
	r.guess(outsider, "anna", 4)
	for range 50 {
		r.AuthenticationFailed(outsider, "anna", r.guesses) // a device that repeats itself
	}
	if r.Blocked(outsider) {
		t.Fatal("the same answer counts more than once")
	}
	r.guess(netip.AddrPortFrom(outsider.Addr(), 7), "beat", 1)
	list := r.blockedList()
	if !r.Blocked(outsider) || r.Blocked(office) || len(list) != 1 || list[0].Culprit != "" || list[0].Failures != 5 {
		t.Fatalf("%+v", list)
	}
	if p := problem(t, second(r.Login(t.Context(), LoginRequest{Username: "admin", Password: adminPassword, Source: outsider.Addr()}))); p.Code != models.ProblemLimit || !strings.Contains(p.Message, " UTC, ") {
		t.Errorf("%+v", p)
	}
	before := r.Journal().Head()
	if err := r.UnblockAddress(t.Context(), admin, list[0].ID); err != nil {
		t.Fatal(err)
	}
	if events := r.sinceThen(before, journal.TopicBlocked); r.Blocked(outsider) || len(events) == 0 || !events[len(events)-1].Removed() {
		t.Errorf("lifted, but %+v", events)
	}
	r.guess(outsider, "anna", 4)
	if r.Blocked(outsider) {
		t.Error("what was lifted is still counted")
	}
}

func TestLoginsCountAgainstTheSameAddress(t *testing.T) {
	r := newRig(t).start()
	r.guess(outsider, "anna", 3)
	login := LoginRequest{Username: "admin", Password: "wrong", Source: outsider.Addr()}
	for range 3 {
		_, _ = r.Login(t.Context(), login) // the same password counts once
	}
	if r.Blocked(outsider) {
		t.Fatal("the same password counts more than once")
	}
	login.Password = "wrong, too"
	_, _ = r.Login(t.Context(), login)
	if list := r.blockedList(); !r.Blocked(outsider) || len(list) != 1 || !strings.Contains(list[0].Explanation, "a login") {
		t.Errorf("%+v", list)
	}
	if strings.Contains(r.blockedList()[0].Explanation, "wrong, too") {
		t.Error("the explanation tells the password")
	}
}

func TestAnAddressWhereSomebodyHasLoggedInIsNotBlockedForOneName(t *testing.T) {
	r := newRig(t).start()
	login := LoginRequest{Username: "admin", Password: adminPassword, Source: outsider.Addr()}
	if _, err := r.Login(t.Context(), login); err != nil {
		t.Fatal(err)
	}
	r.guess(outsider, "anna", 5)
	if r.Blocked(outsider) || !r.Barred(outsider, "ANNA") || r.Barred(outsider, "beat") {
		t.Errorf("%+v", r.blockedList())
	}
	if _, err := r.Login(t.Context(), login); err != nil {
		t.Error(err)
	}
}

func TestABadTelephoneInAnOffice(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "21")
	healthy := r.register(anna, "desk").Remote
	r.guess(office, "beat", 50)
	if r.Blocked(office) || !r.Barred(office, "beat") || r.Barred(office, "anna") {
		t.Fatalf("%+v", r.blockedList())
	}
	r.guess(office, "anna", 5)
	if !r.Barred(office, "anna") || r.Barred(healthy, "anna") {
		t.Error("who guesses is refused, the telephone that is registered goes on")
	}
	for n := range maxOfficeBars {
		r.guess(office, fmt.Sprint("user", n), 5)
	}
	if !r.Blocked(office) || r.Blocked(healthy) {
		t.Error("so many names are no matter of single telephones; but registered ones go on")
	}
}

func TestSprayingOneGuessForEachName(t *testing.T) {
	r := newRig(t).start()
	r.register(r.user("anna", "21"), "desk")
	for n := range maxOfficeOdd {
		if r.Blocked(office) {
			t.Fatalf("blocked after %d", n)
		}
		r.guess(office, fmt.Sprint("user", n), 1)
	}
	if !r.Blocked(office) {
		t.Error("not blocked")
	}
}

func TestBlocksSurviveARestart(t *testing.T) {
	r := newRig(t).start()
	r.guess(outsider, "anna", 5)
	want := r.blockedList()
	if _, err := r.AllowAddress(t.Context(), admin, "203.0.113.0/24", "head office"); err != nil {
		t.Fatal(err)
	}
	r.stop()
	r.start()
	if got := r.blockedList(); !r.Blocked(outsider) || len(got) != 1 || got[0].ID != want[0].ID || got[0].Explanation != want[0].Explanation {
		t.Fatalf("%+v", got)
	}
	r.guess(netip.MustParseAddrPort("203.0.113.5:1"), "anna", 50)
	if r.Blocked(netip.MustParseAddrPort("203.0.113.5:1")) {
		t.Error("the allow list is forgotten")
	}
	if err := r.UnblockAddress(t.Context(), admin, want[0].ID); err != nil {
		t.Fatal(err)
	}
	r.stop()
	r.start()
	if r.Blocked(outsider) {
		t.Error("a block that was lifted is back")
	}
}

func TestANewPasswordForgives(t *testing.T) {
	r := newRig(t).start()
	anna := r.user("anna", "21")
	r.guess(outsider, "Anna", 5)
	if _, err := r.ResetAccess(t.Context(), admin, anna.ID, AccessReset{}); err != nil {
		t.Fatal(err)
	}
	if r.Blocked(outsider) {
		t.Error("the devices of a user with a new password cannot try it")
	}
}

func TestManualBlocks(t *testing.T) {
	r := newRig(t).start()
	healthy := r.register(r.user("anna", "21"), "desk").Remote
	hour, none, ages := time.Hour, time.Duration(0), 100*365*24*time.Hour
	for _, wrong := range []struct {
		network string
		length  *time.Duration
	}{{"", nil}, {"office", nil}, {"0.0.0.0/0", nil}, {"::/0", nil}, {"192.0.2.7:5060", nil}, {"192.0.2.7", &none}, {"192.0.2.7", &ages}, {"198.51.100.0/24", nil}} {
		if _, err := r.BlockAddress(t.Context(), admin, outsider.Addr(), wrong.network, wrong.length); problem(t, err).Code != models.ProblemInvalid {
			t.Errorf("%+v: %v", wrong, err)
		}
	}
	if _, err := r.BlockAddress(t.Context(), models.Viewer{Role: models.RoleSupervisor}, outsider.Addr(), "192.0.2.7", nil); problem(t, err).Code != models.ProblemForbidden {
		t.Error(err)
	}
	if len(r.blockedList()) > 0 {
		t.Fatal("a refused block blocks")
	}
	block, err := r.BlockAddress(t.Context(), admin, outsider.Addr(), "192.0.2.0/24", nil)
	if err != nil || !block.ExpiresAt.IsZero() || !r.Blocked(healthy) || r.Blocked(outsider) {
		t.Fatalf("%+v, %v", block, err)
	}
	again, err := r.BlockAddress(t.Context(), admin, outsider.Addr(), "192.0.2.0/24", &hour)
	if err != nil || again.ID != block.ID || again.ExpiresAt.IsZero() || len(r.blockedList()) != 1 {
		t.Errorf("%+v, %v", again, err)
	}
	r.stop()
	r.start()
	if !r.Blocked(healthy) {
		t.Error("forgotten")
	}
	if err := r.UnblockAddress(t.Context(), admin, "blk_none"); problem(t, err).Code != models.ProblemNotFound {
		t.Error(err)
	}
}

func TestAllowList(t *testing.T) {
	r := newRig(t).start()
	r.guess(outsider, "anna", 5)
	entry, err := r.AllowAddress(t.Context(), admin, "198.51.100.9", " our own ")
	if err != nil || entry.Note != "our own" || r.Blocked(outsider) {
		t.Fatalf("%+v, %v", entry, err)
	}
	if _, err := r.AllowAddress(t.Context(), admin, "198.51.100.9/32", ""); problem(t, err).Code != models.ProblemTaken {
		t.Error(err)
	}
	r.guess(outsider, "anna", 50)
	if r.Blocked(outsider) {
		t.Error("blocked all the same")
	}
	if list, err := r.AllowedAddresses(admin); err != nil || len(list) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
	if err := r.DisallowAddress(t.Context(), admin, entry.ID); err != nil {
		t.Fatal(err)
	}
	if err := r.DisallowAddress(t.Context(), admin, entry.ID); problem(t, err).Code != models.ProblemNotFound {
		t.Error(err)
	}
	r.guess(outsider, "anna", 5)
	if !r.Blocked(outsider) {
		t.Error("still allowed")
	}
}

func TestChangesOfBlocksNeedTheDatabase(t *testing.T) {
	r := newRig(t).start()
	r.store.away.Store(true)
	if _, err := r.BlockAddress(t.Context(), admin, netip.Addr{}, "192.0.2.7", nil); !errors.Is(err, ErrUnavailable) {
		t.Error(err)
	}
	r.guess(outsider, "anna", 5)
	if !r.Blocked(outsider) || r.Blocked(office) {
		t.Error("automatic blocks do not need it")
	}
	r.store.away.Store(false)
	r.stop()
	r.start()
	if !r.Blocked(outsider) {
		t.Error("the block is forgotten")
	}
}

var usual = models.DefaultSettings().Blocking

func newTestBlocking() *blocking {
	return newBlocking(journal.New(10), newSettings(journal.New(1)), slog.New(slog.DiscardHandler))
}

func (b *blocking) guess(source netip.Addr, from, n int) {
	for i := range n {
		b.wrong(DoorSIP, source, wrongPassword{time.Now(), "anna", uint64(from + i), wholeWeight})
	}
}

func TestBlocksDouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newTestBlocking()
		source := outsider.Addr()
		var lengths []time.Duration
		for round := range 9 {
			b.guess(source, 5*round, 5)
			block, blocked := b.blockOf(source, time.Now())
			if !blocked {
				t.Fatalf("round %d: not blocked", round)
			}
			length := block.ExpiresAt.Sub(block.BlockedAt)
			lengths = append(lengths, length)
			time.Sleep(length)
			if _, still := b.blockOf(source, time.Now()); still {
				t.Fatal("blocked for too long")
			}
			b.sweep(time.Now())
		}
		want := []time.Duration{15 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 4 * time.Hour, 8 * time.Hour, 16 * time.Hour, 24 * time.Hour, 24 * time.Hour}
		if !slices.Equal(lengths, want) {
			t.Errorf("%v", lengths)
		}
		time.Sleep(blockMemory)
		b.sweep(time.Now())
		b.guess(source, 1000, 5)
		if block, _ := b.blockOf(source, time.Now()); block.Level != 1 || len(b.past) > 0 {
			t.Errorf("after a good day: %+v", block)
		}
	})
}

func TestFailuresFarApartDoNotBlock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newTestBlocking()
		for n := range 100 {
			b.guess(outsider.Addr(), n, 1)
			time.Sleep(usual.Window / 4)
		}
		if len(b.blocks) > 0 {
			t.Errorf("%+v", b.blocks)
		}
		time.Sleep(usual.Window)
		b.sweep(time.Now())
		if len(b.watched) > 0 {
			t.Error("remembered for ever")
		}
	})
}

func TestBlockingIsBounded(t *testing.T) {
	b := newTestBlocking()
	address := func(n int) netip.Addr { return netip.AddrFrom4([4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)}) }
	for n := range maxWatched + 1000 {
		b.guess(address(n), 0, 1)
		b.prove(address(n))
	}
	if len(b.watched) > maxWatched || len(b.homes.proven) > maxProven {
		t.Errorf("%d watched, %d proven", len(b.watched), len(b.homes.proven))
	}
	for n := range 100 { // blocks of one subscriber of IPv6 count once, whatever addresses he takes
		b.guess(netip.AddrFrom16([16]byte{0: 0x20, 1: 1, 15: byte(n)}), n, 1)
	}
	if len(b.blocks) != 1 {
		t.Errorf("%d blocks", len(b.blocks))
	}
	if text := explain(&models.BlockedAddress{Culprit: foldName(strings.Repeat("x", 5000))}, DoorSIP, usual.Window); len(text) > 400 {
		t.Errorf("%d bytes of explanation", len(text))
	}
}

func TestPagesOfBlocks(t *testing.T) {
	r := newRig(t).start()
	for n := range 7 {
		r.guess(netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(n)}), 5060), "anna", 5)
	}
	all, after, seen := r.blockedList(), "", []string{}
	for {
		page, err := r.BlockedAddresses(admin, 3, after)
		if err != nil || page.Total != 7 {
			t.Fatalf("%+v, %v", page, err)
		}
		for i := range page.Blocked {
			seen = append(seen, page.Blocked[i].ID)
			after = BlockedCursor(&page.Blocked[i])
		}
		if !page.HasNext {
			break
		}
	}
	if len(seen) != 7 || seen[0] != all[0].ID || seen[6] != all[6].ID || all[0].BlockedAt.Before(all[6].BlockedAt) {
		t.Errorf("%v", seen)
	}
}

func TestActivationCountsAgainstTheSameAddress(t *testing.T) {
	r := newRig(t).start()
	made := r.link(r.user("anna", ""))
	guess := attempt(made)
	guess.Source = outsider.Addr()
	for n := range usual.Attempts {
		guess.Secret = fmt.Sprintf("%043d", n)
		if _, err := r.Activate(t.Context(), guess); problem(t, err).Code != models.ProblemNotFound {
			t.Fatal(err)
		}
	}
	right := attempt(made)
	right.Source = outsider.Addr()
	if _, err := r.Activate(t.Context(), right); problem(t, err).Code != models.ProblemLimit || !r.Blocked(outsider) {
		t.Errorf("not blocked: %v", err)
	}
	right.Source = netip.MustParseAddr("192.0.2.99")
	if _, err := r.Activate(t.Context(), right); err != nil {
		t.Error(err)
	}
}
