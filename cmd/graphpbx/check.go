package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"

	"graphpbx/cmd/app"
	"graphpbx/cmd/app/check"
	"graphpbx/models"
)

const checkUsage = `Usage:
  graphpbx check [flags of serve] [--json]   look at what the switchboard stands on, and say what to do about it

It takes the flags, variables and configuration file of serve, so it tells before a start what would go wrong. A switchboard that
runs on the data folder is asked itself. The exit code is 0 where all is well, 1 with warnings, 2 with faults.
`

func runCheck(ctx context.Context, args []string, out, errOut io.Writer) int {
	flags := flag.NewFlagSet("graphpbx check", flag.ContinueOnError)
	var s serveFlags
	s.define(flags)
	asJSON := flags.Bool("json", false, "for programs")
	words, code := parsedCommand(flags, checkUsage, args, out, errOut)
	if code >= 0 {
		return code
	}
	if len(words) > 0 {
		fmt.Fprint(errOut, checkUsage)
		return 2
	}
	checks, running, err := s.check(ctx)
	if err != nil {
		fmt.Fprintln(errOut, "graphpbx:", err)
		return 2
	}
	if *asJSON {
		err = writeChecks(out, checks, running)
	} else {
		printChecks(out, checks, running)
	}
	if err != nil {
		return failed(errOut, err)
	}
	return check.Worst(checks)
}

// check reads the configuration as serve does. What is wrong with it is a fault like others.
func (s *serveFlags) check(ctx context.Context) (checks []models.HealthCheck, running bool, err error) {
	ports, fault := parsePorts(s.rtpPorts)
	_, other := newLogger(io.Discard, s.logFormat, s.logLevel)
	for _, problem := range []error{fault, other} {
		if problem != nil {
			checks = append(checks, models.HealthCheck{Name: "configuration", Status: models.CheckFault, Message: problem.Error(), Advice: "Correct the flag, the variable or the file."})
		}
	}
	found, running, err := app.Check(ctx, app.Config{
		Data: s.data, HTTP: s.http, SIP: s.sip.values, Database: s.database, ExternalHost: s.externalHost, PublicURL: s.publicURL, RTPPorts: ports,
	})
	return append(checks, found...), running, err
}

func writeChecks(out io.Writer, checks []models.HealthCheck, running bool) error {
	type row struct {
		Name    string             `json:"name"`
		Status  models.CheckStatus `json:"status"`
		Message string             `json:"message"`
		Advice  string             `json:"advice,omitempty"`
	}
	rows := make([]row, len(checks))
	for i, c := range checks {
		rows[i] = row(c)
	}
	text, err := json.MarshalIndent(map[string]any{"running": running, "checks": rows}, "", "  ")
	_, fault := fmt.Fprintln(out, string(text))
	return errors.Join(err, fault)
}

func printChecks(out io.Writer, checks []models.HealthCheck, running bool) {
	if running {
		fmt.Fprintln(out, "The switchboard of this data folder runs.")
	}
	signs := map[models.CheckStatus]string{models.CheckOK: "ok     ", models.CheckWarning: "WARNING", models.CheckFault: "FAULT  "}
	for _, c := range checks {
		fmt.Fprintf(out, "%s  %-14s %s\n", signs[c.Status], c.Name, c.Message)
		if c.Advice != "" {
			fmt.Fprintf(out, "%24s %s\n", "", c.Advice)
		}
	}
}
