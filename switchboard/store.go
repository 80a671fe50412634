package switchboard

import (
	"context"
	"time"

	"graphpbx/models"
	"graphpbx/models/store"
)

// Store is what the switchboard asks of the database. Every method ends within two seconds of silence, with
// ErrUnavailable where the database does not answer.
type Store interface {
	UserStore
	SessionStore
	SecondFactorStore
	ActivationStore
	CallthroughStore
	QuickStartStore
	BlockStore
	AuditStore
	FactStore
	NumberStore
	PresenceStore
	SettingStore
	DeviceStore
	ContactStore
	Ping(ctx context.Context) error
}

// UserStore keeps users and their passwords.
type UserStore interface {
	CreateUsers(ctx context.Context, users []store.NewUser) ([]store.StoredUser, error)
	UpdateUser(ctx context.Context, user models.User, version int) (models.User, error)
	DeleteUser(ctx context.Context, id string) error
	EachUser(ctx context.Context, visit func(models.User, store.SealedSecret) error) error
	SetAccess(ctx context.Context, userID string, access store.Access) (store.StoredUser, error)
	OpenSIPPassword(dst []byte, userID string, sealed store.SealedSecret) ([]byte, error)
	VerifyCTIPassword(ctx context.Context, userID, password string) (bool, error)
	HashPendingPasswords(ctx context.Context) (int, error)
}

// SecondFactorStore keeps what users show at login beside their passwords.
type SecondFactorStore interface {
	SaveSecondFactor(ctx context.Context, factor store.StoredSecondFactor) error
	UseSecondFactor(ctx context.Context, factor store.StoredSecondFactor, session models.Session) error
	DeleteSecondFactor(ctx context.Context, userID string) error
	SecondFactors(ctx context.Context) ([]store.StoredSecondFactor, error)
	SealTOTPSecret(userID, secret string) store.SealedSecret
	OpenTOTPSecret(dst []byte, userID string, sealed store.SealedSecret) ([]byte, error)
}

// SessionStore keeps logins and API tokens.
type SessionStore interface {
	SaveSession(ctx context.Context, session models.Session) error
	Sessions(ctx context.Context) ([]models.Session, error)
	DeleteSession(ctx context.Context, id string) error
	TouchSessions(ctx context.Context, uses []store.SessionUse) error
}

// ActivationStore keeps links that set up clients.
type ActivationStore interface {
	CreateActivationLink(ctx context.Context, link store.NewActivationLink) error
	SaveActivationLink(ctx context.Context, link models.ActivationLink) error
	UseActivationLink(ctx context.Context, link models.ActivationLink, session models.Session) error
	ActivationLinks(ctx context.Context) ([]store.StoredActivationLink, error)
}

// CallthroughStore keeps the rules by which mobiles call through the switchboard.
type CallthroughStore interface {
	SaveCallthroughRule(ctx context.Context, rule store.StoredCallthroughRule) error
	LockCallthroughRule(ctx context.Context, id string, until time.Time) error
	DeleteCallthroughRule(ctx context.Context, id string) error
	CallthroughRules(ctx context.Context) ([]store.StoredCallthroughRule, error)
}

// QuickStartStore keeps what the quick start wizard makes, all of a run or nothing.
type QuickStartStore interface {
	RunQuickStart(ctx context.Context, q store.QuickStart) ([]store.StoredUser, error)
	QuickStartOf(ctx context.Context, key string) (store.RememberedQuickStart, error)
}

// BlockStore keeps who is not answered, and who always is.
type BlockStore interface {
	SaveBlockedAddresses(ctx context.Context, saved []models.BlockedAddress, gone []string) error
	BlockedAddresses(ctx context.Context) ([]models.BlockedAddress, error)
	SaveAllowedAddress(ctx context.Context, allowed models.AllowedAddress) error
	AllowedAddresses(ctx context.Context) ([]models.AllowedAddress, error)
	DeleteAllowedAddress(ctx context.Context, id string) error
}

