package models

// OptionSource says where the value of an option was taken from.
type OptionSource string

// Sources of options, strongest first.
const (
	OptionFlag        OptionSource = "FLAG"
	OptionEnvironment OptionSource = "ENVIRONMENT"
	OptionFile        OptionSource = "FILE"
	OptionDefault     OptionSource = "DEFAULT"
)

// StartOption is an option of the command that started the switchboard, to be shown: what has to be known before the
// database is open cannot be a setting.
type StartOption struct {
	Name        string
	Value       string // without passwords
	Source      OptionSource
	Explanation string
}
