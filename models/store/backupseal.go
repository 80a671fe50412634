package store

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"filippo.io/age"
)

// ErrPassphrase says that a backup does not open with a passphrase.
var ErrPassphrase = errors.New("wrong passphrase")

// sealedBeginning is what a file of age begins with.
const sealedBeginning = "age-encryption.org/v1\n"

// MinBackupPassphrase is how many signs a passphrase has at least: whoever holds the file may guess for years.
const MinBackupPassphrase = 12

// SealBackup encrypts what is written to it under a passphrase (age, scrypt). Close it to end the file.
func SealBackup(w io.Writer, passphrase string) (io.WriteCloser, error) {
	recipient, err := age.NewScryptRecipient(passphrase)
	if err != nil {
		return nil, fmt.Errorf("store: seal backup: %w", err)
	}
	sealed, err := age.Encrypt(w, recipient)
	if err != nil {
		return nil, fmt.Errorf("store: seal backup: %w", err)
	}
	return sealed, nil
}

// OpenBackup returns a backup in clear. The passphrase is asked for only where the backup is sealed.
func OpenBackup(r io.Reader, passphrase func() (string, error)) (io.Reader, error) {
	file := bufio.NewReader(r)
	begin, _ := file.Peek(len(sealedBeginning)) // what is shorter is no sealed backup
	if !strings.HasPrefix(string(begin), sealedBeginning) {
		return file, nil
	}
	word, err := passphrase()
	if err != nil {
		return nil, err
	}
	identity, err := age.NewScryptIdentity(word)
	if err != nil {
		return nil, fmt.Errorf("store: open backup: %w", err)
	}
	opened, err := age.Decrypt(file, identity)
	if noMatch := (*age.NoIdentityMatchError)(nil); errors.As(err, &noMatch) {
		return nil, ErrPassphrase
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBackup, err)
	}
	return opened, nil
}
