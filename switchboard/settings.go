package switchboard

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// settings holds what administrators have chosen, as it counts now. A value of it is never changed, only replaced, so
// whoever decides something reads it once.
type settings struct {
	journal *journal.Journal
	now     atomic.Pointer[models.Settings]

	mu sync.Mutex // held while now is replaced
}

func newSettings(j *journal.Journal) *settings {
	c := &settings{journal: j}
	usual := models.DefaultSettings()
	c.now.Store(&usual)
	return c
}

func (c *settings) get() *models.Settings { return c.now.Load() }

// change makes other settings count, and tells them.
func (c *settings) change(do func(*models.Settings)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	all := *c.get()
	do(&all)
	c.now.Store(&all)
	c.journal.Append(journal.TopicSettings, models.KindSettings, nil, all)
}

// put replaces all but those of presence, which change by a way of their own.
func (c *settings) put(after models.Settings) {
	c.change(func(all *models.Settings) {
		after.Presence = all.Presence
		*all = after
	})
}

// SettingsPatch is a change of one group of settings.
type SettingsPatch struct {
	Group   models.SettingsGroup
	Version int            // that the change was made from
	Values  map[string]any // by the name of the field; nil sets the default, and what is left out stays
}

// Settings returns what an administrator may choose.
func (s *Switchboard) Settings(v models.Viewer) (models.Settings, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.Settings{}, err
	}
	return *s.settings.get(), nil
}

// UpdateSettings changes one group of settings, all of the patch or nothing. The change counts at once.
func (s *Switchboard) UpdateSettings(ctx context.Context, v models.Viewer, p SettingsPatch) (models.Settings, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.Settings{}, err
	}
	done, err := s.begin(ctx)
	if err != nil {
		return models.Settings{}, err
	}
	defer done()
	after, err := s.chosen(p)
	if err != nil {
		return models.Settings{}, err
	}
	if err := s.storeSettings(ctx, p, &after); err != nil {
		return models.Settings{}, err
	}
	s.settings.put(after)
	s.apply(&after)
	return after, nil
}

// chosen returns the settings as they shall be, or what is wrong with them.
func (s *Switchboard) chosen(p SettingsPatch) (models.Settings, error) {
	after := *s.settings.get()
	version := after.Version(p.Group)
	if version == nil {
		return after, fmt.Errorf("switchboard: there is no group of settings %q", p.Group)
	}
	if *version != p.Version {
		return after, refused(models.ProblemConflict, fmt.Sprintf(
			"somebody else has changed these settings meanwhile (version %d, yours is %d): read them again and repeat the change", *version, p.Version), "input", "version")
	}
	for _, field := range models.SettingFields() {
		value, given := p.Values[field.Name]
		if text, is := value.(string); is {
			value = strings.TrimSpace(text)
		}
		if field.Group != p.Group || !given {
			continue
		}
		if err := field.Set(&after, value); err != nil {
			return after, err
		}
	}
	after.Numbering.HomeCountry = strings.ToUpper(after.Numbering.HomeCountry)
	*version++
	return after, s.checkSettings(p.Group, &after)
}

func (s *Switchboard) checkSettings(group models.SettingsGroup, after *models.Settings) error {
	var problems models.Problems
	after.Check(group, &problems, "input")
	if country := after.Numbering.HomeCountry; !s.world.isCountry(country) {
		problems.Add(models.ProblemInvalid, fmt.Sprintf("%.20q is no country: give two letters of ISO 3166, such as DE or AT", country), "input", "homeCountry")
	}
	return problems.Err()
}

// UsualRingLimit returns how many terminals of a user ring where nobody has said.
func (s *Switchboard) UsualRingLimit() int { return s.settings.get().Telephony.RingLimit }

// UsualDeviceWindow returns for how long a telephone may come by its MAC alone where nobody has said.
func (s *Switchboard) UsualDeviceWindow() time.Duration {
	return s.settings.get().Provisioning.WindowFor
}

// apply tells those who cannot ask for themselves.
func (s *Switchboard) apply(after *models.Settings) {
	s.telephones.grade(after.Telephony.Thresholds())
	s.plan(s.NumberingPlan().Reserving(s.world.emergencyNumbers())) // by the home country
	if s.telephony != nil {
		s.telephony.Configure(after.Telephony)
	}
	select {
	case s.retain <- struct{}{}:
	default: // it is awake already
	}
}

// settingPrefix begins the names under which groups are stored: "settings.blocking".
const settingPrefix = "settings."

// storedSettings is a group as it is stored. Only what somebody has chosen is in it, so that a better default of a later
// release reaches whoever has chosen nothing.
type storedSettings struct {
	Version int               `json:"version"`
	Values  map[string]string `json:"values"`
}

func (s *Switchboard) storeSettings(ctx context.Context, p SettingsPatch, after *models.Settings) error {
	stored, err := s.storedSettings(ctx, p.Group)
	if s.health.report(err) != nil {
		return err
	}
	stored.Version = *after.Version(p.Group)
	for _, field := range models.SettingFields() {
		value, given := p.Values[field.Name]
		switch {
		case field.Group != p.Group || !given:
		case value == nil:
			delete(stored.Values, field.Name)
		default:
			stored.Values[field.Name] = field.Text(after)
		}
	}
	text, err := json.Marshal(stored)
	if err != nil {
		return fmt.Errorf("switchboard: write settings: %w", err)
	}
	return s.health.report(s.store.SetSetting(ctx, settingPrefix+string(p.Group), string(text)))
}

// storedSettings reads a group. What cannot be read counts as never set.
func (s *Switchboard) storedSettings(ctx context.Context, group models.SettingsGroup) (storedSettings, error) {
	stored := storedSettings{Version: 1}
	text, err := s.setting(ctx, settingPrefix+string(group))
	if err == nil && text != "" && json.Unmarshal([]byte(text), &stored) != nil {
		s.log.Error("settings in the database cannot be read: the defaults count", "group", group)
	}
	if stored.Values == nil {
		stored.Values = map[string]string{}
	}
	return stored, err
}

// loadSettings reads all groups. A value that is out of bounds, which no release of ours has written, counts as not set.
func (s *Switchboard) loadSettings(ctx context.Context) error {
	all := *s.settings.get()
	if home := strings.ToUpper(s.config.HomeCountry); home != "" {
		all.Numbering.HomeCountry = home
	}
	if !s.world.isCountry(all.Numbering.HomeCountry) {
		return fmt.Errorf("home country %q: give two letters of ISO 3166, such as DE or AT", s.config.HomeCountry)
	}
	for _, group := range models.SettingsGroups() {
		stored, err := s.storedSettings(ctx, group)
		if err != nil {
			return err
		}
		read := all
		*read.Version(group) = stored.Version
		for _, field := range models.SettingFields() {
			if text, found := stored.Values[field.Name]; found && field.Group == group {
				_ = field.Read(&read, text) // what is no value stays the default
			}
		}
		if err := s.checkSettings(group, &read); err != nil {
			s.log.Error("settings in the database are not right: the defaults count", "group", group, "error", err)
			continue
		}
		all = read
	}
	s.settings.put(all)
	s.apply(&all)
	return nil
}
