// Package models holds the nouns of the switchboard (users, bindings, telephones, calls, probes) and those of
// their rules that need neither disk nor network: the numbering plan, the username rule, the ringing set, the
// grading of probes. It imports nothing but the standard library, so every other package may build on it.
package models
