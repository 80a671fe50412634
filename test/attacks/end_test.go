package attacks

import (
	"context"
	"testing"

	"graphpbx/models"
	"graphpbx/testrig"
	"graphpbx/testrig/phone"
)

// When the switchboard stops, telephones are told, also over a connection that ends with it.
func TestCallsEndWithTheSwitchboard(t *testing.T) {
	t.Parallel()
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	s.AddUser("beat", "22")
	anna := registered(t, s, phone.Config{Username: "anna"})
	beat := registered(t, s, phone.Config{Username: "beat", Transport: models.TransportTCP, Manners: phone.Manners{Answer: true}})
	ctx, cancel := context.WithTimeout(t.Context(), attempt)
	defer cancel()
	call, err := anna.Dial("22")
	if err != nil {
		t.Fatal(err)
	}
	if err := call.Await(ctx, phone.Connected); err != nil {
		t.Fatal(err)
	}
	calls := append(anna.Calls(), beat.Calls()...)
	if len(calls) != 2 {
		t.Fatalf("%d sides of the call", len(calls))
	}
	if err := s.Engine().Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range calls {
		if err := c.Await(ctx, phone.Ended); err != nil {
			t.Fatal(err)
		}
	}
}
