package models

import "time"

// Viewer is who asks.
type Viewer struct {
	UserID    string
	Role      Role
	SessionID string // empty for the local administrator on the control socket
}

// Session is a login that can be listed and revoked. The token itself is never kept, only its hash.
type Session struct {
	ID         string
	UserID     string
	TokenHash  [32]byte // SHA-256
	DeviceName string   // what the client calls itself
	CreatedAt  time.Time
	LastUsedAt time.Time
	ExpiresAt  time.Time
}
