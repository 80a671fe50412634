package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"graphpbx/cmd/app"
)

const userUsage = `Usage:
  graphpbx user add NAME [flags]        create a user and print the passwords, once
  graphpbx user list [--search WORDS]   list users
  graphpbx user import FILE.csv         create users: all of them, or none and the faulty rows are named
  graphpbx user passwd NAME             give a user fresh passwords and print them, once
  graphpbx user totp-off NAME           let a user log in without codes who has lost the authenticator app
  graphpbx user delete NAME             delete a user

The switchboard may be running or not; --data names its data folder. add, list, import and passwd answer programs by --json.
A CSV file begins with a line that names its columns:
  username,number,firstName,surname,nickname,mobile,teamsLogin,sipPassword,ctiPassword
`

// userCommand is one word after "graphpbx user". It adds its flags, and runs with what they say.
type userCommand func(flags *flag.FlagSet) func(admin *app.Admin, args []string, out io.Writer) error

var errUsage = errors.New("wrong number of arguments")

func runUser(ctx context.Context, args []string, out, errOut io.Writer) int {
	commands := map[string]userCommand{
		"add": userAdd, "list": userList, "import": userImport, "passwd": userPasswd, "totp-off": userTOTPOff, "delete": userDelete,
	}
	if len(args) > 0 && slices.Contains(helpWords, args[0]) {
		fmt.Fprint(out, userUsage)
		return 0
	}
	if len(args) == 0 || commands[args[0]] == nil {
		fmt.Fprint(errOut, userUsage)
		return 2
	}
	flags := flag.NewFlagSet("graphpbx user "+args[0], flag.ContinueOnError)
	data := flags.String("data", defaultData, "data `FOLDER` of the switchboard")
	database := flags.String("database", "", "`DSN` of PostgreSQL where the switchboard uses it")
	action := commands[args[0]](flags)
	words, err := parseMixed(flags, args[1:], errOut)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err == nil {
		err = asAdmin(ctx, *data, *database, func(admin *app.Admin) error { return action(admin, words, out) })
	}
	switch {
	case errors.Is(err, errUsage):
		fmt.Fprint(errOut, userUsage)
		return 2
	case err != nil:
		fmt.Fprintln(errOut, "graphpbx:", err)
		return 1
	}
	return 0
}

// parseMixed reads flags that may stand before, between and behind the words.
func parseMixed(flags *flag.FlagSet, args []string, out io.Writer) (words []string, err error) {
	var options []string
	for i := 0; i < len(args); i++ {
		if !strings.HasPrefix(args[i], "-") {
			words = append(words, args[i])
			continue
		}
		options = append(options, args[i])
		if !strings.Contains(args[i], "=") && i+1 < len(args) && takesValue(flags, args[i]) {
			i++
			options = append(options, args[i])
		}
	}
	serve := flag.NewFlagSet("graphpbx serve", flag.ContinueOnError)
	new(serveFlags).define(serve)
	return words, parseFlags(flags, options, out, serve)
}

func takesValue(flags *flag.FlagSet, option string) bool {
	f := flags.Lookup(strings.TrimLeft(option, "-"))
	if f == nil {
		return option == "--config" || option == "-config"
	}
	isBool, ok := f.Value.(interface{ IsBoolFlag() bool })
	return !ok || !isBool.IsBoolFlag()
}

func asAdmin(ctx context.Context, data, database string, action func(*app.Admin) error) error {
	admin, err := app.OpenAdmin(ctx, data, database)
	if err != nil {
		return err
	}
	return errors.Join(action(admin), admin.Close())
}

func userAdd(flags *flag.FlagSet) func(*app.Admin, []string, io.Writer) error {
	number := flags.String("number", "", "internal `NUMBER`")
	first := flags.String("first-name", "", "first `NAME`")
	surname := flags.String("surname", "", "surname")
	nickname := flags.String("nickname", "", "name shown to colleagues")
	mobile := flags.String("mobile", "", "mobile `NUMBER`")
	role := flags.String("role", "USER", "USER, SUPERVISOR or ADMIN")
	sip := flags.String("sip-password", "", "password for telephones (suggested where left out)")
	cti := flags.String("cti-password", "", "password for logins (suggested where left out)")
	asJSON := jsonFlag(flags)
	return func(admin *app.Admin, args []string, out io.Writer) error {
		if len(args) != 1 {
			return errUsage
		}
		input := map[string]any{"username": args[0], "role": strings.ToUpper(*role)}
		for field, value := range map[string]string{
			"extension": *number, "firstName": *first, "surname": *surname, "nickname": *nickname, "mobile": *mobile,
		} {
			if value != "" {
				input[field] = value
			}
		}
		access := map[string]any{}
		for field, value := range map[string]string{"sipPassword": *sip, "ctiPassword": *cti} {
			if value != "" {
				access[field] = value
			}
		}
		input["access"] = access
		data, err := admin.CreateUser(input)
		if err != nil {
			return err
		}
		return printAccess(out, data, *asJSON)
	}
}

