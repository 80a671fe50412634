package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"graphpbx/models/store"
)

// sealFlags are where the passphrase of a backup comes from.
type sealFlags struct {
	file       string
	passphrase string // once it is known; empty for a backup that is not sealed
}

func (s *sealFlags) define(flags *flag.FlagSet) {
	flags.StringVar(&s.file, "passphrase-file", "", "`FILE` whose first line is the passphrase")
}

// given returns the passphrase of file or environment, "" where there is none.
func (s *sealFlags) given() (string, error) {
	if s.file == "" {
		return os.Getenv(envPrefix + "BACKUP_PASSPHRASE"), nil
	}
	text, err := os.ReadFile(s.file)
	if err != nil {
		return "", err
	}
	first, _, _ := strings.Cut(string(text), "\n")
	if first = strings.TrimSuffix(first, "\r"); first == "" {
		return "", fmt.Errorf("%s: its first line is empty, and should be the passphrase", s.file)
	}
	return first, nil
}

// choose finds the passphrase of a new backup, and asks for it twice where nobody has given it.
func (s *sealFlags) choose(errOut io.Writer) (err error) {
	if s.passphrase, err = s.given(); err != nil {
		return err
	}
	if s.passphrase == "" {
		if s.passphrase, err = ask(errOut, "Passphrase for the backup: "); err != nil {
			return err
		}
		again, err := ask(errOut, "Once more: ")
		if err != nil {
			return err
		}
		if again != s.passphrase {
			return errors.New("the passphrases differ: nothing was written")
		}
	}
	if n := utf8.RuneCountInString(s.passphrase); n < store.MinBackupPassphrase {
		return fmt.Errorf("a passphrase of %d signs is guessed: take %d or more, such as five words by chance", n, store.MinBackupPassphrase)
	}
	return nil
}

// open opens a backup. The passphrase is asked for once, and only where it is needed.
func (s *sealFlags) open(name string, errOut io.Writer) (io.ReadCloser, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	content, err := store.OpenBackup(file, func() (word string, err error) {
		if s.passphrase == "" {
			s.passphrase, err = s.given()
		}
		if s.passphrase == "" && err == nil {
			s.passphrase, err = ask(errOut, "Passphrase of the backup: ")
		}
		return s.passphrase, err
	})
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return struct {
		io.Reader
		io.Closer
	}{content, file}, nil
}

// ask asks whoever sits at the terminal, without showing what is typed.
func ask(errOut io.Writer, question string) (string, error) {
	if !term.IsTerminal(int(os.Stdin.Fd())) {
		return "", fmt.Errorf("a passphrase is needed, and nobody can be asked: give it by --passphrase-file or %sBACKUP_PASSPHRASE", envPrefix)
	}
	fmt.Fprint(errOut, question)
	word, err := term.ReadPassword(int(os.Stdin.Fd()))
	fmt.Fprintln(errOut)
	return string(word), err
}
