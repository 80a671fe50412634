package provision

import (
	"net/url"
	"strconv"
	"strings"
)

// BookQuestion is what a telephone looks for in the phone book. Gigaset bases ask page by page, and search on the server; the
// others take all.
type BookQuestion struct {
	Search string
	First  int // of the entries, from 1; 0 where it is told by Last
	Last   int // -1: the end
	Count  int // 0: all
}

// maxBookSearch bounds what is searched for.
const maxBookSearch = 64

// AskedOf reads a question as Gigaset bases write it into the address: command=get_list&type=pb&ln=Mus*&first=1&count=20. What
// is no number counts as left out.
func AskedOf(query url.Values) BookQuestion {
	number := func(name string) int {
		n, _ := strconv.Atoi(query.Get(name))
		return n
	}
	q := BookQuestion{First: number("first"), Last: number("last"), Count: max(number("count"), 0)}
	for _, field := range []string{"ln", "fn", "nn", "hm", "of", "mb"} {
		if asked := strings.Trim(query.Get(field), "* "); asked != "" && len(asked) <= maxBookSearch {
			q.Search = strings.TrimSpace(q.Search + " " + asked)
		}
	}
	return q
}

// Page returns which of so many entries are told, the first and the last of them from 1; none where last is before first.
func (q BookQuestion) Page(total int) (first, last int) {
	first, last = max(q.First, 1), total
	switch {
	case q.First <= 0 && q.Last < 0:
		if first = 1; q.Count > 0 {
			first = max(total-q.Count+1, 1)
		}
	case q.First <= 0 && q.Last > 0:
		if last = min(q.Last, total); q.Count > 0 {
			first = max(last-q.Count+1, 1)
		}
	case q.Count > 0 && q.Count < total:
		last = min(first+q.Count-1, total)
	}
	return first, last
}
