package switchboard

import (
	"slices"
	"testing"
	"time"

	"graphpbx/models"
)

func TestCallsOfADeletedUserEnd(t *testing.T) {
	r := newRig(t).start()
	anna, bert, carla := r.user("anna", "21"), r.user("bert", "22"), r.user("carla", "23")
	call := func(from, to models.User) string {
		c := models.Call{
			ID: models.NewID(models.KindCall), State: models.CallConnected, Direction: models.DirectionInternal, StartedAt: time.Now(),
			From: models.Party{UserID: from.ID}, To: models.Party{UserID: to.ID},
		}
		r.CallChanged(c)
		return c.ID
	}
	own, other := call(bert, anna), call(bert, carla)
	if err := r.DeleteUser(t.Context(), admin, anna.ID); err != nil {
		t.Fatal(err)
	}
	if told := r.engine.told(); !slices.Contains(told, "hangup "+own+" "+string(models.EndByAdmin)) {
		t.Errorf("told %q", told)
	}
	if _, goesOn := r.calls.get(own); goesOn {
		t.Error("the call of a deleted user goes on")
	}
	if _, goesOn := r.calls.get(other); !goesOn {
		t.Error("the call of others has ended")
	}
}
