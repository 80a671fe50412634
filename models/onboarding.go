package models

import (
	"slices"
	"time"
)

// OnboardingStepKind names a step on the way of a new colleague to the first call.
type OnboardingStepKind string

// Steps of an onboarding, in the order in which they are hoped for.
const (
	StepUserCreated      OnboardingStepKind = "USER_CREATED"      // by the quick start wizard
	StepLinkCreated      OnboardingStepKind = "LINK_CREATED"      // an administrator made an activation link
	StepLinkOpened       OnboardingStepKind = "LINK_OPENED"       // somebody, or a scanner of mails, asked for its page
	StepActivationFailed OnboardingStepKind = "ACTIVATION_FAILED" // the password was wrong
	StepLinkBurned       OnboardingStepKind = "LINK_BURNED"       // the password was wrong too often
	StepLinkRevoked      OnboardingStepKind = "LINK_REVOKED"      // an administrator took the link back, or made another
	StepLinkExpired      OnboardingStepKind = "LINK_EXPIRED"      // nobody used it in time
	StepActivated        OnboardingStepKind = "ACTIVATED"         // a client was set up by the link
	StepFileFetched      OnboardingStepKind = "FILE_FETCHED"      // a prepared telephone was given its file
	StepRegistered       OnboardingStepKind = "REGISTERED"        // a telephone of the user registered
	StepProbed           OnboardingStepKind = "PROBED"            // a telephone answered whether it is there
	StepCalled           OnboardingStepKind = "CALLED"            // the user was in conversation
	StepTestCall         OnboardingStepKind = "TEST_CALL"         // sound went both ways in a call
)

// OnboardingStep is a step that was taken, once or more often.
type OnboardingStep struct {
	Kind    OnboardingStepKind
	FirstAt time.Time
	LastAt  time.Time
	Count   int
	Detail  string // about the last time, such as the name of the device; often empty
}

// Onboarding is how far a new colleague has come. It is never changed, only replaced by one with another step.
type Onboarding struct {
	UserID string
	Steps  []OnboardingStep // at most one of a kind, in the order of their last time
}

// With returns the onboarding after a further step.
func (o Onboarding) With(kind OnboardingStepKind, at time.Time, detail string) Onboarding {
	step := OnboardingStep{Kind: kind, FirstAt: at}
	steps := slices.Clone(o.Steps)
	if i := slices.IndexFunc(steps, func(s OnboardingStep) bool { return s.Kind == kind }); i >= 0 {
		step = steps[i]
		steps = slices.Delete(steps, i, i+1)
	}
	step.LastAt, step.Detail, step.Count = at, detail, step.Count+1
	o.Steps = append(steps, step)
	return o
}

// Took reports whether a step was taken.
func (o *Onboarding) Took(kind OnboardingStepKind) bool {
	return slices.ContainsFunc(o.Steps, func(s OnboardingStep) bool { return s.Kind == kind })
}
