package dashboard

import (
	"io"
	"net"
	"sync"
	"testing"

	"graphpbx/models"
	"graphpbx/switchboard"
	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// The line is cut while somebody types: the page says so and turns pale, a save says what to do and loses nothing, and
// once the line is back the page shows what it missed and the save succeeds.
func TestCutLineLosesNothing(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	line := newLine(t, s.Base[len("http://"):])
	page := open(t, "http://"+line.address, "en")
	signIn(page, "admin", testrig.AdminPassword)
	isLive(page)
	page.Press("n")
	page.Type("First name", "Half")
	page.Type("Surname", "Typed")
	page.WaitFor(`[...document.querySelectorAll('[role=dialog] input[type=password]')].filter(field => field.value.length > 11).length === 2`)
	line.cut()
	page.WaitFor(`document.querySelector('.lamp').dataset.live === 'lost' && document.querySelector('.table-body.stale')`)
	page.ClickOn("[role=dialog] button[type=submit]")
	page.WaitText("nothing you typed is lost")
	page.Picture("line-cut-en")
	page.Accessible("line cut")
	if got := page.Value("Surname"); got != "Typed" {
		t.Errorf("the form holds %q while the line is cut", got)
	}
	s.AddUser("beat", "22")
	line.mend()
	isLive(page)
	shows(page, "beat", "Offline")
	page.ClickOn("[role=dialog] button[type=submit]")
	page.WaitText("shown this once")
	page.Click("I have noted them")
	shows(page, "htyped", "Half Typed")
}

// line is a way to the switchboard that can be cut, as by a cable that is pulled.
type line struct {
	t        *testing.T
	to       string
	address  string
	listener net.Listener
	running  sync.WaitGroup

	mu    sync.Mutex
	down  bool
	conns map[net.Conn]bool
}

func newLine(t *testing.T, to string) *line {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &line{t: t, to: to, address: listener.Addr().String(), listener: listener, conns: map[net.Conn]bool{}}
	l.running.Go(l.serve)
	t.Cleanup(func() {
		l.listener.Close()
		l.cut()
		l.running.Wait()
	})
	return l
}

func (l *line) serve() {
	for {
		near, err := l.listener.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", l.to)
		if err != nil || !l.keep(near, far) {
			near.Close()
			continue
		}
		l.running.Go(func() { l.carry(near, far) })
		l.running.Go(func() { l.carry(far, near) })
	}
}

// keep notes a connection, unless the line is cut.
func (l *line) keep(ends ...net.Conn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, end := range ends {
		if l.down {
			end.Close()
			continue
		}
		l.conns[end] = true
	}
	return !l.down
}

func (l *line) carry(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	to.Close()
	from.Close()
}

func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = true
	for conn := range l.conns {
		conn.Close()
	}
	clear(l.conns)
}

func (l *line) mend() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.down = false
}

// An administrator becomes a mere user in the middle of work: the page says so, and what is not theirs any more goes.
func TestRightsAreTakenAway(t *testing.T) {
	s := testrig.Start(t)
	sb := s.App.Switchboard()
	s.Create(models.User{Username: "chief", Extension: "20", Role: models.RoleAdmin})
	page := openAdmin(t, s)
	page.ClickOn(`a[href="/rules"]`)
	page.WaitFor(`document.querySelector('.matrix-cell')`)
	admin, found := sb.UserByUsername("admin")
	if !found {
		t.Fatal("there is no admin")
	}
	role := models.RoleUser
	if _, err := sb.UpdateUser(t.Context(), models.Viewer{Role: models.RoleAdmin}, admin.ID, switchboard.UserPatch{Version: admin.Version, Role: &role}); err != nil {
		t.Fatal(err)
	}
	page.WaitText("Your rights were changed: you are User now")
	page.WaitFor(`!document.querySelector('.matrix-cell') && !document.querySelector('a[href="/rules"]')`)
	page.Picture("rights-changed-en")
	page.Accessible("rights changed")
	page.Press("u")
	isLive(page)
	shows(page, "chief", "Offline")
	page.WaitNoText("Add user")
}

// On a machine that is four times slower the page still follows, and keeps what is typed meanwhile.
func TestSlowMachineFollows(t *testing.T) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	page := openAdmin(t, s)
	page.Slow(4)
	page.Press("/")
	page.Press("an")
	register(t, s, "anna", testrig.Password("anna"), phone.Manners{})
	page.Press("na")
	shows(page, "anna", "Free")
	page.WaitFor(`location.search === '?q=anna' && document.activeElement.value === 'anna'`)
}
