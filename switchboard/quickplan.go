package switchboard

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// quickDraft is a wish on its way to become a colleague.
type quickDraft struct {
	wish   QuickStart
	path   []string // of the fields of the wish
	user   models.User
	access AccessData
	link   *ActivationRequest // nil: none
	rule   store.StoredCallthroughRule
	pin    string
	device *store.StoredDevice // nil: none
	token  string              // of the address of its files

	// Made when nothing is wrong any more.
	ctiHash string
	issued  IssuedActivation
	stored  store.StoredActivationLink
}

// draftsOf chooses what was left to the switchboard, but for internal numbers.
func draftsOf(wishes []QuickStart, chosen *models.Settings) []*quickDraft {
	drafts := make([]*quickDraft, len(wishes))
	for i, w := range wishes {
		d := &quickDraft{wish: w, path: []string{"input"}}
		if w.line > 0 {
			d.path = append(d.path, "csv", strconv.Itoa(w.line))
		}
		d.user, d.access = w.prepared(chosen)
		if w.Link != nil {
			d.link = ptr(*w.Link)
		}
		d.prepare(time.Now())
		drafts[i] = d
	}
	return drafts
}

func (d *quickDraft) at(field string) []string {
	if renamed, is := importFields[field]; is && d.wish.line > 0 {
		field = renamed
	}
	return append(slices.Clone(d.path), field)
}

func (d *quickDraft) plan() QuickStartPlan {
	p := QuickStartPlan{User: d.user}
	p.User.ID = "" // it has none before it is made
	if len(d.rule.Callers) > 0 {
		p.CallthroughFrom = d.rule.Callers[0]
	}
	switch {
	case !d.stored.ExpiresAt.IsZero():
		p.LinkUntil = d.stored.ExpiresAt
	case d.link != nil:
		p.LinkUntil = time.Now().Add(d.link.Life)
	}
	if d.device != nil {
		p.Telephone = ptr(d.device.Device)
		p.Telephone.ID, p.Telephone.UserID = "", ""
	}
	return p
}

// planQuickStart checks the drafts against the users that exist and against each other, and gives out internal numbers.
// It may be called again, when others had the time to change something.
func (s *Switchboard) planQuickStart(drafts []*quickDraft) error {
	p := &quickPlanner{
		s: s, directory: s.directory.Load(), drafts: drafts,
		names: make(map[string]*quickDraft), numbers: make(map[models.PhoneNumber]*quickDraft), callers: make(map[models.PhoneNumber]*quickDraft),
		macs: make(map[models.MAC]*quickDraft),
	}
	for _, d := range drafts {
		p.names[models.FoldUsername(d.user.Username)] = d
		if d.wish.NextExtension && d.wish.Extension == "" {
			d.user.Extension = ""
		} else if d.user.Extension != "" {
			p.numbers[d.user.Extension] = d
		}
	}
	for _, d := range drafts {
		p.number(d)
		p.check(d)
	}
	return limited(p.problems).Err()
}

// quickPlanner holds what the drafts of one run want, so that no two want the same.
type quickPlanner struct {
	s         *Switchboard
	directory *directory
	drafts    []*quickDraft
	names     map[string]*quickDraft // the last one of a name
	numbers   map[models.PhoneNumber]*quickDraft
	callers   map[models.PhoneNumber]*quickDraft
	macs      map[models.MAC]*quickDraft
	problems  models.Problems
}

func (p *quickPlanner) add(d *quickDraft, code models.ProblemCode, field, format string, values ...any) {
	p.problems.Add(code, fmt.Sprintf(format, values...), d.at(field)...)
}

// number gives a draft the first internal number that neither exists nor is wanted by another.
func (p *quickPlanner) number(d *quickDraft) {
	if !d.wish.NextExtension || d.user.Extension != "" {
		return
	}
	number, found := p.s.settings.get().Numbering.NextExtension(func(n models.PhoneNumber) bool {
		return !p.directory.isFree(n) || p.numbers[n] != nil || p.names[string(n)] != nil
	})
	if !found {
		p.add(d, models.ProblemLimit, "extension", "no internal number is free: delete users, or choose a longer number")
		return
	}
	d.user.Extension = number
	p.numbers[number] = d
}

