package check

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"graphpbx/models"
)

// open to others, as bits of a mode.
const others = 0o077

// folder makes sure that nobody else reads the data, above all the key.
func folder(_ context.Context, s Subject) []models.HealthCheck {
	info, err := os.Stat(s.Data)
	if errors.Is(err, fs.ErrNotExist) {
		return right("data folder", "%s does not exist yet: the first start makes it.", s.Data)
	}
	if err != nil || !info.IsDir() {
		return fault("data folder", "Choose another by --data, or make this one readable.", "%s cannot be used: %v.", s.Data, err)
	}
	names := []string{"."}
	for _, pattern := range []string{"secret.key", "graphpbx.db*", "*.spool", "*.notes"} {
		found, _ := filepath.Glob(filepath.Join(s.Data, pattern)) // the patterns are right
		for _, path := range found {
			names = append(names, filepath.Base(path))
		}
	}
	for _, name := range names {
		path := filepath.Join(s.Data, name)
		info, err := os.Stat(path)
		if err == nil && info.Mode().Perm()&others != 0 {
			return fault("data folder", fmt.Sprintf("Run chmod go= %s.", path), "%s is open to other users of this machine (mode %#o).", path, info.Mode().Perm())
		}
	}
	return right("data folder", "%s and the key in it are closed to other users.", s.Data)
}

// Bounds of what is left on a disk.
const (
	littleSpace = 1 << 30
	noSpace     = 100 << 20
)

// disk looks how much room is left for the data.
func disk(_ context.Context, s Subject) []models.HealthCheck {
	var room syscall.Statfs_t
	path, err := filepath.Abs(s.Data)
	for ; err == nil; path = filepath.Dir(path) {
		if err = syscall.Statfs(path, &room); !errors.Is(err, fs.ErrNotExist) || path == filepath.Dir(path) {
			break
		}
		err = nil
	}
	if err != nil {
		return warning("disk", "", "The disk of %s cannot be looked at: %v.", s.Data, err)
	}
	free, whole := uint64(room.Bavail)*uint64(room.Bsize), uint64(room.Blocks)*uint64(room.Bsize)
	const advice = "Make room, or move the data folder to a larger disk."
	switch {
	case free < noSpace:
		return fault("disk", advice, "%s of %s are left on the disk of %s.", size(free), size(whole), s.Data)
	case free < littleSpace || room.Files > 0 && room.Ffree < room.Files/100:
		return warning("disk", advice, "%s of %s are left on the disk of %s, with room for %d files.", size(free), size(whole), s.Data, room.Ffree)
	}
	return right("disk", "%s of %s are left.", size(free), size(whole))
}

func size(bytes uint64) string {
	if bytes >= 10<<30 {
		return fmt.Sprintf("%d GiB", bytes>>30)
	}
	return fmt.Sprintf("%d MiB", bytes>>20)
}
