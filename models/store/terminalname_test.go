package store

import (
	"fmt"
	"maps"
	"testing"
)

func TestTerminalNames(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		s := r.open()
		users := create(t, s, people("a", 2)...)
		wants(t, "save", s.SaveTerminalName(t.Context(), users[0].ID, "trm_1", "Desk"), nil)
		wants(t, "save again", s.SaveTerminalName(t.Context(), users[0].ID, "trm_1", "Büro <1>"), nil)
		wants(t, "save another", s.SaveTerminalName(t.Context(), users[1].ID, "trm_2", "Laptop"), nil)
		wants(t, "save one more", s.SaveTerminalName(t.Context(), users[1].ID, "trm_3", "x"), nil)
		wants(t, "forget", s.SaveTerminalName(t.Context(), users[1].ID, "trm_3", ""), nil)
		if got, err := r.open().TerminalNames(t.Context()); err != nil || !maps.Equal(got, map[string]string{"trm_1": "Büro <1>", "trm_2": "Laptop"}) {
			t.Errorf("%v, %v", got, err)
		}
		wants(t, "delete", s.DeleteUser(t.Context(), users[0].ID), nil)
		for n := range maxTerminalNames - 1 {
			wants(t, "fill", s.SaveTerminalName(t.Context(), users[1].ID, fmt.Sprint("trm_x", n), "x"), nil)
		}
		wants(t, "too many", s.SaveTerminalName(t.Context(), users[1].ID, "trm_y", "x"), ErrTooManyNames)
		wants(t, "one of them", s.SaveTerminalName(t.Context(), users[1].ID, "trm_2", "y"), nil)
		if got, err := s.TerminalNames(t.Context()); err != nil || len(got) != maxTerminalNames || got["trm_2"] != "y" {
			t.Errorf("%d names, %v", len(got), err)
		}
	})
}
