package models

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"strings"
	"testing"
	"time"
)

// day makes traces of a day with a little noise, as every network has: one question of two hundred is lost, one of fifty late.
type day struct {
	*rand.Rand
	made int
}

func (d *day) trace(network string, answer func(at time.Time) MarkKind, late float64) Trace {
	d.made++
	t := Trace{TerminalID: fmt.Sprint("trm_", d.made), Network: netip.MustParsePrefix(network)}
	for at := noon; at.Before(noon.Add(12 * time.Hour)); at = at.Add(time.Minute) {
		m := Mark{At: at.Add(time.Duration(d.IntN(1000)) * time.Millisecond), Kind: answer(at)}
		if m.Kind == MarkAnswered {
			if d.Float64() < 0.005 {
				m.Kind = MarkLost
			}
			m.Late = d.Float64() < late
		}
		if m.Kind != MarkUnregistered {
			t.Marks = append(t.Marks, m)
		}
	}
	return t
}

func answers(time.Time) MarkKind { return MarkAnswered }

func (d *day) well(network string) Trace { return d.trace(network, answers, 0.02) }

// between is silent in some minutes after noon, with others.
func between(from, to int, kind MarkKind) func(time.Time) MarkKind {
	return func(at time.Time) MarkKind {
		if minute := int(at.Sub(noon) / time.Minute); minute >= from && minute < to {
			return kind
		}
		return MarkAnswered
	}
}

// forgetful is reached for forty seconds after each registration, which comes every ten minutes, and asked every ten
// seconds while it is silent.
func (d *day) forgetful(network string) Trace {
	t := Trace{TerminalID: "trm_nat", Network: netip.MustParsePrefix(network)}
	for at := noon; at.Before(noon.Add(2 * time.Hour)); at = at.Add(10 * time.Minute) {
		start := at.Add(time.Duration(d.IntN(5000)) * time.Millisecond)
		t.Marks = append(t.Marks, Mark{At: start, Kind: MarkRegistered}, Mark{At: start.Add(3 * time.Second), Kind: MarkAnswered})
		for after := 48 * time.Second; after < 9*time.Minute; after += 10 * time.Second {
			t.Marks = append(t.Marks, Mark{At: start.Add(after), Kind: MarkLost})
		}
	}
	return t
}

func (t Trace) with(kind MarkKind, minutes ...int) Trace {
	for _, minute := range minutes {
		at := noon.Add(time.Duration(minute) * time.Minute)
		i := 0
		for i < len(t.Marks) && t.Marks[i].At.Before(at) {
			i++
		}
		t.Marks = append(t.Marks[:i:i], append([]Mark{{At: at, Kind: kind}}, t.Marks[i:]...)...)
	}
	return t
}

const home, work = "192.0.2.7/32", "192.0.2.8/32"

