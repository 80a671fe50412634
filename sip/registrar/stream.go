package registrar

import (
	"slices"
	"sync"

	"graphpbx/models"
	"graphpbx/sip/flow"
)

// streamIndex finds the users of a connection when it closes. UDP has no connections and is not kept. Its lock is taken
// after that of a shard. It holds one entry for each binding on a connection.
type streamIndex struct {
	mu    sync.Mutex
	users map[flow.Flow][]string // one for each binding, so a user may stand there twice
}

func isStream(f flow.Flow) bool { return !f.IsZero() && f.Transport() != models.TransportUDP }

func (x *streamIndex) add(f flow.Flow, userID string) {
	if !isStream(f) {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.users[f] = append(x.users[f], userID)
}

func (x *streamIndex) remove(f flow.Flow, userID string) {
	if !isStream(f) {
		return
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	users := x.users[f]
	if i := slices.Index(users, userID); i >= 0 {
		users = slices.Delete(users, i, i+1)
	}
	if len(users) == 0 {
		delete(x.users, f)
		return
	}
	x.users[f] = users
}

// usersOf returns each user of the connection once.
func (x *streamIndex) usersOf(f flow.Flow) []string {
	x.mu.Lock()
	defer x.mu.Unlock()
	users := slices.Clone(x.users[f])
	slices.Sort(users)
	return slices.Compact(users)
}
