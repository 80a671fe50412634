package switchboard

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// ActivationRequest is a wish for an activation link.
type ActivationRequest struct {
	UserID   string
	Password string        // empty: the switchboard chooses
	Life     time.Duration // 0: that of the settings
}

// IssuedActivation is a new link with its secrets, told this once.
type IssuedActivation struct {
	Link     models.ActivationLink
	User     models.User
	Secret   string
	Password string
}

// CreateActivationLink makes a link that sets up one client of a user. Earlier links of the user that could still be
// used are revoked: whoever asks for another has lost the first, and a lost link is somebody else's.
func (s *Switchboard) CreateActivationLink(ctx context.Context, v models.Viewer, r ActivationRequest) (IssuedActivation, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return IssuedActivation{}, err
	}
	user, found := s.User(r.UserID)
	if !found {
		return IssuedActivation{}, refused(models.ProblemNotFound, "there is no such user: it may have been deleted", "input", "userId")
	}
	if err := governs(v, user.Role); err != nil {
		return IssuedActivation{}, err
	}
	var problems models.Problems
	if r.check(s.settings.get(), &user, &problems, "input"); len(problems) > 0 {
		return IssuedActivation{}, problems
	}
	made, link, err := r.issue(ctx, v, user)
	if err != nil {
		return IssuedActivation{}, s.stored(err)
	}
	return made, s.addActivationLink(ctx, link)
}

// check adds what is wrong with the wish, and fills in what was left out.
func (r *ActivationRequest) check(chosen *models.Settings, u *models.User, problems *models.Problems, path ...string) {
	if r.Password != "" {
		checkPassword(u, r.Password, problems, append(slices.Clone(path), "password")...)
	} else {
		r.Password = models.SuggestPassword()
	}
	if r.Life == 0 {
		r.Life = chosen.Activation.ValidFor
	}
	if fault := models.ActivationLifeFault(r.Life); fault != "" {
		problems.Add(models.ProblemInvalid, "the life of the link "+fault, append(slices.Clone(path), "validFor")...)
	}
}

// issue makes the link of a checked wish.
func (r *ActivationRequest) issue(ctx context.Context, v models.Viewer, user models.User) (IssuedActivation, store.StoredActivationLink, error) {
	hash, err := store.HashPassword(ctx, r.Password)
	if err != nil {
		return IssuedActivation{}, store.StoredActivationLink{}, err
	}
	secret, now := newSecret(), time.Now()
	link := models.ActivationLink{
		ID: models.NewID(models.KindActivationLink), UserID: user.ID, CreatedBy: v.UserID, CreatedAt: now, ExpiresAt: now.Add(r.Life),
	}
	return IssuedActivation{Link: link, User: user, Secret: secret, Password: r.Password},
		store.StoredActivationLink{ActivationLink: link, SecretHash: hashOf(secret), PasswordHash: hash}, nil
}

// newSecret returns 256 random bits as text.
func newSecret() string {
	var secret [32]byte
	_, _ = rand.Read(secret[:]) // never fails (crypto/rand, Go 1.24)
	return base64.RawURLEncoding.EncodeToString(secret[:])
}

// addActivationLink stores a link in place of the earlier ones of its user, and makes it known.
func (s *Switchboard) addActivationLink(ctx context.Context, link store.StoredActivationLink) error {
	done, err := s.begin(ctx)
	if err != nil {
		return err
	}
	defer done()
	if _, found := s.User(link.UserID); !found {
		return refused(models.ProblemNotFound, "there is no such user any more", "input", "userId")
	}
	earlier := s.activations.ofUser(link.UserID)
	for _, a := range earlier {
		done, err := a.begin(ctx)
		if err != nil {
			return err
		}
		defer done()
	}
	revoked, dropped := superseded(earlier, link.CreatedAt)
	err = s.store.CreateActivationLink(ctx, store.NewActivationLink{StoredActivationLink: link, Revoked: idsOf(revoked), Dropped: dropped})
	if err = s.stored(err, "input"); err != nil {
		return err
	}
	for _, a := range revoked {
		old := a.now()
		old.RevokedAt = link.CreatedAt
		a.set(old)
	}
	if len(dropped) > 0 {
		s.activations.drop(link.UserID, dropped...)
	}
	s.activations.add(link, link.CreatedAt)
	s.onboardings.begin(link.UserID, models.StepLinkCreated, link.CreatedAt)
	return nil
}

