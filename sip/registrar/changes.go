package registrar

import "graphpbx/models"

// TakeChanges returns up to limit bindings whose state the store has not been told yet, each once and as it is now, and
// counts them as told: whoever takes them must not lose them. What changes again is returned again.
func (r *Registrar) TakeChanges(limit int) []models.BindingChange {
	r.next.Lock()
	defer r.next.Unlock()
	var changes []models.BindingChange
	for range r.shards {
		if len(changes) >= limit {
			break // this shard is where the next call goes on, so none is forgotten under load
		}
		changes = r.shards[r.next.shard].take(changes, limit)
		if len(changes) < limit {
			r.next.shard = (r.next.shard + 1) % shardCount
		}
	}
	return changes
}

func (s *shard) take(changes []models.BindingChange, limit int) []models.BindingChange {
	s.mu.Lock()
	defer s.mu.Unlock()
	for terminalID, userID := range s.dirty {
		if len(changes) >= limit {
			break
		}
		delete(s.dirty, terminalID)
		change := models.BindingChange{Binding: models.Binding{TerminalID: terminalID, UserID: userID}, Gone: true}
		if e := s.users[userID].find(terminalID); e != nil {
			change = models.BindingChange{Binding: e.Binding, Refresh: !e.news && e.saved, Minor: e.isMinor()}
			e.dirty, e.news, e.saved = false, false, true
			if !change.Minor {
				e.savedUntil = e.ExpiresAt.Unix()
			}
		}
		changes = append(changes, change)
	}
	return changes
}

// isMinor tells whether what the store holds of the entry is as good as the truth. Devices that refresh every few seconds
// would have their row written anew each time; what is stored of them ends a tenth of the time too early at the most.
func (e *entry) isMinor() bool {
	prolonged := e.ExpiresAt.Unix() - e.savedUntil
	length := int64(e.ExpiresAt.Sub(e.RefreshedAt).Seconds())
	return e.saved && !e.news && prolonged >= 0 && prolonged < length/10
}
