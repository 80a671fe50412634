package durability

import (
	"fmt"
	"net/netip"
	"sync"
	"testing"
	"time"

	"graphpbx/testrig"
	"graphpbx/testrig/phone"
	"graphpbx/testrig/postgres"
)

// Killed in the middle of its work and started again, the switchboard knows every telephone that was registered, and
// rings it at once from the same UDP port.
func TestKillDuringLoad(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		const registered = 40
		p := testrig.StartProcess(t, database)
		importOffice(t, p, 200)
		phones := make([]*phone.Phone, registered)
		for i := range phones {
			phones[i] = telephone(t, p.SIP, i)
		}
		stop := load(t, p, registered, 200)
		<-time.After(2 * time.Second) // the load runs
		p.Kill()
		stop()
		p.Start()

		admin := p.Admin()
		found := states(t, admin)
		for i := range phones {
			if state := found[name(i)]; state != "FREE" {
				t.Errorf("%s was registered before the kill and is %q after it", name(i), state)
			}
		}
		server := netip.MustParseAddrPort(p.SIP)
		for i := range phones {
			to := (i + 1) % registered
			call := talk(t, phones[i], fmt.Sprint(1000+to))
			if from := phones[to].Server(); from != server {
				t.Errorf("the switchboard is at %v now, and was at %v", from, server)
			}
			if err := call.Hangup(); err != nil {
				t.Error(err)
			}
			if err := call.Await(within(t, 10*time.Second), phone.Ended); err != nil {
				t.Error(err)
			}
		}
	})
}

// load keeps the switchboard busy with registrations and calls of other users, to one who never answers, until it is
// stopped; failures are its lot.
func load(t *testing.T, p *testrig.Process, from, to int) (stop func()) {
	t.Helper()
	var running sync.WaitGroup
	end := make(chan struct{})
	for i := from; i < to; i += 10 {
		running.Go(func() {
			for n := i; ; n = i + (n-i+1)%10 {
				select {
				case <-end:
					return
				default:
				}
				busy(t, p.SIP, n)
			}
		})
	}
	return func() { close(end); running.Wait() }
}

func busy(t *testing.T, server string, i int) {
	t.Helper()
	telephone, err := phone.Start(within(t, time.Second), phone.Config{Server: server, Username: name(i), Password: testrig.Password(name(i))})
	if err != nil {
		return
	}
	defer telephone.Kill()
	if telephone.Register(within(t, time.Second)) != nil {
		return
	}
	if call, err := telephone.Dial("1199"); err == nil {
		_ = call.Await(within(t, 300*time.Millisecond), phone.Connected)
		_ = call.Hangup()
	}
}

// onEachDatabase runs a test on SQLite and on PostgreSQL.
func onEachDatabase(t *testing.T, test func(t *testing.T, database string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, "") })
	t.Run("postgres", func(t *testing.T) { test(t, postgres.New(t)) })
}