func userList(flags *flag.FlagSet) func(*app.Admin, []string, io.Writer) error {
	search := flags.String("search", "", "only users with these `WORDS` in username, names or numbers")
	asJSON := jsonFlag(flags)
	return func(admin *app.Admin, args []string, out io.Writer) error {
		if len(args) != 0 {
			return errUsage
		}
		if *asJSON {
			return listJSON(out, admin, *search)
		}
		table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "USERNAME\tNUMBER\tNAME\tROLE\tTELEPHONE")
		err := admin.EachUser(*search, func(u app.ListedUser) {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", u.Username, u.Extension, u.DisplayName, u.Role, u.Telephone.State)
		})
		return errors.Join(err, table.Flush())
	}
}

func userImport(flags *flag.FlagSet) func(*app.Admin, []string, io.Writer) error {
	asJSON := jsonFlag(flags)
	return func(admin *app.Admin, args []string, out io.Writer) error {
		if len(args) != 1 {
			return errUsage
		}
		text, err := os.ReadFile(args[0])
		if err != nil {
			return err
		}
		if line, broken := notUTF8(text); broken {
			return fmt.Errorf("%s: line %d is not UTF-8, so names and passwords would be spoilt: save the file as \"CSV UTF-8\"", args[0], line)
		}
		created, err := admin.ImportUsers(string(text))
		if err != nil {
			return err
		}
		if *asJSON {
			return printJSON(out, map[string]int{"created": created})
		}
		fmt.Fprintf(out, "%d users created.\n", created)
		return nil
	}
}

// notUTF8 returns the first line that is not UTF-8. JSON would carry it with signs in the place of its letters.
func notUTF8(text []byte) (line int, broken bool) {
	for rest := text; len(rest) > 0; {
		line++
		var row []byte
		if row, rest, _ = bytes.Cut(rest, []byte{'\n'}); !utf8.Valid(row) {
			return line, true
		}
	}
	return 0, false
}

func userPasswd(flags *flag.FlagSet) func(*app.Admin, []string, io.Writer) error {
	asJSON := jsonFlag(flags)
	return func(admin *app.Admin, args []string, out io.Writer) error {
		if len(args) != 1 {
			return errUsage
		}
		data, err := admin.ResetPasswords(args[0])
		if err != nil {
			return err
		}
		return printAccess(out, data, *asJSON)
	}
}

func userTOTPOff(*flag.FlagSet) func(*app.Admin, []string, io.Writer) error {
	return func(admin *app.Admin, args []string, out io.Writer) error {
		if len(args) != 1 {
			return errUsage
		}
		if err := admin.ResetTOTP(args[0]); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s logs in by password alone now.\n", args[0])
		return nil
	}
}

func userDelete(*flag.FlagSet) func(*app.Admin, []string, io.Writer) error {
	return func(admin *app.Admin, args []string, out io.Writer) error {
		if len(args) != 1 {
			return errUsage
		}
		if err := admin.DeleteUser(args[0]); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s is deleted.\n", args[0])
		return nil
	}
}

func printAccess(out io.Writer, data app.AccessData, asJSON bool) error {
	if asJSON {
		return printJSON(out, map[string]string{
			"username": data.Username, "sipServer": data.Domain, "sipPassword": data.SIPPassword, "ctiPassword": data.CTIPassword,
		})
	}
	server := cmp.Or(data.Domain, "(the switchboard is not running: it prints its SIP address when it starts)")
	_, err := fmt.Fprintf(out, "username      %s\nSIP server    %s\nSIP password  %s\nCTI password  %s\n\nThe passwords are shown this once.\n",
		data.Username, server, data.SIPPassword, data.CTIPassword)
	return err
}
