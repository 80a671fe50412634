package switchboard

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"graphpbx/models"
	"graphpbx/models/store"
)

// Numbers of users and of services are given out in one turn, see begin: the same number never goes to both.

func (s *Switchboard) loadNumberingPlan(ctx context.Context) error {
	services, err := s.store.ServiceNumbers(ctx)
	if err == nil {
		s.plan(models.NewNumberingPlan(services).Reserving(s.world.emergencyNumbers()))
	}
	return err
}

// plan makes a numbering plan known, and with it how numbers of the world are understood.
func (s *Switchboard) plan(services *models.NumberingPlan) {
	changed := *s.directory.Load()
	changed.services, changed.world = services, s.world
	s.directory.Store(&changed)
}

// NumberingPlan returns the numbers that are kept for services, as they are now.
func (s *Switchboard) NumberingPlan() *models.NumberingPlan { return s.directory.Load().services }

// NumberRanges returns the ranges out of which numbers are proposed, with how many are free.
func (s *Switchboard) NumberRanges() []models.NumberRange {
	directory := s.directory.Load()
	var taken []models.PhoneNumber
	for _, r := range directory.sorted { // a username of digits is dialled as well
		taken = append(taken, models.PhoneNumber(r.user.Username))
		if extension := r.user.Extension; extension != models.PhoneNumber(r.user.Username) {
			taken = append(taken, extension)
		}
	}
	for _, service := range directory.services.Services() {
		taken = append(taken, service.Number)
	}
	taken = append(taken, directory.services.Emergency()...)
	return s.settings.get().Numbering.NumberRanges(taken)
}

// NextExtension returns the first internal number that nobody has; false where none is left.
func (s *Switchboard) NextExtension() (models.PhoneNumber, bool) {
	directory := s.directory.Load()
	return s.settings.get().Numbering.NextExtension(func(number models.PhoneNumber) bool { return !directory.isFree(number) })
}

// IsFree reports whether a user could be given the internal number.
func (s *Switchboard) IsFree(number models.PhoneNumber) bool {
	return number != "" && models.ExtensionFault(number) == "" && s.directory.Load().isFree(number)
}

func (d *directory) isFree(number models.PhoneNumber) bool {
	_, isService := d.services.Service(number)
	_, isNumber := d.number(string(number))
	_, isName := d.username(string(number))
	return !isService && !isNumber && !isName
}

// NumberHolder is who has a number: a user or a service.
type NumberHolder struct {
	Sentence string // such as "900 is the echo test"; neither user nor service for an emergency number
	User     *models.User
	Service  *models.ServiceNumber
}

// NumberHolder returns who has a number, or a username that is dialled like one; false where it is free.
func (s *Switchboard) NumberHolder(number models.PhoneNumber) (NumberHolder, bool) {
	return s.directory.Load().holder(number)
}

func (d *directory) holder(number models.PhoneNumber) (NumberHolder, bool) {
	if service, found := d.services.Service(number); found && service.Kind == models.ServiceEmergency {
		return NumberHolder{Sentence: service.String()}, true
	} else if found {
		return NumberHolder{Sentence: service.String(), Service: &service}, true
	}
	if r, found := d.number(string(number)); found {
		user := r.user
		return NumberHolder{Sentence: fmt.Sprintf("%s is the internal number of %s", number, r.who()), User: &user}, true
	}
	if r, found := d.username(string(number)); found {
		user := r.user
		return NumberHolder{Sentence: fmt.Sprintf("%s is the username of %s, which is dialled as well", number, r.who()), User: &user}, true
	}
	return NumberHolder{}, false
}

// ServiceNumberPatch is a change of a service; nil leaves as it is.
type ServiceNumberPatch struct {
	Number  *models.PhoneNumber
	Enabled *bool
}

// UpdateServiceNumber gives a service another number, or switches it on or off. Calls in progress go on. Problems name
// the fields below ["input"].
func (s *Switchboard) UpdateServiceNumber(ctx context.Context, v models.Viewer, id string, p ServiceNumberPatch) (models.ServiceNumber, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.ServiceNumber{}, err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return models.ServiceNumber{}, err
	}
	defer done()
	directory := s.directory.Load()
	service, found := directory.services.ServiceByID(id)
	if !found {
		return models.ServiceNumber{}, noSuchService(id)
	}
	if p.Enabled != nil {
		service.Enabled = *p.Enabled
	}
	if p.Number != nil {
		service.Number = models.PhoneNumber(strings.TrimSpace(string(*p.Number)))
	}
	if err := directory.checkService(service); err != nil {
		return models.ServiceNumber{}, err
	}
	if err := s.storeService(ctx, service); err != nil {
		return models.ServiceNumber{}, err
	}
	s.plan(directory.services.With(service))
	return service, nil
}

// checkService finds what is wrong with the number of a service.
func (d *directory) checkService(service models.ServiceNumber) error {
	number := service.Number
	if number == "" {
		return refused(models.ProblemInvalid, "the number is missing: every service has one; switch the service off where nobody shall use it", "input", "number")
	}
	if fault := models.ExtensionFault(number); fault != "" {
		return refused(models.ProblemInvalid, fmt.Sprintf("%q %s", short(string(number)), fault), "input", "number")
	}
	holder, held := d.holder(number)
	switch {
	case !held || holder.Service != nil && holder.Service.ID == service.ID:
		return nil
	case holder.Service != nil, holder.User == nil:
		return refused(models.ProblemReserved, holder.Sentence+": choose another number", "input", "number")
	}
	return refused(models.ProblemTaken, holder.Sentence+": choose another number", "input", "number")
}

// storeService writes a checked service. What it cannot do is rare: somebody has changed the database from outside.
func (s *Switchboard) storeService(ctx context.Context, service models.ServiceNumber) error {
	err := s.store.UpdateServiceNumber(ctx, service)
	_ = s.health.report(err)
	switch {
	case errors.Is(err, store.ErrTaken):
		return refused(models.ProblemReserved, fmt.Sprintf("%s belongs to another service: choose another number", service.Number), "input", "number")
	case errors.Is(err, store.ErrNotFound):
		return noSuchService(service.ID)
	}
	return err
}

func noSuchService(id string) error {
	return refused(models.ProblemNotFound,
		fmt.Sprintf("there is no service with the id %q: take one from the numbering plan", short(id)), "id")
}
