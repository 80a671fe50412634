package bench

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"graphpbx/cmd/app"
	"graphpbx/switchboard"
	"graphpbx/testrig"
	"graphpbx/testrig/postgres"
)

// listBudget is what a page of users may take, over HTTP and with the states of their telephones.
const listBudget = 20 * time.Millisecond

// TestListOfUsers measures how long an administrator waits for a page of 10,000 users, on both databases: the first one, one in
// the middle, and what a search finds.
func TestListOfUsers(t *testing.T) {
	measuring(t)
	for name, dsn := range map[string]func(testing.TB) string{"SQLite": func(testing.TB) string { return "" }, "PostgreSQL": postgres.New} {
		t.Run(name, func(t *testing.T) {
			s := testrig.StartWith(t, app.Config{Database: dsn(t)})
			var file strings.Builder
			file.WriteString("username,number,firstName,surname,mobile,sipPassword\n")
			for n := range benchUsers {
				fmt.Fprintf(&file, "user%05d,%d,Anna,Berg%d,+4917012%05d,%s\n", n, 20000+n, n, n, password(n))
			}
			if _, err := s.App.Switchboard().ImportUsers(t.Context(), switchboard.LocalAdministrator(), strings.NewReader(file.String())); err != nil {
				t.Fatal(err)
			}
			admin := s.Admin()
			middle := page(t, admin, `first: 50, search: "user049"`)
			for what, arguments := range map[string]string{
				"first page": "first: 50", "page in the middle": `first: 50, after: "` + middle + `"`, "search by name": `first: 50, search: "berg77"`,
				"search by number": `first: 50, search: "2777"`, "search in vain": `first: 50, search: "nobody is called so"`,
			} {
				times := make([]time.Duration, 60)
				for i := range times {
					begin := time.Now()
					page(t, admin, arguments)
					times[i] = time.Since(begin)
				}
				slices.Sort(times)
				report("10,000 users on "+name+", "+what, fmt.Sprintf("%.1f ms (p95 %.1f ms)", ms(times[30]), ms(times[57])), "–", "–", "< 20 ms")
				if times[30] >= listBudget {
					t.Logf("%s, %s: %v is beyond the budget", name, what, times[30])
				}
			}
		})
	}
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// page asks for a page of users, and returns the position of its end.
func page(t *testing.T, admin *testrig.Client, arguments string) string {
	t.Helper()
	var answer struct {
		Users struct {
			Nodes    []struct{ Username string }
			PageInfo struct{ EndCursor string }
		}
	}
	admin.Must(t, `{ users(`+arguments+`) { totalCount pageInfo { endCursor hasNextPage } nodes { id username extension displayName presence telephone { state activity } } } }`, nil, &answer)
	return answer.Users.PageInfo.EndCursor
}
