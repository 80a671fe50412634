package routing

import "graphpbx/models"

// StepKind says what a step of a decision was about. The schema's enum has the same words.
type StepKind string

// Kinds of steps, in the order in which they are taken.
const (
	StepNumber   StepKind = "NUMBER"    // what the number means
	StepStarCode StepKind = "STAR_CODE" // it is a command
	StepPresence StepKind = "PRESENCE"  // what the presence of a user does to the call
	StepDevice   StepKind = "DEVICE"    // whether a device of a user rings
	StepResult   StepKind = "RESULT"    // what came of it
)

// Step is one thing that was decided on the way to a plan, and why.
type Step struct {
	Kind   StepKind
	UserID string // whom it is about; empty for nobody in particular
	Reason string // one sentence for people, without its full stop
}

// Decision is a plan with its reasons.
type Decision struct {
	Plan        models.CallPlan
	SetPresence models.PresenceState // what the caller asks for by a star code; empty where none was dialled
	Steps       []Step               // nil unless asked for
}

// way is a decision in the making.
type way struct {
	facts     Facts
	explained bool
	decision  Decision
}

// step notes a reason. The words are made only where somebody wants to read them: calls are decided by the thousand.
func (w *way) step(kind StepKind, userID string, reason func() string) {
	if w.explained {
		w.decision.Steps = append(w.decision.Steps, Step{kind, userID, reason()})
	}
}

// refuse ends the way: the call goes nowhere. The reason stands in the answer to the caller's telephone.
func (w *way) refuse(kind StepKind, status int, cause models.EndCause, reason string) {
	w.decision.Plan = models.CallPlan{
		To:     models.Party{Number: models.PhoneNumber(printable(w.facts.Question.Dialled))},
		Refuse: &models.Refusal{Status: status, Reason: reason, Cause: cause},
	}
	w.step(kind, "", func() string { return reason })
}
