package models

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// NumberingPlan says which numbers are kept for services. It is never changed: a change makes another.
type NumberingPlan struct {
	services  []ServiceNumber // shorter numbers first, then in their order
	emergency []PhoneNumber   // in their order
	byNumber  map[PhoneNumber]ServiceNumber
}

// NewNumberingPlan returns the plan of these services.
func NewNumberingPlan(services []ServiceNumber) *NumberingPlan {
	p := &NumberingPlan{services: slices.Clone(services), byNumber: make(map[PhoneNumber]ServiceNumber, len(services))}
	slices.SortFunc(p.services, func(a, b ServiceNumber) int {
		return cmp.Or(cmp.Compare(len(a.Number), len(b.Number)), strings.Compare(string(a.Number), string(b.Number)))
	})
	for _, n := range services {
		p.byNumber[n.Number] = n
	}
	return p
}

// DefaultNumberingPlan returns the plan that a new switchboard begins with.
func DefaultNumberingPlan() *NumberingPlan {
	services := []ServiceNumber{
		{ID: "svc_park", Number: "700", Kind: ServicePark}, {ID: "svc_voicemail", Number: "801", Kind: ServiceVoicemail},
		{ID: "svc_echo_test", Number: "900", Kind: ServiceEchoTest}, {ID: "svc_who_am_i", Number: "901", Kind: ServiceWhoAmI},
		{ID: "svc_music", Number: "902", Kind: ServiceMusicOnHold},
	}
	for slot := 1; slot <= ParkingSlots; slot++ {
		services = append(services, ServiceNumber{
			ID: fmt.Sprint("svc_parking_slot_", slot), Number: PhoneNumber(fmt.Sprint(700 + slot)), Kind: ServiceParkingSlot, Slot: slot,
		})
	}
	for i := range services {
		services[i].Enabled = true
	}
	return NewNumberingPlan(services)
}

// Reserving returns the plan with numbers of emergency services, which nobody inside may have.
func (p *NumberingPlan) Reserving(emergency []PhoneNumber) *NumberingPlan {
	kept := NewNumberingPlan(p.services)
	kept.emergency = slices.Sorted(slices.Values(emergency))
	for _, number := range kept.emergency {
		kept.byNumber[number] = ServiceNumber{Number: number, Kind: ServiceEmergency}
	}
	return kept
}

// Emergency returns the numbers of emergency services.
func (p *NumberingPlan) Emergency() []PhoneNumber { return slices.Clone(p.emergency) }

// Services returns all service numbers, in order of the numbers.
func (p *NumberingPlan) Services() []ServiceNumber { return slices.Clone(p.services) }

// Service returns the service that the number is kept for, enabled or not. An emergency number is kept, too.
func (p *NumberingPlan) Service(number PhoneNumber) (ServiceNumber, bool) {
	n, found := p.byNumber[number]
	return n, found
}

// ServiceByID returns the service with that id.
func (p *NumberingPlan) ServiceByID(id string) (ServiceNumber, bool) {
	i := slices.IndexFunc(p.services, func(n ServiceNumber) bool { return n.ID == id })
	if i < 0 {
		return ServiceNumber{}, false
	}
	return p.services[i], true
}

// With returns the plan with the service in place of the one that has its id.
func (p *NumberingPlan) With(changed ServiceNumber) *NumberingPlan {
	services := p.Services()
	for i := range services {
		if services[i].ID == changed.ID {
			services[i] = changed
		}
	}
	return NewNumberingPlan(services).Reserving(p.emergency)
}
