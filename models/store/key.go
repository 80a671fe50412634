package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// keyFile is the name of the file with the key for secrets, in the data folder. It is not in the database, so
// that a copy of the database alone tells no password.
const keyFile = "secret.key"

// keyCheck is the setting that tells whether a key is the right one: a known word sealed under it.
const keyCheck = "secret.check"

const keyCheckWord = "graphpbx"

var keyCheckPlace = Place{"settings", keyCheck, "value"}

// unlock finds the key and makes sure that it opens what is stored. A missing file makes a new key only where
// nothing was ever sealed: otherwise a moved database would start and could not open one password.
func (s *Store) unlock(ctx context.Context, c Config) error {
	check, err := s.Setting(ctx, keyCheck)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	key := c.Key
	if key == ([32]byte{}) {
		if key, err = keyFrom(filepath.Join(c.Dir, keyFile), check == ""); err != nil {
			return err
		}
	}
	if s.sealer, err = NewSealer(key); err != nil {
		return err
	}
	if check == "" {
		return s.SetSetting(ctx, keyCheck, string(s.sealer.Seal(keyCheckPlace, keyCheckWord)))
	}
	if _, err := s.sealer.Open(nil, keyCheckPlace, SealedSecret(check)); err != nil {
		return fmt.Errorf("store: the passwords in the database were sealed under another %w (%s, not %s): "+
			"put back the file %s that belongs to this database", ErrKey, keyIDOf(check), s.sealer.KeyID(), keyFile)
	}
	return nil
}

// keyIDOf returns the id of the key that sealed a secret.
func keyIDOf(sealed string) string {
	parts := strings.Split(sealed, ":")
	if len(parts) != 3 {
		return "unknown"
	}
	return parts[1]
}

// keyFrom reads the key file, or makes it where it is missing and may be made.
func keyFrom(path string, mayMake bool) (key [32]byte, err error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && mayMake:
		return makeKey(path)
	case errors.Is(err, fs.ErrNotExist):
		return key, fmt.Errorf("store: the %w in %s is missing, and the database holds passwords sealed under it: "+
			"put the file back from your backup", ErrKey, path)
	case err != nil:
		return key, fmt.Errorf("store: the %w in %s cannot be read: %w", ErrKey, path, err)
	case info.Mode().Perm()&0o077 != 0:
		return key, fmt.Errorf("store: the %w in %s is open to others (mode %#o): run chmod 600 on it", ErrKey, path, info.Mode().Perm())
	}
	return readKey(path)
}

func readKey(path string) (key [32]byte, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return key, fmt.Errorf("store: the %w in %s cannot be read: %w", ErrKey, path, err)
	}
	decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(decoded) != len(key) {
		return key, fmt.Errorf("store: the %w in %s is damaged: 32 bytes in base64 are expected; "+
			"put the file back from your backup", ErrKey, path)
	}
	return [32]byte(decoded), nil
}

// makeKey makes a fresh key. The file gets its name only when it is whole and on disk, so that a crash leaves
// either no key or the key.
func makeKey(path string) (key [32]byte, err error) {
	_, _ = rand.Read(key[:])                                           // never fails (crypto/rand, Go 1.24)
	unfinished, err := os.CreateTemp(filepath.Dir(path), keyFile+".*") // mode 0600
	if err != nil {
		return key, fmt.Errorf("store: make the %w: %w", ErrKey, err)
	}
	defer func() { _ = os.Remove(unfinished.Name()) }()
	_, err = unfinished.WriteString(base64.StdEncoding.EncodeToString(key[:]) + "\n")
	if err = errors.Join(err, unfinished.Sync(), unfinished.Close()); err != nil {
		return key, fmt.Errorf("store: make the %w: %w", ErrKey, err)
	}
	if err = os.Link(unfinished.Name(), path); err != nil { // unlike a rename it never replaces a key
		return key, fmt.Errorf("store: make the %w: %w", ErrKey, err)
	}
	return key, syncFolder(filepath.Dir(path))
}

// syncFolder makes new names in a folder last through a power cut.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("store: sync data folder: %w", err)
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return fmt.Errorf("store: sync data folder: %w", err)
	}
	return nil
}
