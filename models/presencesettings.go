package models

import (
	"fmt"
	"time"
)

// PresenceSettings are what an administrator may choose about presence.
type PresenceSettings struct {
	BeRightBack time.Duration // after which PresenceBeRightBack ends by itself
	HistoryDays int           // how long switchovers are kept; 0: until the switchboard restarts
}

// DefaultPresenceSettings are those of a switchboard where nobody has chosen. To keep the history of employees for longer
// is a question of their privacy, so it is left to whoever answers for it.
var DefaultPresenceSettings = PresenceSettings{BeRightBack: DefaultBeRightBack}

// Bounds of the settings.
const (
	MinBeRightBack         = time.Minute
	MaxBeRightBack         = 8 * time.Hour
	MaxPresenceHistoryDays = 365
)

// BeRightBackFault says what is wrong with a time to be right back, as the end of a sentence that begins with the
// time; empty where nothing is.
func BeRightBackFault(d time.Duration) string {
	if d < MinBeRightBack || d > MaxBeRightBack {
		return fmt.Sprintf("is no time to be right back in: choose between %s and %s, %s is usual", MinBeRightBack, MaxBeRightBack, DefaultBeRightBack)
	}
	return ""
}

// HistoryDaysFault says what is wrong with a number of days, as BeRightBackFault does.
func HistoryDaysFault(days int) string {
	if days < 0 || days > MaxPresenceHistoryDays {
		return fmt.Sprintf("is no number of days to keep presence for: choose 1 to %d, or none to keep it until the next restart", MaxPresenceHistoryDays)
	}
	return ""
}
