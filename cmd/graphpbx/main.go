// Command graphpbx is the switchboard. It is the only place that knows every part: it reads the configuration, joins the
// engine to the switchboard and the switchboard to the web, and passes signals on. It decides nothing about calls.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// version is set by the linker (see Makefile).
var version = "dev"

// command is one word after "graphpbx".
type command struct {
	name    string
	summary string
	run     func(ctx context.Context, args []string, out, errOut io.Writer) int
}

func commands() []command {
	return []command{
		{"serve", "start the switchboard (the default)", runServe},
		{"user", "add, list or import users, or set a password", runUser},
		{"check", "look at what the switchboard stands on, and advise", runCheck},
		{"backup", "write everything to one file, or make sure that such a file is whole", runBackup},
		{"restore", "fill an empty data folder or database from a backup", runRestore},
		{"phone", "a telephone for trying things: registers, dials, answers, plays", runPhone},
		{"version", "print the version", runVersion},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// helpWords are the ways to ask for help in place of a command.
var helpWords = []string{"help", "-h", "-help", "--help"}

func run(ctx context.Context, args []string, out, errOut io.Writer) int {
	name := "serve"
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		name, args = args[0], args[1:]
	} else if len(args) > 0 && slices.Contains(helpWords, args[0]) {
		name = "help"
	}
	if name == "help" {
		usage(out)
		return 0
	}
	for _, c := range commands() {
		if c.name == name {
			return c.run(ctx, args, out, errOut)
		}
	}
	fmt.Fprintf(errOut, "graphpbx: there is no command %q\n\n", name)
	usage(errOut)
	return 2
}

func usage(w io.Writer) {
	fmt.Fprint(w, "graphpbx is a telephone switchboard driven by GraphQL.\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  graphpbx %-8s %s\n", c.name, c.summary)
	}
	fmt.Fprint(w, "\nEach command explains its flags with --help.\n")
}

func runVersion(_ context.Context, _ []string, out, _ io.Writer) int {
	fmt.Fprintln(out, "graphpbx", version)
	return 0
}
