package switchboard

import (
	"sync"
	"time"

	"graphpbx/models"
	"graphpbx/switchboard/journal"
)

// onboardings follows new colleagues from the first link to the first call. It holds one small value for each user who
// was ever sent a link or made by the wizard; facts about others pass it by. It lives in memory: after a restart the
// links tell what they know, and the first call is forgotten.
type onboardings struct {
	journal *journal.Journal

	mu     sync.Mutex
	byUser map[string]*onboarding
}

type onboarding struct {
	began time.Time
	now   models.Onboarding // never changed, only replaced: events share it
}

func newOnboardings(j *journal.Journal) *onboardings {
	return &onboardings{journal: j, byUser: make(map[string]*onboarding)}
}

// begin starts the onboarding of a user, anew where there was one: what a former link led to says nothing of this one.
func (os *onboardings) begin(userID string, kind models.OnboardingStepKind, at time.Time) {
	os.mu.Lock()
	defer os.mu.Unlock()
	o := &onboarding{began: at, now: models.Onboarding{UserID: userID}}
	os.byUser[userID] = o
	os.take(o, kind, at, "")
}

// step records a step of a user who is followed.
func (os *onboardings) step(userID string, kind models.OnboardingStepKind, at time.Time, detail string) {
	os.mu.Lock()
	defer os.mu.Unlock()
	if o := os.byUser[userID]; o != nil {
		os.take(o, kind, at, detail)
	}
}

// first records a step only where it was not taken yet: telephones answer each minute, and that is no news.
func (os *onboardings) first(userID string, kind models.OnboardingStepKind, at time.Time, detail string) {
	os.after("", userID, kind, at, detail)
}

// after is first where another step was taken before: the telephone that a colleague had already says nothing about the
// one that is being set up.
func (os *onboardings) after(before models.OnboardingStepKind, userID string, kind models.OnboardingStepKind, at time.Time, detail string) {
	os.mu.Lock()
	defer os.mu.Unlock()
	o := os.byUser[userID]
	if o == nil || o.now.Took(kind) || at.Before(o.began) || before != "" && !o.now.Took(before) {
		return
	}
	os.take(o, kind, at, detail)
}

func (os *onboardings) take(o *onboarding, kind models.OnboardingStepKind, at time.Time, detail string) {
	o.now = o.now.With(kind, at, detail)
	os.journal.Append(journal.TopicOnboarding, o.now.UserID, nil, o.now)
}

// bound takes the bindings of a user: a device that came after the beginning is the one that was set up.
func (os *onboardings) bound(userID string, bindings []models.Binding) {
	for i := range bindings {
		os.first(userID, models.StepRegistered, bindings[i].RegisteredAt, bindings[i].UserAgent)
	}
}

// called takes a call that users take part in.
func (os *onboardings) called(call *models.Call, userIDs []string) {
	if call.AnsweredAt.IsZero() {
		return
	}
	for _, id := range userIDs {
		os.after(models.StepRegistered, id, models.StepCalled, call.AnsweredAt, string(otherNumber(call, id)))
		if call.Sounded {
			os.after(models.StepRegistered, id, models.StepTestCall, call.EndedAt, string(otherNumber(call, id)))
		}
	}
}

// fetched takes that a prepared telephone of a user was given its file.
func (os *onboardings) fetched(d *models.Device, at time.Time) {
	os.first(d.UserID, models.StepFileFetched, at, d.Model)
}

// otherNumber is the number of the party that a user speaks with.
func otherNumber(call *models.Call, userID string) models.PhoneNumber {
	if call.From.UserID == userID {
		return call.To.Number
	}
	return call.From.Number
}

func (os *onboardings) probed(r *models.ProbeResult) {
	if !r.Probe.Lost {
		os.after(models.StepRegistered, r.UserID, models.StepProbed, r.Probe.At, "")
	}
}

// forget ends the onboarding of a deleted user.
func (os *onboardings) forget(userID string) {
	os.mu.Lock()
	defer os.mu.Unlock()
	delete(os.byUser, userID)
	os.journal.Append(journal.TopicOnboarding, userID, nil, nil)
}

// recall tells again, after a restart, what the newest link of a user knows.
func (os *onboardings) recall(link *models.ActivationLink, now time.Time) {
	os.begin(link.UserID, models.StepLinkCreated, link.CreatedAt)
	tell := func(taken bool, kind models.OnboardingStepKind, at time.Time, detail string) {
		if taken {
			os.step(link.UserID, kind, at, detail)
		}
	}
	tell(!link.OpenedAt.IsZero(), models.StepLinkOpened, link.OpenedAt, "")
	tell(!link.UsedAt.IsZero(), models.StepActivated, link.UsedAt, link.DeviceName)
	switch link.State(now) {
	case models.ActivationExpired:
		os.step(link.UserID, models.StepLinkExpired, link.ExpiresAt, "")
	case models.ActivationRevoked:
		os.step(link.UserID, models.StepLinkRevoked, link.RevokedAt, "")
	case models.ActivationBurned:
		os.step(link.UserID, models.StepLinkBurned, now, "")
	case models.ActivationOpen, models.ActivationUsed:
	}
}
