package models

import (
	"net/netip"
	"slices"
	"time"
)

// Verdict is what is the matter with a terminal.
type Verdict string

// Verdicts.
const (
	VerdictNoData          Verdict = "NO_DATA"          // it was not asked often enough
	VerdictHealthy         Verdict = "HEALTHY"          // nothing worth a word
	VerdictServer          Verdict = "SERVER"           // terminals everywhere are affected at once
	VerdictLineOverloaded  Verdict = "LINE_OVERLOADED"  // mostly late, and so are the others behind the address
	VerdictLineInterrupted Verdict = "LINE_INTERRUPTED" // silent together with the others behind the address
	VerdictDevice          Verdict = "DEVICE"           // silent or late, while the others behind the address are not
	VerdictDeviceOrLine    Verdict = "DEVICE_OR_LINE"   // silent, and nobody else is behind the address to tell
	VerdictNATTimeout      Verdict = "NAT_TIMEOUT"      // reached for a while after each registration, then no more
	VerdictBlocked         Verdict = "BLOCKED"          // it registers, and never answers
	VerdictDeviceOff       Verdict = "DEVICE_OFF"       // it said goodbye
	VerdictDeviceGone      Verdict = "DEVICE_GONE"      // its registration ran out without a goodbye
	VerdictFlapping        Verdict = "FLAPPING"         // it registers and goes, again and again
)

// Diagnosis is a verdict with what it rests on.
type Diagnosis struct {
	TerminalID string
	Verdict    Verdict
	Network    netip.Prefix
	Devices    int // that were looked at: behind the address, or everywhere with VerdictServer; the terminal is one of them
	Affected   int // how many of these show the same
	Times      int // how often it happened
	Seconds    int // after which the terminal is not reached any more (VerdictNATTimeout); 0 where nobody knows
	Percent    int // share of questions that were answered late or never
}

// Bounds of the classifier. A few losses and late answers in a day are the nature of networks.
const (
	fewestProbes = 5
	muchLost     = 0.03
	muchLate     = 0.20
	mostly       = 0.6 // of others, of silences
	nearlyAll    = 0.8
	flaps        = 4    // ends of registrations within an hour
	cycles       = 3    // silences that make a rule
	evenness     = 0.35 // by which steps may differ from the middle one and still be regular
	soon         = 20 * time.Second
	steps        = time.Hour // longest step of registrations that is looked for
)

// Diagnose tells what is the matter with a terminal, from what was seen of it, of its neighbours behind the same address and
// of others elsewhere.
func Diagnose(t Trace, others []Trace) Diagnosis {
	c := t.counts()
	d := Diagnosis{TerminalID: t.TerminalID, Network: t.Network, Devices: 1, Affected: 1, Percent: int(100*share(c.lost+c.late, c.asked) + 0.5)}
	var near, far []Trace
	for _, o := range others {
		if o.Network == t.Network && t.Network.IsValid() {
			near = append(near, o)
		} else {
			far = append(far, o)
		}
	}
	for _, look := range []func(*Diagnosis, *Trace, counts, []Trace, []Trace) bool{
		everywhere, flapping, behindTimeout, blocked, gone, tooFew, overloaded, interrupted, alone,
	} {
		if look(&d, &t, c, near, far) {
			return d
		}
	}
	d.Verdict = VerdictHealthy
	return d
}

func (d *Diagnosis) is(v Verdict) bool { d.Verdict = v; return true }

// among counts the others that show the same.
func (d *Diagnosis) among(others []Trace, same func(*Trace) bool) (affected, all int) {
	for i := range others {
		if others[i].counts().asked < fewestProbes {
			continue
		}
		if all++; same(&others[i]) {
			affected++
		}
	}
	return affected, all
}

// shared reports whether two terminals were silent at the same time.
func shared(t *Trace) func(*Trace) bool {
	lost, _ := t.minutes()
	return func(o *Trace) bool {
		both, known := 0, 0
		theirs, answered := o.minutes()
		for minute := range lost {
			if theirs[minute] {
				both++
			}
			if theirs[minute] || answered[minute] {
				known++
			}
		}
		return known > 0 && share(both, known) >= mostly
	}
}

func late(o *Trace) bool { return o.counts().lateShare() >= muchLate }

// everywhere: at least three addresses elsewhere, most of which show the same.
func everywhere(d *Diagnosis, t *Trace, c counts, _, far []Trace) bool {
	for _, symptom := range []struct {
		shown bool
		same  func(*Trace) bool
		times int
	}{{c.lost >= 2, shared(t), len(t.silences())}, {c.lateShare() >= muchLate, late, c.late}} {
		if !symptom.shown || !mostAddresses(far, symptom.same) {
			continue
		}
		affected, all := d.among(far, symptom.same)
		d.Affected, d.Devices, d.Times = affected+1, all+1, symptom.times
		return d.is(VerdictServer)
	}
	return false
}

// mostAddresses reports whether the same is seen behind most of at least three addresses.
func mostAddresses(far []Trace, same func(*Trace) bool) bool {
	seen, hit := map[netip.Prefix]bool{}, map[netip.Prefix]bool{}
	for i := range far {
		if far[i].counts().asked < fewestProbes {
			continue
		}
		seen[far[i].Network] = true
		if same(&far[i]) {
			hit[far[i].Network] = true
		}
	}
	return len(seen) >= 3 && share(len(hit), len(seen)) >= mostly
}