// superseded returns which links of a user a new one revokes, and the ids of those it pushes out of memory.
func superseded(earlier []*activation, now time.Time) (revoked []*activation, dropped []string) {
	for i, a := range earlier {
		link := a.now()
		if i <= len(earlier)-models.MaxUserActivationLinks {
			dropped = append(dropped, link.ID)
		} else if link.State(now) == models.ActivationOpen {
			revoked = append(revoked, a)
		}
	}
	return revoked, dropped
}

func idsOf(links []*activation) []string {
	ids := make([]string, len(links))
	for i, a := range links {
		ids[i] = a.now().ID
	}
	return ids
}

// RevokeActivationLink takes a link back. One that can be used no more stays as it is.
func (s *Switchboard) RevokeActivationLink(ctx context.Context, v models.Viewer, id string) (models.ActivationLink, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return models.ActivationLink{}, err
	}
	a := s.activations.get(id)
	if a == nil {
		return models.ActivationLink{}, refused(models.ProblemNotFound, "there is no such link: it may have been deleted with its user", "id")
	}
	done, err := a.begin(ctx)
	if err != nil {
		return models.ActivationLink{}, err
	}
	defer done()
	link, now := a.now(), time.Now()
	if state := link.State(now); state != models.ActivationOpen {
		return models.ActivationLink{}, linkRefusal(state, "id")
	}
	link.RevokedAt = now
	if err := s.stored(s.store.SaveActivationLink(ctx, link)); err != nil {
		return models.ActivationLink{}, err
	}
	a.set(link)
	s.onboardings.step(link.UserID, models.StepLinkRevoked, now, "")
	return link, nil
}

// ActivationLinks returns the links of a user, newest first. Only administrators see them.
func (s *Switchboard) ActivationLinks(v models.Viewer, userID string) []models.ActivationLink {
	if require(v, models.RoleAdmin) != nil {
		return nil
	}
	own := s.activations.ofUser(userID)
	links := make([]models.ActivationLink, len(own))
	for i, a := range own {
		links[len(own)-1-i] = a.now()
	}
	return links
}

// maxActivationLinks is how many links of everybody are told at once.
const maxActivationLinks = 500

// AllActivationLinks returns the newest links of everybody, or only those in a state. Only administrators see them.
func (s *Switchboard) AllActivationLinks(v models.Viewer, state models.ActivationState) []models.ActivationLink {
	if require(v, models.RoleAdmin) != nil {
		return nil
	}
	var links []models.ActivationLink
	now := time.Now()
	for _, a := range s.activations.all() {
		if link := a.now(); state == "" || link.State(now) == state {
			links = append(links, link)
		}
	}
	slices.SortFunc(links, func(a, b models.ActivationLink) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), strings.Compare(a.ID, b.ID))
	})
	return links[:min(len(links), maxActivationLinks)]
}

// ActivationLink returns a link by its id. Only administrators see it.
func (s *Switchboard) ActivationLink(v models.Viewer, id string) (models.ActivationLink, bool) {
	a := s.activations.get(id)
	if a == nil || require(v, models.RoleAdmin) != nil {
		return models.ActivationLink{}, false
	}
	return a.now(), true
}

func (s *Switchboard) loadActivationLinks(ctx context.Context) error {
	links, err := s.store.ActivationLinks(ctx)
	newest, now := make(map[string]*models.ActivationLink, len(links)), time.Now()
	for i := range links {
		s.activations.add(links[i], now)
		newest[links[i].UserID] = &links[i].ActivationLink
	}
	for _, link := range newest {
		s.onboardings.recall(link, now)
	}
	return err
}

// runActivations tells which links nobody has used in time.
func (s *Switchboard) runActivations(ctx context.Context) {
	ticker := time.NewTicker(sweepInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			for _, a := range s.activations.all() {
				if a.expired(now) {
					s.onboardings.step(a.userID, models.StepLinkExpired, now, "")
				}
			}
		}
	}
}
