package switchboard

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"graphpbx/models"
	"graphpbx/models/store"
)

// QuickStart is a new colleague as an administrator wants one: what each needs, in one step.
type QuickStart struct {
	NewUser
	NextExtension  bool               // give the first free internal number, where none is wanted in particular
	Callthrough    bool               // make a callthrough rule, where there is a mobile number
	CallthroughPIN string             // empty: the switchboard chooses
	Link           *ActivationRequest // nil: no link; the user of it is the new one
	Telephone      *NewDevice         // nil: none is prepared; the user of it is the new one
	line           int                // in a file; 0: there is none
}

// QuickStartOptions say how the wizard runs.
type QuickStartOptions struct {
	DryRun bool   // only check and plan: nothing is changed
	Key    string // a run with the same key and the same wishes is made once; empty: none
}

// QuickStartPlan is what a run makes, or would make, for one colleague. It holds no secret.
type QuickStartPlan struct {
	User            models.User
	CallthroughFrom models.PhoneNumber // empty: no rule
	LinkUntil       time.Time          // zero: no link
	Telephone       *models.Device     // nil: none; it has no id before it is made
}

// QuickStarted is what was made for one colleague, with secrets that are told this once. Of a run that is only repeated
// there is but the user.
type QuickStarted struct {
	User   models.User
	Access *AccessData
	Link   *IssuedActivation
	Rule   *models.CallthroughRule
	PIN    string // of the rule

	Telephone      *models.Device
	TelephoneToken string // of the address of its files
}

// QuickStartResult is what came of a run.
type QuickStartResult struct {
	Plans    []QuickStartPlan
	Started  []QuickStarted // empty for a dry run
	Repeated bool           // the key was used before: nothing was made, and secrets are not told again
}

// maxQuickStartKey is the longest key, in characters.
const maxQuickStartKey = 100

// RunQuickStart makes users with passwords, internal numbers, callthrough rules, activation links and prepared telephones: all of it or nothing.
// Problems name the fields below ["input"], or below ["input", "csv", LINE] where the wishes are rows of a file.
func (s *Switchboard) RunQuickStart(ctx context.Context, v models.Viewer, wishes []QuickStart, o QuickStartOptions) (QuickStartResult, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return QuickStartResult{}, err
	}
	if utf8.RuneCountInString(o.Key) > maxQuickStartKey {
		return QuickStartResult{}, refused(models.ProblemLimit, fmt.Sprintf("the key is too long: use at most %d characters", maxQuickStartKey), "input", "idempotencyKey")
	}
	if fault := models.NameFault(o.Key); fault != "" {
		return QuickStartResult{}, refused(models.ProblemInvalid, "the key "+fault, "input", "idempotencyKey")
	}
	digest := digestOf(wishes)
	if result, done, err := s.repeatedQuickStart(ctx, o, digest); done || err != nil {
		return result, err
	}
	drafts := draftsOf(wishes, s.settings.get())
	if err := s.planQuickStart(drafts); err != nil || o.DryRun {
		return planned(drafts, err)
	}
	if err := hashDrafts(ctx, v, drafts); err != nil {
		return QuickStartResult{}, s.stored(err)
	}
	return s.storeQuickStart(ctx, drafts, o, digest)
}

// digestOf tells runs apart that carry the same key. Secrets do not enter it, since it is stored.
func digestOf(wishes []QuickStart) [32]byte {
	type public struct {
		User                       models.User
		NextExtension, Callthrough bool
		Life                       time.Duration
		Telephone                  *NewDevice `json:",omitempty"`
	}
	list := make([]public, len(wishes))
	for i, w := range wishes {
		list[i] = public{User: tidy(w.User), NextExtension: w.NextExtension, Callthrough: w.Callthrough, Life: -1, Telephone: w.Telephone}
		if w.Link != nil {
			list[i].Life = w.Link.Life
		}
	}
	text, _ := json.Marshal(list) // strings, numbers and times can always be written
	return sha256.Sum256(text)
}

