package store

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"
)

// A backup is a tar file, packed by gzip and, mostly, sealed by age under a passphrase. Its parts, in order:
//
//	header.json              what it is of: see BackupHeader
//	tables/NAME/NNNNNN.jsonl rows of a table, each a list of values in the order of the header's columns
//	files/NAME               files of the data folder, the key for secrets among them
//	manifest.json            the length and SHA-256 of every part before it; a backup that was cut off has none
//
// Tables are found in the catalogue of the database, so one that a later release adds is in its backups without a
// word here. Values are written as SQLite and PostgreSQL both understand them, so a backup of one fits the other.

// BackupFormat is the number of this form. A program reads backups of its own and of lower numbers.
const BackupFormat = 1

const (
	backupHeaderPart   = "header.json"
	backupManifestPart = "manifest.json"
	backupTables       = "tables/"
	backupFiles        = "files/"

	maxBackupPart = 64 << 20  // of one part when it is read; files are never so large
	backupChunk   = 512 << 10 // of rows in one part
)

// ErrBackup says that a file is no backup, or is damaged.
var ErrBackup = errors.New("not a whole backup")

// BackupHeader says what a backup is of.
type BackupHeader struct {
	Format    int           `json:"format"`
	Version   string        `json:"version"` // of the program that made it
	CreatedAt time.Time     `json:"createdAt"`
	Database  string        `json:"database"` // "sqlite" or "postgres"
	KeyID     string        `json:"keyId"`    // of the key that the secrets are sealed under
	Steps     []string      `json:"steps"`    // migrations that the tables have seen
	Tables    []BackupTable `json:"tables"`
}

// BackupTable is a table of a backup.
type BackupTable struct {
	Name    string   `json:"name"`
	Columns []string `json:"columns"`
	Rows    int64    `json:"rows"` // known once the backup was read to its end
}

// backupPart is what the manifest tells of a part.
type backupPart struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
	Rows   int64  `json:"rows,omitempty"`
}

type backupManifest struct {
	Parts []backupPart `json:"parts"`
}

// backupBytes is a value that is no text.
type backupBytes struct {
	Base64 string `json:"base64"`
	Text   bool   `json:"text,omitempty"` // it stands in a text column, although it is no UTF-8
}

// encodeRow writes a row as one line.
func encodeRow(to *bytes.Buffer, row []any) error {
	values := make([]any, len(row))
	for i, value := range row {
		switch value := value.(type) {
		case nil, bool, int64, float64:
			values[i] = value
		case string:
			values[i] = value
			if !utf8.ValidString(value) {
				values[i] = backupBytes{base64.StdEncoding.EncodeToString([]byte(value)), true}
			}
		case []byte:
			values[i] = backupBytes{Base64: base64.StdEncoding.EncodeToString(value)}
		case int32:
			values[i] = int64(value)
		default:
			return fmt.Errorf("a value of type %T cannot be written to a backup", value)
		}
	}
	encoder := json.NewEncoder(to) // ends with a line break
	encoder.SetEscapeHTML(false)
	return encoder.Encode(values)
}

// decodeRow reads a row of so many values.
func decodeRow(line []byte, columns int) ([]any, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(line, &raw); err != nil || len(raw) != columns {
		return nil, fmt.Errorf("%w: a row is not of %d values", ErrBackup, columns)
	}
	row := make([]any, columns)
	for i := range raw {
		value, err := decodeValue(raw[i])
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrBackup, err)
		}
		row[i] = value
	}
	return row, nil
}

func decodeValue(raw json.RawMessage) (any, error) {
	if len(raw) > 0 && raw[0] == '{' {
		var packed backupBytes
		if err := json.Unmarshal(raw, &packed); err != nil {
			return nil, err
		}
		decoded, err := base64.StdEncoding.DecodeString(packed.Base64)
		if packed.Text {
			return string(decoded), err
		}
		return decoded, err
	}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if number, is := value.(json.Number); is {
		if whole, err := number.Int64(); err == nil {
			return whole, nil
		}
		return number.Float64()
	}
	return value, nil
}
