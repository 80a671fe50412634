package testrig

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"graphpbx/cmd/app"
	"graphpbx/models"
	"graphpbx/switchboard"
)

// Switchboard is a whole switchboard in this process, on free loopback ports.
type Switchboard struct {
	*app.App
	t    testing.TB
	Data string
	Base string // http://…
	SIP  string // host:port, UDP and TCP
}

// Start runs a switchboard until the test ends.
func Start(t testing.TB) *Switchboard {
	t.Helper()
	return StartWith(t, app.Config{})
}

// StartWith runs a switchboard until the test ends. What cfg leaves out is chosen: a fresh folder, free ports.
func StartWith(t testing.TB, cfg app.Config) *Switchboard {
	t.Helper()
	if cfg.Data == "" {
		cfg.Data = t.TempDir()
	}
	if cfg.HTTP == "" {
		cfg.HTTP = "127.0.0.1:0"
	}
	if cfg.SIP == nil {
		cfg.SIP = []string{"127.0.0.1:0"}
	}
	cfg.AdminPassword = AdminPassword
	a, err := app.Start(t.Context(), cfg, slog.New(slog.NewTextHandler(logWriter{t}, &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := a.Close(ctx); err != nil {
			t.Errorf("closing the switchboard: %v", err)
		}
	})
	return &Switchboard{App: a, t: t, Data: cfg.Data, Base: "http://" + a.HTTP().String(), SIP: a.SIP()[0].AddrPort.String()}
}

// Admin returns a client that is logged in as the administrator.
func (s *Switchboard) Admin() *Client {
	s.t.Helper()
	client, err := (&Client{Base: s.Base}).Login("admin", AdminPassword)
	if err != nil {
		s.t.Fatal(err)
	}
	return client
}

// Password is the SIP password that AddUser gives to a user.
func Password(username string) string { return "rig-" + username + "-Telephone-7" }

// AddUser creates a user with an internal number, whose SIP password is Password(username).
func (s *Switchboard) AddUser(username string, extension models.PhoneNumber) models.User {
	s.t.Helper()
	return s.Create(models.User{Username: username, Extension: extension})
}

// Create creates a user whose SIP password is Password(username).
func (s *Switchboard) Create(user models.User) models.User {
	s.t.Helper()
	user, _, err := s.App.Switchboard().CreateUser(s.t.Context(), models.Viewer{Role: models.RoleAdmin}, switchboard.NewUser{
		User: user, SIPPassword: Password(user.Username),
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return user
}

// logWriter passes log lines on to the test.
type logWriter struct{ t testing.TB }

// Write logs one line.
func (w logWriter) Write(line []byte) (int, error) {
	w.t.Logf("%s", line)
	return len(line), nil
}
