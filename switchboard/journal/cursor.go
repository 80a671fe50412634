package journal

import (
	"errors"
	"strconv"
	"strings"
)

// Cursor is a place in the journal: everything up to and with the event Seq has been told. The zero Cursor belongs to
// no journal.
type Cursor struct {
	Epoch string // names the life of the journal: a restart begins another
	Seq   uint64
}

// ErrCursor says that a text is no cursor.
var ErrCursor = errors.New("not a cursor of an event stream")

// String returns the cursor as clients carry it, such as "4kq2mz.1024".
func (c Cursor) String() string { return c.Epoch + "." + strconv.FormatUint(c.Seq, 10) }

// ParseCursor reads what String wrote. The error is ErrCursor.
func ParseCursor(text string) (Cursor, error) {
	epoch, number, found := strings.Cut(text, ".")
	seq, err := strconv.ParseUint(number, 10, 64)
	if !found || err != nil || epoch == "" || len(epoch) > 64 {
		return Cursor{}, ErrCursor
	}
	return Cursor{Epoch: epoch, Seq: seq}, nil
}
