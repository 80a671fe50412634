package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"graphpbx/models"
)

// childDir and childDSN tell the test binary to be the process that is killed.
const (
	childDir = "GRAPHPBX_STORE_TEST_DIR"
	childDSN = "GRAPHPBX_STORE_TEST_DSN"
)

// recordUntilKilled stores call records and says each id once it is stored.
func recordUntilKilled() {
	s, err := Open(context.Background(), Config{Dir: os.Getenv(childDir), DSN: os.Getenv(childDSN)})
	for err == nil {
		id := models.NewID(models.KindCall)
		if err = s.SaveCallRecords(context.Background(), []models.CallRecord{{ID: id, StartedAt: time.Now()}}); err == nil {
			fmt.Println(id)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// recordAndKill runs the child, kills it with SIGKILL after so many records and returns those it said were stored.
func recordAndKill(t *testing.T, config Config, after int) (stored []string) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+config.Dir, childDSN+"="+config.DSN)
	child.Stderr = os.Stderr
	said, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(said)
	for lines.Scan() {
		stored = append(stored, lines.Text())
		if len(stored) == after {
			_ = child.Process.Kill() // what it said before it died is still in the pipe
		}
	}
	_ = child.Wait() // killed, as was wished
	if len(stored) < after {
		t.Fatalf("the child ended by itself after %d records", len(stored))
	}
	return stored
}

func TestKilledProcessLosesNoStoredCallRecord(t *testing.T) {
	onBoth(t, func(t *testing.T, r rig) {
		var stored []string
		for _, after := range []int{1, 60, 150} {
			stored = append(stored, recordAndKill(t, r.config, after)...)
		}
		s, kept := r.open(), map[string]bool{}
		for q := (CallRecordQuery{Limit: 100}); ; {
			records, more, err := s.CallRecords(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, record := range records {
				kept[record.ID] = true
				q.Before = CallRecordCursor{record.StartedAt, record.ID}
			}
			if !more {
				break
			}
		}
		for _, id := range stored {
			if !kept[id] {
				t.Errorf("%s was stored and is lost", id)
			}
		}
		if r.config.DSN == "" {
			var verdict string
			if err := s.reader.Raw("PRAGMA integrity_check").Scan(&verdict).Error; err != nil || verdict != "ok" {
				t.Errorf("integrity: %s, %v", verdict, err)
			}
		}
	})
}

// An interrupt amid the first moments of a start ends it with an error.
func TestInterruptedOpen(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s, err := Open(ctx, Config{Dir: t.TempDir()}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v", s, err)
	}
}

// A file that is damaged is named, with the remedy.
func TestDamagedFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, databaseFile)
	if err := os.WriteFile(file, []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Config{Dir: dir})
	if err == nil || !strings.Contains(err.Error(), file+" is damaged, put it back from your backup") {
		t.Errorf("%v, %v", s, err)
	}
}