func TestDiagnosesOfADay(t *testing.T) {
	elsewhere := func(d *day, answer func(time.Time) MarkKind, late float64) (others []Trace) {
		for n := range 5 {
			others = append(others, d.trace(fmt.Sprintf("198.51.100.%d/32", n), answer, late))
		}
		return others
	}
	for name, c := range map[string]struct {
		make func(d *day) (Trace, []Trace)
		want Verdict
	}{
		"well":        {func(d *day) (Trace, []Trace) { return d.well(home), []Trace{d.well(home)} }, VerdictHealthy},
		"well, alone": {func(d *day) (Trace, []Trace) { return d.well(home), nil }, VerdictHealthy},
		"nothing":     {func(*day) (Trace, []Trace) { return Trace{TerminalID: "trm_x"}, nil }, VerdictNoData},
		"an overloaded line": {func(d *day) (Trace, []Trace) {
			return d.trace(home, answers, 0.5), []Trace{d.trace(home, answers, 0.4), d.trace(home, answers, 0.6), d.well(work)}
		}, VerdictLineOverloaded},
		"a slow line, alone": {func(d *day) (Trace, []Trace) { return d.trace(home, answers, 0.5), []Trace{d.well(work)} }, VerdictLineOverloaded},
		"one slow device":    {func(d *day) (Trace, []Trace) { return d.trace(home, answers, 0.5), []Trace{d.well(home), d.well(home)} }, VerdictDevice},
		"a bad cable": {func(d *day) (Trace, []Trace) {
			return d.trace(home, func(time.Time) MarkKind {
				if d.Float64() < 0.1 {
					return MarkLost
				}
				return MarkAnswered
			}, 0.02), []Trace{d.well(home), d.well(work)}
		}, VerdictDevice},
		"a bad line or device": {func(d *day) (Trace, []Trace) {
			return d.trace(home, between(100, 180, MarkLost), 0.02), []Trace{d.well(work)}
		}, VerdictDeviceOrLine},
		"the line was cut": {func(d *day) (Trace, []Trace) {
			cut := between(100, 130, MarkLost)
			return d.trace(home, cut, 0.02), []Trace{d.trace(home, cut, 0.02), d.trace(home, cut, 0.02), d.well(work)}
		}, VerdictLineInterrupted},
		"the switchboard was cut": {func(d *day) (Trace, []Trace) {
			cut := between(100, 130, MarkLost)
			return d.trace(home, cut, 0.02), elsewhere(d, cut, 0.02)
		}, VerdictServer},
		"the switchboard is slow": {func(d *day) (Trace, []Trace) { return d.trace(home, answers, 0.5), elsewhere(d, answers, 0.5) }, VerdictServer},
		"a forgetful router":      {func(d *day) (Trace, []Trace) { return d.forgetful(home), []Trace{d.well(work)} }, VerdictNATTimeout},
		"one beside others":       {func(d *day) (Trace, []Trace) { return d.forgetful(home), []Trace{d.well(home)} }, VerdictNATTimeout},
		"silent in regular steps": {func(d *day) (Trace, []Trace) { return d.trace(home, everyTenth, 0.02), []Trace{d.well(work)} }, VerdictNATTimeout},
		"a firewall": {func(d *day) (Trace, []Trace) {
			return d.trace(home, between(0, 9999, MarkLost), 0), []Trace{d.well(home)}
		}, VerdictBlocked},
		"switched off": {func(d *day) (Trace, []Trace) {
			return d.trace(home, between(300, 9999, MarkUnregistered), 0).with(MarkUnregistered, 300), nil
		}, VerdictDeviceOff},
		"the plug was pulled": {func(d *day) (Trace, []Trace) {
			return d.trace(home, between(300, 9999, MarkUnregistered), 0).with(MarkExpired, 300), []Trace{d.well(home)}
		}, VerdictDeviceGone},
		"all plugs were pulled": {func(d *day) (Trace, []Trace) {
			pulled := func() Trace { return d.trace(home, between(300, 9999, MarkUnregistered), 0).with(MarkExpired, 300) }
			return pulled(), []Trace{pulled(), pulled()}
		}, VerdictLineInterrupted},
		"restarts all the time": {func(d *day) (Trace, []Trace) {
			return d.well(home).with(MarkUnregistered, 5, 10, 15, 20).with(MarkRegistered, 6, 11, 16, 21), []Trace{d.well(home)}
		}, VerdictFlapping},
		"restarted at noon and at night": {func(d *day) (Trace, []Trace) {
			return d.well(home).with(MarkUnregistered, 5, 500).with(MarkRegistered, 6, 501), []Trace{d.well(home)}
		}, VerdictHealthy},
	} {
		for seed := range uint64(20) {
			d := &day{Rand: rand.New(rand.NewPCG(seed, 7))}
			subject, others := c.make(d)
			if got := Diagnose(subject, others); got.Verdict != c.want {
				t.Errorf("%s, seed %d: %+v, want %s", name, seed, got, c.want)
			}
		}
	}
}