// AuditStore keeps who changed what.
type AuditStore interface {
	SaveAuditEntries(ctx context.Context, entries []models.AuditEntry) error
	AuditEntries(ctx context.Context, q store.AuditQuery) (entries []models.AuditEntry, more bool, err error)
	VerifyAudit(ctx context.Context) (store.AuditVerdict, error)
}

// FactStore keeps what the engine told: bindings, calls that are over, and answers to probes.
type FactStore interface {
	SaveBindings(ctx context.Context, changes []models.BindingChange) error
	Bindings(ctx context.Context) ([]models.Binding, error)
	SaveCallRecords(ctx context.Context, records []models.CallRecord) error
	CallRecords(ctx context.Context, q store.CallRecordQuery) (records []models.CallRecord, more bool, err error)
	DropCallRecords(ctx context.Context, before time.Time) error
	SaveProbeHours(ctx context.Context, hours []models.ProbeHour) error
	ProbeHours(ctx context.Context, q store.ProbeHourQuery) ([]models.ProbeHour, error)
	DropProbeHours(ctx context.Context, before time.Time) error
	SaveTallyHour(ctx context.Context, hour *models.ProbeTallyHour) error
	TallyHours(ctx context.Context, from, to time.Time) ([]models.ProbeTallyHour, error)
	TalliedUntil(ctx context.Context) (time.Time, error)
	DropTallyHours(ctx context.Context, before time.Time) error
	SaveTerminalName(ctx context.Context, userID, terminalID, name string) error
	TerminalNames(ctx context.Context) (map[string]string, error)
	SaveTerminalEvents(ctx context.Context, events []models.TerminalEvent) error
	TerminalEvents(ctx context.Context, q store.TerminalEventQuery) (events []models.TerminalEvent, more bool, err error)
	DropTerminalEvents(ctx context.Context, before time.Time) error
}

// NumberStore keeps the numbers of services.
type NumberStore interface {
	ServiceNumbers(ctx context.Context) ([]models.ServiceNumber, error)
	UpdateServiceNumber(ctx context.Context, number models.ServiceNumber) error
}

// PresenceStore keeps what users have set and, where that is wanted, when they did.
type PresenceStore interface {
	SavePresences(ctx context.Context, presences []models.Presence) error
	Presences(ctx context.Context) ([]models.Presence, error)
	AddPresenceChanges(ctx context.Context, changes []models.PresenceChange) error
	EachPresenceChange(ctx context.Context, from time.Time, visit func(models.PresenceChange)) error
	DropPresenceChanges(ctx context.Context, before time.Time) error
}

// SettingStore keeps what administrators have set, by name.
type SettingStore interface {
	Setting(ctx context.Context, name string) (string, error)
	SetSetting(ctx context.Context, name, value string) error
}

// ContactStore keeps the phone book.
type ContactStore interface {
	CreateContacts(ctx context.Context, contacts []models.Contact) ([]models.Contact, error)
	UpdateContact(ctx context.Context, contact models.Contact, version int) (models.Contact, error)
	DeleteContact(ctx context.Context, id string) error
	EachContact(ctx context.Context, visit func(models.Contact)) error
}

// DeviceStore keeps telephones that fetch their settings.
type DeviceStore interface {
	CreateDevice(ctx context.Context, device store.StoredDevice) error
	UpdateDevice(ctx context.Context, device store.StoredDevice, version int) error
	DeleteDevice(ctx context.Context, id string) error
	Devices(ctx context.Context) ([]store.StoredDevice, error)
	SaveDeviceFacts(ctx context.Context, devices []store.StoredDevice) error
	SealDeviceToken(deviceID, token string) store.SealedSecret
	OpenDeviceToken(dst []byte, deviceID string, sealed store.SealedSecret) ([]byte, error)
}

var _ Store = (*store.Store)(nil)

// ErrUnavailable says that the database does not answer. Nothing was changed; what was asked may be asked again.
var ErrUnavailable = store.ErrUnavailable
