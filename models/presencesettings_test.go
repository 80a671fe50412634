package models

import (
	"testing"
	"time"
)

func TestPresenceSettingsHaveBounds(t *testing.T) {
	for d, right := range map[time.Duration]bool{
		DefaultPresenceSettings.BeRightBack: true, MinBeRightBack: true, MaxBeRightBack: true,
		0: false, -time.Hour: false, MinBeRightBack - 1: false, MaxBeRightBack + 1: false,
	} {
		if fault := BeRightBackFault(d); (fault == "") != right {
			t.Errorf("%s: %q", d, fault)
		}
	}
	for days, right := range map[int]bool{0: true, 1: true, MaxPresenceHistoryDays: true, -1: false, MaxPresenceHistoryDays + 1: false} {
		if fault := HistoryDaysFault(days); (fault == "") != right {
			t.Errorf("%d: %q", days, fault)
		}
	}
}