// everyTenth is silent for two minutes of ten, and nothing is known of registrations.
func everyTenth(at time.Time) MarkKind {
	if at.Minute()%10 >= 8 {
		return MarkLost
	}
	return MarkAnswered
}

func TestDiagnosisOfATimeout(t *testing.T) {
	d := &day{Rand: rand.New(rand.NewPCG(1, 7))}
	got := Diagnose(d.forgetful(home), nil)
	if got.Seconds != 45 || got.Times < 10 {
		t.Errorf("%+v", got)
	}
	if text := got.Advice(LanguageEnglish); !strings.Contains(text, "in less than 45 s:") {
		t.Error(text)
	}
}

func TestEveryVerdictHasItsAdvice(t *testing.T) {
	for verdict := range adviceTexts {
		d := Diagnosis{Verdict: verdict, Devices: 7, Affected: 5, Times: 3, Percent: 40, Seconds: 30}
		english, german := d.Advice(LanguageEnglish), d.Advice(LanguageGerman)
		if english == german || len(english) < 20 || len(german) < 20 || strings.ContainsAny(english+german, "{}") || !strings.HasSuffix(english, ".") || !strings.HasSuffix(german, ".") {
			t.Errorf("%s: %s / %s", verdict, english, german)
		}
	}
	for kind := range warningTexts {
		w := Warning{Kind: kind, Devices: 4, Limit: 3, TerminalIDs: []string{"trm_a"}}
		if english, german := w.Text(LanguageEnglish), w.Text(LanguageGerman); english == german || strings.Contains(english+german, "%!") {
			t.Errorf("%s: %s / %s", kind, english, german)
		}
	}
}

func TestTracesKeepWhatIsKnownBest(t *testing.T) {
	hour := minutesOf("trm_a", "GGRO")
	fine := []Mark{{At: noon.Add(2*time.Minute + 10*time.Second), Kind: MarkLost}, {At: noon.Add(3 * time.Minute), Kind: MarkAnswered}}
	events := []TerminalEvent{{At: noon.Add(time.Minute), Kind: EventMoved, TerminalID: "trm_a"}, {At: noon, Kind: EventMoved, TerminalID: "trm_b"}}
	got := NewTrace("trm_a", []ProbeHour{hour}, events, fine, DefaultProbeThresholds)
	want := []MarkKind{MarkAnswered, MarkRegistered, MarkAnswered, MarkLost, MarkAnswered}
	if len(got.Marks) != len(want) {
		t.Fatalf("%+v", got.Marks)
	}
	for i := range want {
		if got.Marks[i].Kind != want[i] {
			t.Errorf("mark %d: %+v", i, got.Marks[i])
		}
	}
	if got.Cut(Span{noon.Add(2 * time.Minute), noon.Add(3 * time.Minute)}); len(got.Marks) != 1 {
		t.Errorf("%+v", got.Marks)
	}
}

// The recordings are of a real switchboard with telephones behind routers of several kinds; switchboard/record_test.go makes them.
func TestDiagnosesOfRecordings(t *testing.T) {
	text, err := os.ReadFile("testdata/traces.json")
	if err != nil {
		t.Fatal(err)
	}
	var recorded map[string]Trace
	if err := json.Unmarshal(text, &recorded); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]Verdict{
		"nat": VerdictNATTimeout, "slow1": VerdictLineOverloaded, "slow2": VerdictLineOverloaded, "lossy": VerdictDevice, "beside": VerdictHealthy,
		"blocked": VerdictBlocked, "off": VerdictDeviceOff, "well1": VerdictHealthy, "well2": VerdictHealthy,
	} {
		var others []Trace
		for other, trace := range recorded {
			if other != name {
				others = append(others, trace)
			}
		}
		got := Diagnose(recorded[name], others)
		if got.Verdict != want {
			t.Errorf("%s: %+v, want %s", name, got, want)
		}
		if name == "nat" && (got.Seconds < 20 || got.Seconds > 60) { // its router forgets after 20 s
			t.Errorf("%+v", got)
		}
	}
}
