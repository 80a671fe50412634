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
			change = models.BindingChange{Binding: e.Binding, Refresh: !e.news && e.saved}
			e.dirty, e.news, e.saved = false, false, true
		}
		changes = append(changes, change)
	}
	return changes
}
