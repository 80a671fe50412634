package store

import "time"

// instant is a time as rows hold it: microseconds since 1970, UTC, 0 for the zero time. Integers compare and
// index alike on both databases; SQLite has no type for times.
type instant int64

func toInstant(t time.Time) instant {
	if t.IsZero() {
		return 0
	}
	return instant(t.UnixMicro())
}

// Time returns the time in UTC.
func (i instant) Time() time.Time {
	if i == 0 {
		return time.Time{}
	}
	return time.UnixMicro(int64(i)).UTC()
}