func (p *quickPlanner) check(d *quickDraft) {
	before := len(p.problems)
	p.directory.check(&d.user, &p.problems, d.path...)
	p.twice(d)
	p.passwords(d)
	p.callthrough(d)
	p.device(d)
	if d.link != nil {
		d.link.check(p.s.settings.get(), &d.user, &p.problems, d.at("activationLink")...)
	}
	if d.wish.line == 0 {
		return
	}
	for i := before; i < len(p.problems); i++ { // a file has names of its own, and people look for lines
		fault := &p.problems[i]
		last := len(fault.Path) - 1
		if column, renamed := importFields[fault.Path[last]]; renamed {
			fault.Path[last] = column
		}
		fault.Message = fmt.Sprintf("line %d: %s", d.wish.line, fault.Message)
	}
}

// twice finds what another draft wants, too.
func (p *quickPlanner) twice(d *quickDraft) {
	if other := p.names[models.FoldUsername(d.user.Username)]; other != d {
		p.add(d, models.ProblemTaken, "username", "%s stands in line %d, too: each may occur once", short(d.user.Username), other.wish.line)
	}
	if other := p.numbers[d.user.Extension]; other != d && d.user.Extension != "" {
		p.add(d, models.ProblemTaken, "extension", "%s stands in line %d, too: each may occur once", d.user.Extension, other.wish.line)
	}
	if other := p.numbers[models.PhoneNumber(models.FoldUsername(d.user.Username))]; other != nil && other != d {
		p.add(d, models.ProblemTaken, "username", "the username %s is the number in line %d, and both are dialled: change one of them", short(d.user.Username), other.wish.line)
	}
}

func (p *quickPlanner) passwords(d *quickDraft) {
	access := "access"
	if d.wish.line > 0 {
		access = ""
	}
	for field, password := range map[string]string{"sipPassword": d.wish.SIPPassword, "ctiPassword": d.wish.CTIPassword} {
		path := d.at(field)
		if access != "" {
			path = append(d.at(access), field)
		}
		if password != "" {
			checkPassword(&d.user, password, &p.problems, path...)
		}
	}
}

// callthrough makes the rule of a draft, and checks a PIN also where it is for nothing: whoever gave one expects it to count.
func (p *quickPlanner) callthrough(d *quickDraft) {
	p.rule(d)
	pin := d.pin
	if pin == "" {
		pin = d.wish.CallthroughPIN
	}
	if pin == "" {
		return
	}
	if fault := models.PINFault(pin, d.user.Mobile, d.user.Extension); fault != "" {
		p.add(d, models.ProblemInvalid, "callthroughPin", "%s", fault)
	}
}

// rule makes the rule of a draft, where one is wanted and there is a mobile to call from.
func (p *quickPlanner) rule(d *quickDraft) {
	if !d.wish.Callthrough || d.user.Mobile == "" {
		return
	}
	caller, _, ok := p.s.world.e164(string(d.user.Mobile))
	if _, known := p.s.world.mobile(string(d.user.Mobile)); !known {
		return // told already
	}
	if !ok {
		p.add(d, models.ProblemInvalid, "mobile", "%q is nobody's telephone number, and the callthrough rule needs one: write it with its country, such as +491701234567, or leave callthrough out",
			short(string(d.user.Mobile)))
		return
	}
	if other := p.callers[caller]; other != nil && other != d {
		p.add(d, models.ProblemTaken, "mobile", "%s stands in line %d, too: a mobile can be that of one user only", caller, other.wish.line)
	}
	p.callers[caller] = d
	p.s.callthrough.taken("", []models.PhoneNumber{caller}, p.s.called, &p.problems, d.at("mobile")...)
	d.makeRule(caller, p.s.settings.get())
}

// makeRule makes the usual rule for a caller, once.
func (d *quickDraft) makeRule(caller models.PhoneNumber, chosen *models.Settings) {
	if d.rule.ID != "" {
		return
	}
	if d.pin = d.wish.CallthroughPIN; d.pin == "" {
		d.pin = models.SuggestPIN(caller, d.user.Extension)
	}
	d.rule.CallthroughRule = models.CallthroughRule{
		ID: models.NewID(models.KindCallthrough), UserID: d.user.ID, Callers: []models.PhoneNumber{caller}, HasPIN: true,
		Countries: []string{chosen.Numbering.HomeCountry}, MaxCalls: chosen.Callthrough.Calls, MaxMinutes: chosen.Callthrough.Minutes, Enabled: true,
	}
}
