package switchboard

import (
	"fmt"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// prepare begins the telephone of a draft, where one is wanted. It keeps its id however often the draft is planned.
func (d *quickDraft) prepare(now time.Time) {
	if d.wish.Telephone == nil {
		return
	}
	now = now.UTC().Truncate(time.Microsecond)
	d.device = &store.StoredDevice{Device: models.Device{
		ID: models.NewID(models.KindDevice), Status: models.DevicePrepared, Version: 1, CreatedAt: now, UpdatedAt: now,
	}}
}

// device checks the telephone of a draft as deviceProvision does, and that no other draft has the same.
func (p *quickPlanner) device(d *quickDraft) {
	if d.device == nil {
		return
	}
	n, found := d.wish.Telephone, models.Problems(nil)
	p.s.setDevice(d.device, DevicePatch{MAC: &n.MAC, Model: &n.Model, Label: &n.Label, Keys: &n.Keys}, &found)
	if n.Window != 0 {
		openWindow(d.device, n.Window, d.device.CreatedAt, &found, "input", "windowFor")
	}
	d.device.UserID = d.user.ID
	for _, fault := range found {
		p.add(d, fault.Code, "", "%s", fault.Message)
		p.problems[len(p.problems)-1].Path = append(d.atTelephone(), fault.Path[1:]...)
	}
	if d.device.MAC == "" {
		return
	}
	if other := p.macs[d.device.MAC]; other != nil && other != d {
		p.problems.Add(models.ProblemTaken, fmt.Sprintf("the telephone %s stands in line %d, too: each may occur once", d.device.MAC, other.wish.line),
			append(d.atTelephone(), "mac")...)
	}
	p.macs[d.device.MAC] = d
}

// atTelephone is the path of the telephone of a draft: an input of its own, or columns of the line.
func (d *quickDraft) atTelephone() []string {
	if d.wish.line > 0 {
		return append([]string(nil), d.path...)
	}
	return d.at("telephone")
}

// giveTokens gives the telephones of checked drafts the secrets of the addresses of their files.
func (s *Switchboard) giveTokens(drafts []*quickDraft) {
	for _, d := range drafts {
		if d.device != nil {
			d.token = s.giveToken(d.device)
		}
	}
}
