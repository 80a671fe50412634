package models

// CheckStatus is what came of a check.
type CheckStatus string

// What comes of a check. The schema's enum has the same words.
const (
	CheckOK      CheckStatus = "OK"
	CheckWarning CheckStatus = "WARNING" // it works, and somebody should look after it
	CheckFault   CheckStatus = "FAULT"   // something does not work
)

// HealthCheck is something that was looked at, such as the clock or the disk.
type HealthCheck struct {
	Name    string // what was looked at, in small letters
	Status  CheckStatus
	Message string // one sentence: what was found
	Advice  string // one sentence: what to do about it; empty where nothing is to be done
}
