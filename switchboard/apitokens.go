package switchboard

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"graphpbx/models"
)

// startLength is how much of an API token is kept for its owner to know it by: the prefix and 24 of its 256 bits.
const startLength = len(models.APITokenPrefix) + 4

// maxTokenName bounds the name of an API token.
const maxTokenName = 100

// NewAPIToken is a token to be made.
type NewAPIToken struct {
	UserID    string // whom it acts for; empty: the viewer
	Name      string
	Scopes    []models.Scope
	ExpiresAt time.Time // zero: after models.DefaultAPITokenLife
}

// CreateAPIToken makes a token by which a program acts for a user, within scopes and never beyond the role of the user. The
// token itself is told this once.
func (s *Switchboard) CreateAPIToken(ctx context.Context, v models.Viewer, n NewAPIToken) (models.APIToken, string, error) {
	if err := s.checkAPIToken(v, &n); err != nil {
		return models.APIToken{}, "", err
	}
	token, now := models.APITokenPrefix+newSecret(), time.Now()
	session := models.Session{
		ID: models.NewID(models.KindAPIToken), UserID: n.UserID, TokenHash: hashOf(token), DeviceName: n.Name,
		CreatedAt: now, ExpiresAt: n.ExpiresAt, Scopes: models.NewScopes(n.Scopes...), Start: token[:startLength], CreatedBy: v.UserID,
	}
	if err := s.health.report(s.store.SaveSession(ctx, session)); err != nil {
		return models.APIToken{}, "", err
	}
	if !s.sessions.addWithin(session, models.MaxAPITokens) {
		s.deleteSession(ctx, session.ID)
		return models.APIToken{}, "", tooManyTokens()
	}
	if _, there := s.User(n.UserID); !there { // deleted in the same moment
		s.revokeSessions(ctx, func(other *models.Session) bool { return other.ID == session.ID })
		return models.APIToken{}, "", noSuchOwner()
	}
	return models.APIToken{Session: session}, token, nil
}

func tooManyTokens() error {
	return refused(models.ProblemLimit, fmt.Sprintf("a user may have %d API tokens: revoke one that is not used any more", models.MaxAPITokens), "input")
}

func noSuchOwner() error {
	return refused(models.ProblemNotFound, "there is no such user: an API token acts for a user", "input", "userId")
}

// checkAPIToken finds what is wrong with a token that is to be made, and fills in what was left out.
func (s *Switchboard) checkAPIToken(v models.Viewer, n *NewAPIToken) error {
	if v.ByToken() {
		return refused(models.ProblemForbidden, "API tokens are made by people, not by other tokens: log in")
	}
	if n.UserID == "" {
		n.UserID = v.UserID
	}
	if n.UserID != v.UserID {
		if err := require(v, models.RoleAdmin); err != nil {
			return err
		}
	}
	if _, found := s.User(n.UserID); !found {
		return noSuchOwner()
	}
	if len(s.sessions.tokensOf(n.UserID)) >= models.MaxAPITokens {
		return tooManyTokens()
	}
	return n.check(time.Now())
}

func (n *NewAPIToken) check(now time.Time) error {
	var problems models.Problems
	n.Name = strings.TrimSpace(n.Name)
	if length := utf8.RuneCountInString(n.Name); length == 0 || length > maxTokenName || models.NameFault(n.Name) != "" {
		problems.Add(models.ProblemInvalid, fmt.Sprintf(
			"the name says which program uses the token, in 1 to %d characters without line breaks: such as \"CRM\"", maxTokenName), "input", "name")
	}
	if len(n.Scopes) > len(models.EveryScope()) {
		problems.Add(models.ProblemLimit, "these are more scopes than there are: name each once", "input", "scopes")
	}
	if models.NewScopes(n.Scopes...) == 0 {
		problems.Add(models.ProblemInvalid, "a token needs at least one scope: choose what the program has to do, and no more", "input", "scopes")
	}
	if n.ExpiresAt.IsZero() {
		n.ExpiresAt = now.Add(models.DefaultAPITokenLife)
	}
	if !n.ExpiresAt.After(now) || n.ExpiresAt.Sub(now) > models.MaxAPITokenLife {
		problems.Add(models.ProblemInvalid, "a token ends in the future, a year from now at the latest: choose a time between", "input", "expiresAt")
	}
	return problems.Err()
}

// APITokens returns the tokens of a user, newest first. An empty userID means the viewer; those of others, or of all, are for
// administrators.
func (s *Switchboard) APITokens(v models.Viewer, userID string, all bool) ([]models.APIToken, error) {
	if userID == "" && !all {
		userID = v.UserID
	}
	if userID != v.UserID || all {
		if err := require(v, models.RoleAdmin); err != nil {
			return nil, err
		}
	}
	return s.sessions.tokensOf(userID), nil
}

// RevokeAPIToken ends a token and its connections at once: an own one or, for administrators, any.
func (s *Switchboard) RevokeAPIToken(ctx context.Context, v models.Viewer, id string) error {
	meant := func(session *models.Session) bool {
		return session.IsToken() && session.ID == id && (session.UserID == v.UserID || v.Role >= models.RoleAdmin)
	}
	if v.ByToken() || len(s.sessions.which(meant)) == 0 {
		return refused(models.ProblemNotFound, "there is no such API token: it may have been revoked, or have expired", "id")
	}
	s.revokeSessions(ctx, meant)
	return nil
}

// tokensOf returns the API tokens of a user, newest first; an empty userID stands for all.
func (ss *sessions) tokensOf(userID string) []models.APIToken {
	now := time.Now()
	found := ss.which(func(session *models.Session) bool {
		return session.IsToken() && (userID == "" || session.UserID == userID) && session.ExpiresAt.After(now)
	})
	tokens := make([]models.APIToken, len(found))
	for i := range found {
		tokens[i].Session = found[i]
	}
	slices.SortFunc(tokens, func(a, b models.APIToken) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return tokens
}

// governs refuses a program what only a person may do: to change, to make or to take over an administrator. Whoever could
// would not be held by scopes any more.
func governs(v models.Viewer, roles ...models.Role) error {
	if !v.ByToken() {
		return nil
	}
	for _, role := range roles {
		if role >= models.RoleAdmin {
			return refused(models.ProblemForbidden, "administrators and their access data are changed by people, not by an API token: log in")
		}
	}
	return nil
}
