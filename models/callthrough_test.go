package models

import (
	"testing"
	"time"
)

// The whole decision as a table. It fails closed: only what is written here as admitted gets through.
func TestCallthroughDecision(t *testing.T) {
	now := time.Now()
	open := CallthroughRule{Enabled: true, HasPIN: true, Countries: []string{"DE", "AT"}, MaxCalls: 1, MaxMinutes: 120}
	with := func(change func(*CallthroughRule)) *CallthroughRule {
		rule := open
		change(&rule)
		return &rule
	}
	germany := Destination{DestinationWorld, "+4930123456", "DE"}
	colleague := Destination{Kind: DestinationInternal, Number: "22"}
	right := CallthroughQuestion{Now: now, PIN: PINRight, Destination: germany}
	asked := func(change func(*CallthroughQuestion)) CallthroughQuestion {
		q := right
		change(&q)
		return q
	}
	announced := asked(func(q *CallthroughQuestion) { q.PIN, q.Announced = PINMissing, true })
	to := func(d Destination) CallthroughQuestion {
		return asked(func(q *CallthroughQuestion) { q.Destination = d })
	}
	noPIN := with(func(r *CallthroughRule) { r.HasPIN = false })
	for name, tc := range map[string]struct {
		rule   *CallthroughRule
		q      CallthroughQuestion
		step   CallthroughStep
		reason CallthroughReason
	}{
		"right PIN":             {&open, right, CallthroughAdmit, ""},
		"announced":             {&open, announced, CallthroughAdmit, ""},
		"announced, no PIN set": {noPIN, announced, CallthroughAdmit, ""},
		"to a colleague":        {&open, to(colleague), CallthroughAdmit, ""},
		"another country":       {&open, to(Destination{DestinationWorld, "+43123456", "AT"}), CallthroughAdmit, ""},
		"not locked any more":   {with(func(r *CallthroughRule) { r.LockedUntil = now }), right, CallthroughAdmit, ""},
		"valid for a moment":    {with(func(r *CallthroughRule) { r.ValidUntil = now.Add(1) }), right, CallthroughAdmit, ""},

		"PIN to come":         {&open, asked(func(q *CallthroughQuestion) { q.PIN = PINMissing }), CallthroughAskPIN, ""},
		"destination to come": {&open, to(Destination{}), CallthroughAskDestination, ""},

		"no rule":                 {nil, right, CallthroughRefuse, CallthroughNoRule},
		"no rule, announced":      {nil, announced, CallthroughRefuse, CallthroughNoRule},
		"switched off":            {with(func(r *CallthroughRule) { r.Enabled = false }), right, CallthroughRefuse, CallthroughDisabled},
		"over":                    {with(func(r *CallthroughRule) { r.ValidUntil = now }), right, CallthroughRefuse, CallthroughExpired},
		"locked":                  {with(func(r *CallthroughRule) { r.LockedUntil = now.Add(1) }), right, CallthroughRefuse, CallthroughLocked},
		"locked, announced":       {with(func(r *CallthroughRule) { r.LockedUntil = now.Add(1) }), announced, CallthroughRefuse, CallthroughLocked},
		"busy":                    {&open, asked(func(q *CallthroughQuestion) { q.Calls = 1 }), CallthroughRefuse, CallthroughTooMany},
		"wrong PIN":               {&open, asked(func(q *CallthroughQuestion) { q.PIN = PINWrong }), CallthroughRefuse, CallthroughWrongPIN},
		"no PIN set":              {noPIN, asked(func(q *CallthroughQuestion) { q.PIN = PINMissing }), CallthroughRefuse, CallthroughNoPIN},
		"right where none is set": {noPIN, right, CallthroughRefuse, CallthroughNoPIN},
		"emergency":               {&open, to(Destination{Kind: DestinationEmergency, Number: "112"}), CallthroughRefuse, CallthroughEmergency},
		"nonsense":                {&open, to(Destination{Kind: DestinationUnknown}), CallthroughRefuse, CallthroughBadNumber},
		"forbidden country":       {&open, to(Destination{DestinationWorld, "+53123456", "CU"}), CallthroughRefuse, CallthroughCountry},
		"country of none":         {&open, to(Destination{DestinationWorld, "+80012345678", "001"}), CallthroughRefuse, CallthroughCountry},
		"no country allowed":      {with(func(r *CallthroughRule) { r.Countries = nil }), right, CallthroughRefuse, CallthroughCountry},
		"empty rule":              {&CallthroughRule{}, right, CallthroughRefuse, CallthroughDisabled},
	} {
		d := tc.rule.Decide(tc.q)
		if d.Step != tc.step || d.Reason != tc.reason || (d.Step == CallthroughAdmit) != (d.Limit == 120*time.Minute && d.Destination == tc.q.Destination) {
			t.Errorf("%s: %+v, want %s %s", name, d, tc.step, tc.reason)
		}
	}
}

func TestPINFault(t *testing.T) {
	for pin, good := range map[string]bool{
		"482917": true, "90718263": true, "": false, "48291": false, "4829174829174": false, "48291a": false, "٤٨٢٩١٧": false,
		"111111": false, "123456": false, "987654": false, "121212": false, "232323": false, "123457": false,
		"123980": false, "170123": false, "948217": false,
	} {
		if got := PINFault(pin, "9482", "+491701239804") == ""; got != good {
			t.Errorf("%s: %v (%s)", pin, got, PINFault(pin, "9482", "+491701239804"))
		}
	}
	for range 100 {
		if pin := SuggestPIN("21"); PINFault(pin, "21") != "" {
			t.Error(pin)
		}
	}
}
