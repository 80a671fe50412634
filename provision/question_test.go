package provision

import (
	"net/url"
	"testing"
)

func TestGigasetAsksPageByPage(t *testing.T) {
	for text, want := range map[string]struct {
		search      string
		first, last int
	}{
		"":                                       {"", 1, 10},
		"command=get_list&type=pb&id=*&sort=*":   {"", 1, 10},
		"first=1&count=4":                        {"", 1, 4},
		"first=9&count=4":                        {"", 9, 10},
		"first=11&count=4":                       {"", 11, 10},
		"last=-1&count=4":                        {"", 7, 10},
		"last=6&count=4":                         {"", 3, 6},
		"first=-5&last=-7&count=-3":              {"", 1, 10},
		"first=x&count=9223372036854775807":      {"", 1, 10},
		"ln=M%C3%BCl*&fn=*&hm=*&first=1&count=5": {"Mül", 1, 5},
		"hm=0170*":                               {"0170", 1, 10},
	} {
		query, err := url.ParseQuery(text)
		if err != nil {
			t.Fatal(err)
		}
		q := AskedOf(query)
		if first, last := q.Page(10); q.Search != want.search || first != want.first || last != want.last {
			t.Errorf("%s: %q, %d to %d", text, q.Search, first, last)
		}
	}
}
