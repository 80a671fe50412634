package durability

import (
	"bufio"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"graphpbx/testrig"
	"graphpbx/testrig/phone"
	"graphpbx/testrig/postgres"
)

func TestMain(m *testing.M) { os.Exit(postgres.Tests{M: m}.Run()) }

// away is how long the database is gone. GRAPHPBX_DATABASE_AWAY makes it longer.
func away(t *testing.T) time.Duration {
	t.Helper()
	if text := os.Getenv("GRAPHPBX_DATABASE_AWAY"); text != "" {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	return 10 * time.Second
}

// While PostgreSQL is stopped, or frozen, calls go on, telephones register and call, reading goes on, and changes are
// refused with a clear error; afterwards all that happened meanwhile is stored.
func TestDatabaseAway(t *testing.T) {
	for name, fault := range map[string]struct {
		begin, end func(*postgres.Server, *testing.T)
	}{
		"stopped": {func(s *postgres.Server, t *testing.T) { s.Stop(t) }, func(s *postgres.Server, t *testing.T) { s.Start(t) }},
		"frozen":  {func(s *postgres.Server, t *testing.T) { s.Freeze(t) }, func(s *postgres.Server, t *testing.T) { s.Thaw(t) }},
	} {
		t.Run(name, func(t *testing.T) {
			database := postgres.NewServer(t)
			p := testrig.StartProcess(t, database.Database(t))
			importOffice(t, p, 20)
			admin := p.Admin()
			anna, _ := telephone(t, p.SIP, 0), telephone(t, p.SIP, 1)
			before := talk(t, anna, "1001")

			fault.begin(database, t)
			until := time.Now().Add(away(t))
			carla, _ := telephone(t, p.SIP, 2), telephone(t, p.SIP, 3)
			meanwhile := 0
			for i := 0; time.Now().Before(until); i++ {
				call := talk(t, carla, "1003")
				meanwhile++
				if err := call.Hangup(); err != nil {
					t.Fatal(err)
				}
				_ = call.Await(within(t, 5*time.Second), phone.Ended)
				if found := states(t, admin); found["u0"] != "BUSY" {
					t.Fatalf("the call that was there before is gone: %v", found)
				}
			}
			refusal := admin.Do(`mutation { userCreate(input: {username: "late"}) { user { id } errors { message } } }`, nil, nil)
			if refusal == nil || !strings.Contains(refusal.Error(), "UNAVAILABLE") {
				t.Errorf("a change without database was answered with %v, want UNAVAILABLE", refusal)
			}
			hear(t, before)

			fault.end(database, t)
			if err := before.Hangup(); err != nil {
				t.Error(err)
			}
			waitForRecords(t, admin, meanwhile+1)
			waitUntil(t, "changes are taken again", func() bool {
				return admin.Do(`mutation { userCreate(input: {username: "late"}) { user { id } errors { message } } }`, nil, nil) == nil
			})
			waitUntil(t, "nothing waits for the database", func() bool { return waitingBindings(t, admin) == "0" })
			p.Kill() // what the database took while it was back is there after a kill
			p.Start()
			if found := states(t, p.Admin()); found["u2"] != "FREE" || found["u3"] != "FREE" {
				t.Errorf("registrations made without database are lost: %v", found)
			}
		})
	}
}

func waitForRecords(t *testing.T, admin *testrig.Client, count int) {
	t.Helper()
	got := 0
	waitUntil(t, "call records are stored", func() bool {
		var answer struct {
			CallHistory struct{ Nodes []struct{ ID string } }
		}
		if err := admin.Do(`{ callHistory(first: 500) { nodes { id } } }`, nil, &answer); err != nil {
			return false
		}
		got = len(answer.CallHistory.Nodes)
		return got >= count
	})
	if got != count {
		t.Errorf("%d call records, want %d: each call leaves one", got, count)
	}
}

func waitUntil(t *testing.T, what string, met func() bool) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); !met(); <-time.After(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waiting until %s", what)
		}
	}
}

// waitingBindings is how many registrations the database has yet to take.
func waitingBindings(t *testing.T, c *testrig.Client) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, c.Base+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+c.Token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	for lines := bufio.NewScanner(response.Body); lines.Scan(); {
		if value, ok := strings.CutPrefix(lines.Text(), "graphpbx_waiting_bindings "); ok {
			return value
		}
	}
	t.Fatal("the metrics do not tell how many bindings wait")
	return ""
}
