// Package console is the telephone for trying things: the command "graphpbx phone". It turns flags into a telephone
// and what happens to it into plain sentences, or into lines of JSON for programs. It knows nothing of SIP itself.
package console

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"graphpbx/cmd/app"
	"graphpbx/models"
	"graphpbx/sip/media/wav"
	"graphpbx/testrig/phone"
)

// PasswordVariable may hold the password, so that it stands in no list of processes and no history of a shell.
const PasswordVariable = "GRAPHPBX_PHONE_PASSWORD"

const usage = `A telephone for trying things: it registers, dials or answers, plays a tone and says what it hears.

  graphpbx phone --user bob --answer            wait for calls and pick up
  graphpbx phone --user alice --dial bob        call bob, talk for ten seconds, hang up

On the machine of the switchboard it asks that for the password, through the data folder. Elsewhere give --password.

With --dial it ends after the call: ten seconds after the answer, or what --for says, or when the other side hangs up.
Without --dial it runs until Ctrl-C, or as long as --for says. Ctrl-C hangs up, unregisters and ends. The exit code is
1 where it cannot register or the call does not come about, else 0.

Each user plays a tone of its own, made from the name, so that two telephones that call each other hear different ones.

Flags:
`

// Times of the telephone.
const (
	answerAfter  = time.Second      // with --answer it rings that long, so that one can see it ring
	talkTime     = 10 * time.Second // of a call that --dial made, without --for
	registerTime = 6 * time.Second  // for the switchboard to answer: a loaded one, a lost packet or two
)

type options struct {
	server, data, user, password, dial, play, transport string
	answer, json                                        bool
	length                                              time.Duration
}

var errUsage = errors.New("usage")

// Run runs the telephone until it is done or ctx ends. It returns the exit code: 0, 1 for a failure, 2 for wrong flags.
func Run(ctx context.Context, args []string, out, errOut io.Writer) int {
	o, err := parse(args, errOut)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case errors.Is(err, errUsage):
		return 2
	case err != nil:
		fmt.Fprintln(errOut, "graphpbx phone:", err)
		return 2
	}
	if err := o.run(ctx, newNarrator(out, o)); err != nil {
		fmt.Fprintln(errOut, "graphpbx phone:", err)
		return 1
	}
	return 0
}

func parse(args []string, errOut io.Writer) (*options, error) {
	o := &options{}
	flags := flag.NewFlagSet("graphpbx phone", flag.ContinueOnError)
	flags.SetOutput(errOut)
	flags.StringVar(&o.server, "server", "127.0.0.1:5060", "`ADDRESS` of the switchboard, host or host:port")
	flags.StringVar(&o.user, "user", "", "`NAME` of the user")
	flags.StringVar(&o.data, "data", "data", "data `FOLDER` of a switchboard that runs here, to ask for the password where none is given")
	flags.StringVar(&o.password, "password", "", "SIP `PASSWORD` of the user; may come from "+PasswordVariable+" instead")
	flags.StringVar(&o.dial, "dial", "", "call this `NUMBER` or username")
	flags.BoolVar(&o.answer, "answer", false, "pick up calls that come in, after a second")
	flags.StringVar(&o.play, "play", "tone", "`SOUND` to play: tone, silence, or a WAV file")
	flags.StringVar(&o.transport, "transport", "udp", "`PROTOCOL`: udp or tcp")
	flags.DurationVar(&o.length, "for", 0, "`TIME` such as 30s: length of the call with --dial, else how long to run")
	flags.BoolVar(&o.json, "json", false, "print one JSON object a line")
	flags.Usage = func() {
		fmt.Fprint(errOut, usage)
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil, err
	} else if err != nil {
		return nil, errUsage // the flag package has said what is wrong
	}
	if o.password == "" {
		o.password = os.Getenv(PasswordVariable)
	}
	if err := o.check(flags.Args()); err != nil {
		return nil, err
	}
	return o, o.ask()
}

// ask asks the switchboard that runs on the data folder for the password that is missing.
func (o *options) ask() error {
	if o.password != "" {
		return nil
	}
	admin, err := app.ConnectAdmin(o.data)
	if err != nil {
		return fmt.Errorf("the SIP password of %s is missing, and cannot be asked for: %w; give it with --password or %s, or name the folder with --data",
			o.user, err, PasswordVariable)
	}
	defer admin.Close()
	o.password, err = admin.SIPPassword(o.user)
	return err
}

func (o *options) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%q is no flag; a number is dialled with --dial %s", rest[0], rest[0])
	case o.user == "":
		return errors.New("--user is missing: the name of a user of the switchboard")
	case o.transport != "udp" && o.transport != "tcp":
		return fmt.Errorf("--transport %s is not known; it is udp or tcp", o.transport)
	case o.length < 0:
		return errors.New("--for wants a time such as 30s")
	}
	return nil
}

func (o *options) config(n *narrator) (phone.Config, error) {
	sound, err := o.sound()
	if err != nil {
		return phone.Config{}, err
	}
	return phone.Config{
		Server: o.server, Username: o.user, Password: o.password,
		Transport: models.Transport(strings.ToUpper(o.transport)),
		Manners:   phone.Manners{Answer: o.answer, After: answerAfter},
		Sound:     sound, Events: n.event,
	}, nil
}

// sound returns what makes the sound for a call; nil is the tone of the name.
func (o *options) sound() (func() phone.Sound, error) {
	switch o.play {
	case "tone", "":
		return nil, nil
	case "silence":
		return phone.Silence, nil
	}
	file, err := os.Open(o.play)
	if err != nil {
		return nil, fmt.Errorf("--play: %w; it is tone, silence, or the name of a WAV file", err)
	}
	defer file.Close()
	samples, err := wav.Read(file)
	if err != nil {
		return nil, fmt.Errorf("--play %s: %w", o.play, err)
	}
	return func() phone.Sound { return phone.Loop(samples) }, nil
}
