package server

import (
	"strings"
	"testing"
)

// A change of settings is told to whoever follows them, stands in the audit with old and new value, and counts.
func TestSettings(t *testing.T) {
	r := newRig(t, nil)
	token := r.admin()
	var settings struct {
		Blocking struct {
			Version, Attempts int
			Window            string
		}
		Numbering struct{ FirstNumber *string }
		Fields    []struct{ Group, Name, Kind, Default, Explanation string }
	}
	const fields = `blocking { version attempts window } numbering { firstNumber } fields { group name kind default explanation(language: DE) }`
	r.ask(token, "{ settings { "+fields+" } }", nil).into("settings", &settings)
	if settings.Blocking.Attempts != 5 || settings.Blocking.Window != "PT10M" || settings.Numbering.FirstNumber != nil || len(settings.Fields) < 20 {
		t.Fatalf("%+v", settings)
	}
	watcher := r.dial("graphql-transport-ws", token)
	watcher.subscribe("subscribe", `subscription { settings { __typename ... on SettingsChanged { settings { blocking { attempts window } } } } }`)
	watcher.until("Synced")
	var payload struct {
		Settings *struct{ Blocking struct{ Attempts int } }
		Errors   []struct {
			Path          []string
			Code, Message string
		}
	}
	change := func(input string) {
		t.Helper()
		payload.Settings, payload.Errors = nil, nil
		r.ask(token, `mutation { blockingSettingsUpdate(input: `+input+`) { settings { blocking { attempts } } errors { path code message } } }`, nil).into("blockingSettingsUpdate", &payload)
	}
	change(`{version: 1, attempts: 8, window: "PT20M"}`)
	if payload.Settings == nil || payload.Settings.Blocking.Attempts != 8 {
		t.Fatalf("%+v", payload)
	}
	if told := watcher.until(`"attempts":8`); !strings.Contains(told, "PT20M") {
		t.Error(told)
	}
	change(`{version: 1, attempts: 9}`)
	if payload.Settings != nil || len(payload.Errors) != 1 || payload.Errors[0].Code != "CONFLICT" {
		t.Errorf("%+v", payload)
	}
	change(`{version: 2, attempts: 1, window: null}`)
	if len(payload.Errors) != 1 || strings.Join(payload.Errors[0].Path, ".") != "input.attempts" || !strings.Contains(payload.Errors[0].Message, "choose 2 to 100") {
		t.Errorf("%+v", payload)
	}
	change(`{version: 2, attempts: null}`)
	if payload.Settings == nil || payload.Settings.Blocking.Attempts != 5 {
		t.Errorf("%+v", payload)
	}
	log := r.auditLog(token, "blockingSettingsUpdate")
	if first := log[len(log)-1]; !strings.Contains(first.Before, `"attempts":5`) || !strings.Contains(first.After, `"attempts":8`) || first.ObjectID != "set_blocking" {
		t.Errorf("%+v", first)
	}
}
