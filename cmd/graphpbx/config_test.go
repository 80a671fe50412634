package main

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"graphpbx/models"
)

// given reads serve's flags as the command does.
func given(args ...string) (*serveFlags, error) {
	s := &serveFlags{}
	flags := flag.NewFlagSet("graphpbx serve", flag.ContinueOnError)
	s.define(flags)
	return s, parseFlags(flags, args, io.Discard)
}

// written returns the name of a new file.
func written(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "graphpbx.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// Flags are stronger than variables, variables stronger than the file, and what nobody names keeps its default.
func TestPrecedence(t *testing.T) {
	t.Setenv("GRAPHPBX_CONFIG", written(t, "data: file\nhttp: file\ndatabase: file\ndrain: 3s\nlog-level:\n"))
	t.Setenv("GRAPHPBX_DATA", "environment")
	t.Setenv("GRAPHPBX_HTTP", "environment")
	s, err := given("--data", "flag")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range [][2]string{
		{s.data, "flag"}, {s.http, "environment"}, {s.database, "file"}, {s.drain.String(), "3s"}, {s.logLevel, "info"}, {s.logFormat, "text"},
	} {
		if tc[0] != tc[1] {
			t.Errorf("%q, want %q", tc[0], tc[1])
		}
	}
}

func TestAddressesOfSIP(t *testing.T) {
	for name, tc := range map[string]struct {
		args              []string
		environment, file string
		want              string
	}{
		"default":     {want: ":5060"},
		"repeated":    {args: []string{"--sip", "a:1", "--sip", "b:2"}, want: "a:1 b:2"},
		"environment": {environment: "a:1, b:2", file: "sip: c:3", want: "a:1 b:2"},
		"flag":        {args: []string{"--sip", "a:1"}, environment: "b:2", file: "sip: [c:3]", want: "a:1"},
		"file":        {file: "sip: [c:3, d:4]", want: "c:3 d:4"},
	} {
		t.Run(name, func(t *testing.T) {
			if tc.environment != "" {
				t.Setenv("GRAPHPBX_SIP", tc.environment)
			}
			if tc.file != "" {
				tc.args = append(tc.args, "--config", written(t, tc.file))
			}
			s, err := given(tc.args...)
			if got := strings.Join(s.sip.values, " "); err != nil || got != tc.want {
				t.Errorf("%q, %v, want %q", got, err, tc.want)
			}
		})
	}
}

// What is wrong names the place, and what is wanted there.
func TestFaultsOfConfiguration(t *testing.T) {
	for text, want := range map[string]string{
		"http: [":        "graphpbx.yaml",
		"nope: 1":        `no setting "nope"`,
		"config: x":      `no setting "config"`,
		"drain: 20":      `drain: "20"`,
		"http: [a, b]":   "http takes one value",
		"http: {a: b}":   "http",
		"just a word":    "graphpbx.yaml",
		"sip: []\nno: 1": `no setting "no"`,
	} {
		if _, err := given("--config", written(t, text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	t.Setenv("GRAPHPBX_DRAIN", "soon")
	if _, err := given(); err == nil || !strings.Contains(err.Error(), `GRAPHPBX_DRAIN: "soon"`) {
		t.Error(err)
	}
}

// What is shown of the start names the source of each option and no password.
func TestOptionsOfTheStartAreShown(t *testing.T) {
	t.Setenv("GRAPHPBX_HTTP", "127.0.0.1:1")
	s := &serveFlags{}
	flags := flag.NewFlagSet("graphpbx serve", flag.ContinueOnError)
	s.define(flags)
	sources, err := parseSources(flags, []string{"--database", "postgres://u:hush@db/x?password=hush", "--config", written(t, "drain: 3s\nhttp: file\n")}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]models.StartOption{}
	for _, o := range startOptions(flags, sources) {
		if strings.Contains(o.Value, "hush") || o.Explanation == "" {
			t.Errorf("%+v", o)
		}
		shown[o.Name] = o
	}
	for name, want := range map[string]models.OptionSource{
		"database": models.OptionFlag, "http": models.OptionEnvironment, "drain": models.OptionFile, "data": models.OptionDefault,
	} {
		if shown[name].Source != want {
			t.Errorf("%s: %+v, want %s", name, shown[name], want)
		}
	}
	if shown["http"].Value != "127.0.0.1:1" || shown["drain"].Value != "3s" {
		t.Errorf("%+v", shown)
	}
	if masked := withoutPassword("postgres://u:hu%sh@db/x"); strings.Contains(masked, "hu") {
		t.Error(masked)
	}
}
