package models

import "strings"

// ProblemCode says what kind of fault a [Problem] is. The schema's enum ErrorCode has the same words.
type ProblemCode string

// Codes of problems.
const (
	ProblemInvalid     ProblemCode = "INVALID"     // does not have the form asked for
	ProblemTaken       ProblemCode = "TAKEN"       // someone else has it
	ProblemReserved    ProblemCode = "RESERVED"    // the numbering plan keeps it for a service
	ProblemNotFound    ProblemCode = "NOT_FOUND"   // there is no such object
	ProblemForbidden   ProblemCode = "FORBIDDEN"   // the viewer has no right to it
	ProblemConflict    ProblemCode = "CONFLICT"    // the object was changed meanwhile
	ProblemLimit       ProblemCode = "LIMIT"       // too much, too many, too often
	ProblemUnreachable ProblemCode = "UNREACHABLE" // no telephone to be reached
	ProblemExpired     ProblemCode = "EXPIRED"     // it was valid once

	ProblemTOTPRequired ProblemCode = "TOTP_REQUIRED" // the password is right, and a code is asked as well
)

// Problem is a fault that the person at the keyboard can mend. Faults of program, disk or network are plain errors.
type Problem struct {
	Path    []string // the input field, outermost first, such as ["input", "username"]
	Code    ProblemCode
	Message string // one sentence: what is wrong, why, and what to do about it
}

func (p Problem) Error() string {
	if len(p.Path) == 0 {
		return p.Message
	}
	return strings.Join(p.Path, ".") + ": " + p.Message
}

// Problems is an error made of one or more problems, found with errors.As.
type Problems []Problem

func (ps Problems) Error() string {
	texts := make([]string, len(ps))
	for i, p := range ps {
		texts[i] = p.Error()
	}
	return strings.Join(texts, "; ")
}

// Add appends a problem.
func (ps *Problems) Add(code ProblemCode, message string, path ...string) {
	*ps = append(*ps, Problem{Path: path, Code: code, Message: message})
}

// Err returns the problems as an error, or nil where there are none.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}
