package store

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
)

// backupVisitor takes the parts of a backup in their order.
type backupVisitor struct {
	header func(BackupHeader) error
	rows   func(table *BackupTable, rows [][]any) error
	file   func(name string, content []byte) error
}

// VerifyBackup reads a whole backup and makes sure that nothing of it is missing or was changed. It fails with ErrBackup
// where something is.
func VerifyBackup(r io.Reader) (BackupHeader, error) { return readBackup(r, backupVisitor{}) }

// readBackup shows the parts of a backup to the visitor. Only when it returns without an error the backup is known to be
// whole.
func readBackup(r io.Reader, v backupVisitor) (BackupHeader, error) {
	packed, err := gzip.NewReader(bufio.NewReader(r))
	if err != nil {
		return BackupHeader{}, fmt.Errorf("%w: it is not packed as one: %w", ErrBackup, err)
	}
	reader := backupReader{tar: tar.NewReader(packed), visitor: v}
	for !reader.whole {
		if err := reader.next(); err != nil {
			return reader.header, err
		}
	}
	if _, err := io.Copy(io.Discard, packed); err != nil { // its checksum stands at the end
		return reader.header, fmt.Errorf("%w: %w", ErrBackup, err)
	}
	return reader.header, nil
}

type backupReader struct {
	tar     *tar.Reader
	visitor backupVisitor
	header  BackupHeader
	parts   []backupPart
	whole   bool
}

func (b *backupReader) next() error {
	entry, err := b.tar.Next()
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: it was cut off", ErrBackup)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBackup, err)
	}
	if entry.Size > maxBackupPart {
		return fmt.Errorf("%w: %.80q is too large", ErrBackup, entry.Name)
	}
	content, err := io.ReadAll(b.tar)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBackup, err)
	}
	if entry.Name == backupManifestPart && len(b.parts) > 0 {
		b.whole = true
		return b.compare(content)
	}
	sum := sha256.Sum256(content)
	part := backupPart{Name: entry.Name, Size: entry.Size, SHA256: hex.EncodeToString(sum[:])}
	part.Rows, err = b.take(entry.Name, content)
	b.parts = append(b.parts, part)
	return err
}

// take understands a part, and returns how many rows it has.
func (b *backupReader) take(name string, content []byte) (int64, error) {
	switch {
	case len(b.parts) == 0 && name != backupHeaderPart:
		return 0, fmt.Errorf("%w: it does not begin with %s", ErrBackup, backupHeaderPart)
	case len(b.parts) == 0:
		return 0, b.takeHeader(content)
	case strings.HasPrefix(name, backupTables):
		return b.takeRows(strings.Split(name, "/")[1], content)
	case strings.HasPrefix(name, backupFiles):
		name = filepath.FromSlash(strings.TrimPrefix(name, backupFiles))
		if !filepath.IsLocal(name) || !isKept(name) {
			return 0, fmt.Errorf("%w: it has a file %.80q, which does not belong there", ErrBackup, name)
		}
		if b.visitor.file != nil {
			return 0, b.visitor.file(name, content)
		}
		return 0, nil
	}
	return 0, fmt.Errorf("%w: it has a part %.80q, which nobody knows", ErrBackup, name)
}

func (b *backupReader) takeHeader(content []byte) error {
	if err := json.Unmarshal(content, &b.header); err != nil || b.header.Format < 1 {
		return fmt.Errorf("%w: its header cannot be read", ErrBackup)
	}
	if b.header.Format > BackupFormat {
		return fmt.Errorf("the backup has format %d, this program reads up to %d: use the program that made it (%s) or a newer one",
			b.header.Format, BackupFormat, b.header.Version)
	}
	if b.visitor.header != nil {
		return b.visitor.header(b.header)
	}
	return nil
}

func (b *backupReader) takeRows(name string, content []byte) (int64, error) {
	i := slices.IndexFunc(b.header.Tables, func(t BackupTable) bool { return t.Name == name })
	if i < 0 {
		return 0, fmt.Errorf("%w: its header has no table %.80q", ErrBackup, name)
	}
	table := &b.header.Tables[i]
	var rows [][]any
	for line := range strings.Lines(string(content)) {
		row, err := decodeRow([]byte(line), len(table.Columns))
		if err != nil {
			return 0, err
		}
		rows = append(rows, row)
	}
	table.Rows += int64(len(rows))
	if b.visitor.rows != nil {
		return int64(len(rows)), b.visitor.rows(table, rows)
	}
	return int64(len(rows)), nil
}

// compare makes sure that the parts are those of the manifest.
func (b *backupReader) compare(content []byte) error {
	var manifest backupManifest
	if err := json.Unmarshal(content, &manifest); err != nil {
		return fmt.Errorf("%w: its manifest cannot be read", ErrBackup)
	}
	for i, part := range b.parts {
		if i >= len(manifest.Parts) || manifest.Parts[i] != part {
			return fmt.Errorf("%w: %s is not what was written", ErrBackup, part.Name)
		}
	}
	if len(manifest.Parts) != len(b.parts) {
		return fmt.Errorf("%w: %s is missing", ErrBackup, manifest.Parts[len(b.parts)].Name)
	}
	return nil
}