// flapping: registrations that end again and again within an hour.
func flapping(d *Diagnosis, t *Trace, _ counts, _, _ []Trace) bool {
	var ends []time.Time
	for _, m := range t.Marks {
		if m.Kind == MarkUnregistered || m.Kind == MarkExpired {
			ends = append(ends, m.At)
		}
	}
	for i := flaps - 1; i < len(ends); i++ {
		if ends[i].Sub(ends[i-flaps+1]) <= time.Hour {
			d.Times = len(ends)
			return d.is(VerdictFlapping)
		}
	}
	return false
}

// behindTimeout: the terminal is silent in regular steps, and speaks again once it has registered. What it says opens the
// router's way to it, which the router then forgets.
func behindTimeout(d *Diagnosis, t *Trace, _ counts, _, _ []Trace) bool {
	all := slices.DeleteFunc(t.silences(), func(s silence) bool { return !s.ended })
	if len(all) < cycles {
		return false
	}
	byRegistration := 0
	var ends []time.Time
	for _, s := range all {
		ends = append(ends, s.to)
		if !s.registered.IsZero() && s.to.Sub(s.registered) <= soon {
			byRegistration++
		}
	}
	healed := share(byRegistration, len(all)) >= mostly
	even := evenSteps(ends)
	if even < mostly || !healed && (len(all) < 3*cycles || even < nearlyAll) {
		return false
	}
	d.Times = len(all)
	if healed {
		d.Seconds = forgottenAfter(all)
	}
	return d.is(VerdictNATTimeout)
}

// evenSteps returns the share of the steps between times that are about as long as the middle one; 0 where that is too
// short or too long to come from registrations.
func evenSteps(at []time.Time) float64 {
	var between []time.Duration
	for i := 1; i < len(at); i++ {
		between = append(between, at[i].Sub(at[i-1]))
	}
	slices.Sort(between)
	middle := between[len(between)/2]
	if middle < time.Minute || middle > steps {
		return 0
	}
	even := 0
	for _, step := range between {
		if off := (step - middle).Abs(); float64(off) <= evenness*float64(middle) {
			even++
		}
	}
	return share(even, len(between))
}

// forgottenAfter returns the shortest time after a word of the terminal in which a question did not reach it any more: the
// router forgets sooner than that. Marks that are known to the minute alone tell nothing.
func forgottenAfter(all []silence) int {
	shortest := time.Duration(0)
	for _, s := range all {
		if quiet := s.from.Sub(s.heard); !s.heard.IsZero() && quiet > time.Second && (shortest == 0 || quiet < shortest) {
			shortest = quiet
		}
	}
	return int(shortest.Round(time.Second) / time.Second)
}

// blocked: questions were lost and none was ever answered, while neighbours had no such trouble.
func blocked(d *Diagnosis, t *Trace, c counts, near, _ []Trace) bool {
	if c.lost < 3 || c.lost < c.asked {
		return false
	}
	if affected, all := d.among(near, shared(t)); all > 0 && share(affected, all) >= mostly {
		return false
	}
	d.Times = c.lost
	return d.is(VerdictBlocked)
}

// gone: the terminal is registered no more.
func gone(d *Diagnosis, t *Trace, _ counts, near, _ []Trace) bool {
	last := lastRegistration(t)
	if last == nil || last.Kind == MarkRegistered {
		return false
	}
	if last.Kind == MarkUnregistered {
		return d.is(VerdictDeviceOff)
	}
	affected, all := d.among(near, func(o *Trace) bool {
		their := lastRegistration(o)
		return their != nil && their.Kind == MarkExpired && their.At.Sub(last.At).Abs() <= steps || shared(t)(o)
	})
	if all > 0 && share(affected, all) >= mostly {
		d.Affected, d.Devices, d.Times = affected+1, all+1, 1
		return d.is(VerdictLineInterrupted)
	}
	return d.is(VerdictDeviceGone)
}

func lastRegistration(t *Trace) *Mark {
	for i := len(t.Marks) - 1; i >= 0; i-- {
		if kind := t.Marks[i].Kind; kind == MarkRegistered || kind == MarkUnregistered || kind == MarkExpired {
			return &t.Marks[i]
		}
	}
	return nil
}

func tooFew(d *Diagnosis, _ *Trace, c counts, _, _ []Trace) bool {
	return c.asked < fewestProbes && d.is(VerdictNoData)
}

// overloaded: late answers, and no neighbour whose answers are in time.
func overloaded(d *Diagnosis, _ *Trace, c counts, near, _ []Trace) bool {
	if c.lateShare() < muchLate {
		return false
	}
	affected, all := d.among(near, late)
	if all > 0 && share(affected, all) < mostly {
		return false
	}
	d.Affected, d.Devices, d.Times = affected+1, all+1, c.late
	return d.is(VerdictLineOverloaded)
}

// interrupted: silent, and the neighbours at the same time.
func interrupted(d *Diagnosis, t *Trace, c counts, near, _ []Trace) bool {
	if c.lost < 2 {
		return false
	}
	affected, all := d.among(near, shared(t))
	if all == 0 || share(affected, all) < mostly {
		return false
	}
	d.Affected, d.Devices, d.Times = affected+1, all+1, len(t.silences())
	return d.is(VerdictLineInterrupted)
}

// alone: silent or late, while the neighbours are not, or where there are none.
func alone(d *Diagnosis, t *Trace, c counts, near, _ []Trace) bool {
	if c.lostShare() < muchLost && c.lateShare() < muchLate {
		return false
	}
	_, all := d.among(near, late)
	d.Devices, d.Times = all+1, len(t.silences())
	if all == 0 {
		return d.is(VerdictDeviceOrLine)
	}
	return d.is(VerdictDevice)
}
