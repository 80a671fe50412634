package models

import "time"

// Viewer is who asks.
type Viewer struct {
	UserID    string
	Role      Role
	SessionID string // of the login or of the API token; empty for the local administrator on the control socket
	Scopes    Scopes // of the API token; empty for people, whom the role alone bounds
}

// ByToken reports whether it is a program that asks by an API token.
func (v Viewer) ByToken() bool { return v.Scopes != 0 }

// Session is a login that can be listed and revoked, or an API token: then it has scopes. The token itself is never kept,
// only its hash.
type Session struct {
	ID         string
	UserID     string
	TokenHash  [32]byte // SHA-256
	DeviceName string   // what the client calls itself; of an API token: its name
	CreatedAt  time.Time
	LastUsedAt time.Time
	ExpiresAt  time.Time

	Scopes    Scopes // of an API token; empty for a login
	Start     string // the first signs of an API token, by which its owner knows it
	CreatedBy string // who made an API token; empty for the local administrator
}

// IsToken reports whether it is an API token.
func (s *Session) IsToken() bool { return s.Scopes != 0 }

// APITokenPrefix begins every API token, so that people and scanners for leaked secrets know one when they see it.
const APITokenPrefix = "gpbx_"

// Bounds of API tokens.
const (
	MaxAPITokens        = 50                   // of one user
	MaxAPITokenLife     = 366 * 24 * time.Hour // from the day it is made
	DefaultAPITokenLife = 90 * 24 * time.Hour
)

// APIToken is a token as it is listed.
type APIToken struct{ Session }