// repeatedQuickStart returns what a run with the same key has made.
func (s *Switchboard) repeatedQuickStart(ctx context.Context, o QuickStartOptions, digest [32]byte) (_ QuickStartResult, done bool, _ error) {
	if o.Key == "" {
		return QuickStartResult{}, false, nil
	}
	run, err := s.store.QuickStartOf(ctx, o.Key)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return QuickStartResult{}, false, nil
	case err != nil:
		return QuickStartResult{}, false, s.stored(err)
	case run.Digest != digest:
		return QuickStartResult{}, false, refused(models.ProblemConflict, "the key was used for another run: a key stands for one run and its repetitions", "input", "idempotencyKey")
	}
	result := QuickStartResult{Repeated: true}
	for _, id := range run.UserIDs {
		if user, found := s.User(id); found {
			result.Plans = append(result.Plans, QuickStartPlan{User: user})
			result.Started = append(result.Started, QuickStarted{User: user})
		}
	}
	return result, true, nil
}

func planned(drafts []*quickDraft, err error) (QuickStartResult, error) {
	if err != nil {
		return QuickStartResult{}, err
	}
	result := QuickStartResult{Plans: make([]QuickStartPlan, len(drafts))}
	for i, d := range drafts {
		result.Plans[i] = d.plan()
	}
	return result, nil
}

// hashDrafts computes the slow hashes, before anybody has to wait for the turn. The passwords for logins of many users
// are hashed later, as those of an import are.
func hashDrafts(ctx context.Context, v models.Viewer, drafts []*quickDraft) (err error) {
	for _, d := range drafts {
		if len(drafts) == 1 {
			if d.ctiHash, err = store.HashPassword(ctx, d.access.CTIPassword); err != nil {
				return err
			}
		}
		if d.link != nil {
			if d.issued, d.stored, err = d.link.issue(ctx, v, d.user); err != nil {
				return err
			}
		}
		if d.rule.ID != "" {
			if d.rule.PINHash, err = store.HashPassword(ctx, d.pin); err != nil {
				return err
			}
		}
	}
	return nil
}

// storeQuickStart takes the turn, checks once more what others may have changed meanwhile, and makes everything at once.
func (s *Switchboard) storeQuickStart(ctx context.Context, drafts []*quickDraft, o QuickStartOptions, digest [32]byte) (QuickStartResult, error) {
	done, err := s.begin(ctx)
	if err != nil {
		return QuickStartResult{}, err
	}
	defer done()
	if result, done, err := s.repeatedQuickStart(ctx, o, digest); done || err != nil {
		return result, err
	}
	if err := s.planQuickStart(drafts); err != nil {
		return QuickStartResult{}, err
	}
	s.giveTokens(drafts)
	stored, err := s.store.RunQuickStart(ctx, quickStartOf(drafts, o.Key, digest))
	if err = s.stored(err, "input"); err != nil {
		return QuickStartResult{}, err
	}
	s.admitImport(stored)
	result, _ := planned(drafts, nil)
	for i, d := range drafts {
		result.Plans[i].User = stored[i].User
		result.Started = append(result.Started, s.welcome(d, stored[i].User))
	}
	return result, nil
}

func quickStartOf(drafts []*quickDraft, key string, digest [32]byte) store.QuickStart {
	q := store.QuickStart{Key: key, Digest: digest}
	for _, d := range drafts {
		user := store.NewUser{User: d.user, SIPPassword: d.access.SIPPassword, CTIPasswordHash: d.ctiHash}
		if d.ctiHash == "" {
			user.CTIPassword = d.access.CTIPassword
		}
		q.Users = append(q.Users, user)
		if d.link != nil {
			q.Links = append(q.Links, d.stored)
		}
		if d.rule.ID != "" {
			q.Rules = append(q.Rules, d.rule)
		}
		if d.device != nil {
			q.Devices = append(q.Devices, *d.device)
		}
	}
	return q
}

// welcome makes known what belongs to a stored user, and returns it with its secrets.
func (s *Switchboard) welcome(d *quickDraft, user models.User) QuickStarted {
	started := QuickStarted{User: user, Access: &d.access}
	s.onboardings.begin(user.ID, models.StepUserCreated, user.CreatedAt)
	if d.link != nil {
		d.issued.User = user
		started.Link = &d.issued
		s.activations.add(d.stored, d.stored.CreatedAt)
		s.onboardings.step(user.ID, models.StepLinkCreated, d.stored.CreatedAt, "")
	}
	if d.rule.ID != "" {
		started.Rule, started.PIN = &d.rule.CallthroughRule, d.pin
		s.callthrough.set(d.rule)
	}
	if d.device != nil {
		started.Telephone, started.TelephoneToken = ptr(s.admitDevice(*d.device)), d.token
	}
	return started
}
