package store

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// backupWriter writes the parts of a backup.
type backupWriter struct {
	packed *gzip.Writer
	tar    *tar.Writer
	at     time.Time
	parts  []backupPart
}

func newBackupWriter(w io.Writer, at time.Time) *backupWriter {
	packed := gzip.NewWriter(w)
	return &backupWriter{packed: packed, tar: tar.NewWriter(packed), at: at}
}

// part writes a part; of rows it says how many they are.
func (b *backupWriter) part(name string, content []byte, rows int64) error {
	sum := sha256.Sum256(content)
	b.parts = append(b.parts, backupPart{Name: name, Size: int64(len(content)), SHA256: hex.EncodeToString(sum[:]), Rows: rows})
	header := &tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(content)), Mode: 0o600, ModTime: b.at, Format: tar.FormatPAX}
	if err := b.tar.WriteHeader(header); err != nil {
		return fmt.Errorf("store: write backup: %w", err)
	}
	if _, err := b.tar.Write(content); err != nil {
		return fmt.Errorf("store: write backup: %w", err)
	}
	return nil
}

func (b *backupWriter) json(name string, content any) error {
	text, err := json.MarshalIndent(content, "", "  ")
	if err != nil {
		return fmt.Errorf("store: write backup: %w", err)
	}
	return b.part(name, text, 0)
}

// close writes the manifest, which makes the backup whole.
func (b *backupWriter) close() error {
	err := b.json(backupManifestPart, backupManifest{Parts: b.parts})
	return errors.Join(err, b.tar.Close(), b.packed.Close())
}

// rowWriter gathers rows of one table into parts.
type rowWriter struct {
	backup *backupWriter
	table  string
	chunk  bytes.Buffer
	inPart int64
	number int
	rows   int64
}

func (w *rowWriter) add(row []any) error {
	if err := encodeRow(&w.chunk, row); err != nil {
		return fmt.Errorf("store: table %s: %w", w.table, err)
	}
	w.inPart++
	w.rows++
	if w.chunk.Len() < backupChunk {
		return nil
	}
	return w.flush()
}

func (w *rowWriter) flush() error {
	if w.inPart == 0 {
		return nil
	}
	w.number++
	err := w.backup.part(fmt.Sprintf("%s%s/%06d.jsonl", backupTables, w.table, w.number), w.chunk.Bytes(), w.inPart)
	w.chunk.Reset()
	w.inPart = 0
	return err
}
