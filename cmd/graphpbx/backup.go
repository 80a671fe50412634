package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"graphpbx/cmd/app"
	"graphpbx/models/store"
)

const backupUsage = `Usage:
  graphpbx backup FILE [flags]          write everything to one file; the switchboard may be running or not
  graphpbx backup verify FILE [flags]   read a backup and make sure that it is whole

The file holds the key for all passwords of telephones, so it is sealed under a passphrase: it is asked for, or read from
GRAPHPBX_BACKUP_PASSPHRASE or --passphrase-file. Who loses it has no backup. --plain leaves the file unsealed: then
whoever reads it can call, and listen, as every user.
`

const restoreUsage = `Usage:
  graphpbx restore FILE [flags]         fill an empty data folder (and database) from a backup, wholly or not at all

The switchboard must not be running. A backup of SQLite fits PostgreSQL, and the other way round: --database says where
it shall go. --force puts the SQLite database that is there aside, under another name in the data folder; tables in
PostgreSQL are removed, so take a backup of them first.
`

// placeFlags are where a switchboard is.
type placeFlags struct{ data, database string }

func (p *placeFlags) define(flags *flag.FlagSet) {
	flags.StringVar(&p.data, "data", defaultData, "data `FOLDER` of the switchboard")
	flags.StringVar(&p.database, "database", "", "`DSN` of PostgreSQL where the switchboard uses it")
}

// parsedCommand reads the flags of a command that takes words, too. The exit code is -1 where it shall go on.
func parsedCommand(flags *flag.FlagSet, usage string, args []string, out, errOut io.Writer) (words []string, code int) {
	if len(args) > 0 && slices.Contains(helpWords, args[0]) {
		fmt.Fprintf(out, "%s\nFlags:\n", usage)
		flags.SetOutput(out)
		flags.PrintDefaults()
		return nil, 0
	}
	words, err := parseMixed(flags, args, errOut)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return nil, 0
	case err != nil:
		fmt.Fprintln(errOut, "graphpbx:", err)
		return nil, 2
	}
	return words, -1
}

// failed prints an error, and returns the exit code.
func failed(errOut io.Writer, err error) int {
	if err == nil {
		return 0
	}
	fmt.Fprintln(errOut, "graphpbx:", err)
	return 1
}

func runBackup(ctx context.Context, args []string, out, errOut io.Writer) int {
	flags := flag.NewFlagSet("graphpbx backup", flag.ContinueOnError)
	var place placeFlags
	var seal sealFlags
	place.define(flags)
	seal.define(flags)
	plain := flags.Bool("plain", false, "leave the file unsealed")
	words, code := parsedCommand(flags, backupUsage, args, out, errOut)
	switch {
	case code >= 0:
		return code
	case len(words) == 2 && words[0] == "verify":
		return failed(errOut, verifyBackup(words[1], &seal, out, errOut))
	case len(words) != 1 || words[0] == "verify":
		fmt.Fprint(errOut, backupUsage)
		return 2
	}
	if *plain {
		fmt.Fprintln(errOut, "The backup is not sealed: keep it where nobody else can read it.")
	} else if err := seal.choose(errOut); err != nil {
		return failed(errOut, err)
	}
	return failed(errOut, writeBackup(ctx, words[0], place, &seal, out, errOut))
}

// writeBackup writes a backup beside its place, makes sure that it is whole, and gives it its name.
func writeBackup(ctx context.Context, name string, place placeFlags, seal *sealFlags, out, errOut io.Writer) error {
	if _, err := os.Stat(name); err == nil {
		return fmt.Errorf("%s is there already: choose another name", name)
	}
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".*.unfinished") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // gone where it got its name
	err = sealed(file, seal.passphrase, func(w io.Writer) error { return app.Backup(ctx, place.data, place.database, version, w) })
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	header, err := readWhole(file.Name(), seal, errOut)
	if err != nil {
		return fmt.Errorf("the backup was written, but cannot be read back: %w", err)
	}
	if err := os.Link(file.Name(), name); err != nil { // unlike a rename it replaces nothing
		return err
	}
	printBackup(out, header)
	fmt.Fprintf(out, "Written to %s and read back.\n", name)
	return nil
}

// sealed writes through a seal where there is a passphrase.
func sealed(to io.Writer, passphrase string, write func(io.Writer) error) error {
	if passphrase == "" {
		return write(to)
	}
	seal, err := store.SealBackup(to, passphrase)
	if err != nil {
		return err
	}
	return errors.Join(write(seal), seal.Close())
}

func verifyBackup(name string, seal *sealFlags, out, errOut io.Writer) error {
	header, err := readWhole(name, seal, errOut)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	printBackup(out, header)
	fmt.Fprintln(out, "The backup is whole.")
	return nil
}

func readWhole(name string, seal *sealFlags, errOut io.Writer) (store.BackupHeader, error) {
	file, err := seal.open(name, errOut)
	if err != nil {
		return store.BackupHeader{}, err
	}
	defer file.Close()
	return store.VerifyBackup(file)
}

func printBackup(out io.Writer, h store.BackupHeader) {
	fmt.Fprintf(out, "Backup of %s, made by graphpbx %s from %s, key %s.\n",
		h.CreatedAt.Local().Format("2006-01-02 15:04:05 MST"), h.Version, h.Database, h.KeyID)
	for _, table := range h.Tables {
		if table.Rows > 0 {
			printRows(out, table.Name, table.Rows)
		}
	}
}

func printRows(out io.Writer, table string, rows int64) {
	fmt.Fprintf(out, "  %-24s %9d\n", table, rows)
}

func runRestore(ctx context.Context, args []string, out, errOut io.Writer) int {
	flags := flag.NewFlagSet("graphpbx restore", flag.ContinueOnError)
	var place placeFlags
	var seal sealFlags
	place.define(flags)
	seal.define(flags)
	force := flags.Bool("force", false, "put what is there aside (SQLite) or remove it (PostgreSQL)")
	words, code := parsedCommand(flags, restoreUsage, args, out, errOut)
	if code >= 0 {
		return code
	}
	if len(words) != 1 {
		fmt.Fprint(errOut, restoreUsage)
		return 2
	}
	header, err := app.Restore(ctx, place.data, place.database, func() (io.ReadCloser, error) { return seal.open(words[0], errOut) },
		store.RestoreOptions{Force: *force, Progress: func(table string, rows int64) { printRows(out, table, rows) }})
	if err != nil {
		return failed(errOut, fmt.Errorf("nothing was restored: %w", err))
	}
	fmt.Fprintf(out, "Restored as it was on %s. Start it by: graphpbx serve --data %s\n", header.CreatedAt.Local().Format("2006-01-02 15:04:05 MST"), place.data)
	return 0
}
