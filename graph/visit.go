package graph

import (
	"context"
	"net/netip"

	"graphpbx/models"
)

// Visit is who asks, from where, and under which name the log knows it. The zero role means that nobody is logged in.
type Visit struct {
	Viewer    models.Viewer
	Source    netip.Addr // invalid for the control socket
	Base      string     // address of the pages as the visitor knows it, such as https://pbx.example; empty where unknown
	RequestID string
}

type visitKey struct{}

// WithVisit returns a context in which operations are executed for the visit.
func WithVisit(ctx context.Context, v Visit) context.Context {
	return context.WithValue(ctx, visitKey{}, v)
}

// VisitOf returns the visit of a context; the zero Visit where there is none.
func VisitOf(ctx context.Context) Visit {
	v, _ := ctx.Value(visitKey{}).(Visit)
	return v
}

func viewer(ctx context.Context) models.Viewer { return VisitOf(ctx).Viewer }

// Audience names what the visitor of a context may see in a subscription, and returns a context that sees the same but
// knows no person: what is executed in it may be shown to everybody of the audience.
func Audience(ctx context.Context) (name string, shared context.Context) {
	role := viewer(ctx).Role
	return "role " + string(rune('0'+int(role))), WithVisit(context.Background(), Visit{Viewer: models.Viewer{Role: role}, RequestID: "shared"})
}
