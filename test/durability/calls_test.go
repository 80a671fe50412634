package durability

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"graphpbx/testrig"
)

// A call that a kill cuts has its record after the next start: that it was interrupted, and how long it went on.
func TestKillLeavesARecordOfTheCallInProgress(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		p := testrig.StartProcess(t, database)
		importOffice(t, p, 2)
		anna, _ := telephone(t, p.SIP, 0), telephone(t, p.SIP, 1)
		talk(t, anna, "1001")
		noted(t, filepath.Join(p.Data, "calls-in-progress.notes"))
		p.Kill()
		p.Start()
		var answer struct {
			CallHistory struct {
				Nodes []struct {
					Cause                          string
					StartedAt, AnsweredAt, EndedAt time.Time
					From                           struct{ DisplayName string }
				}
			}
		}
		p.Admin().Must(t, `{ callHistory(first: 10) { nodes { cause startedAt answeredAt endedAt from { displayName } } } }`, nil, &answer)
		calls := answer.CallHistory.Nodes
		if len(calls) != 1 || calls[0].Cause != "INTERRUPTED" || calls[0].AnsweredAt.IsZero() || !calls[0].EndedAt.After(calls[0].AnsweredAt) || calls[0].From.DisplayName != name(0) {
			t.Errorf("%+v", calls)
		}
	})
}

// noted waits until an answered call stands in the file, and a sign of life after it.
func noted(t *testing.T, file string) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); ; {
		text, _ := os.ReadFile(file)
		if at := bytes.LastIndex(text, []byte(`"AnsweredAt":"2`)); at >= 0 && bytes.Count(text[at:], []byte(`"alive"`)) > 1 {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the call is not noted: %s", text)
		}
		<-time.After(50 * time.Millisecond)
	}
}
