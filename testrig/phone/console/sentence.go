package console

import (
	"fmt"
	"time"

	"graphpbx/testrig/phone"
)

// sentence puts a line into words.
func (l line) sentence() string {
	switch phone.Kind(l.Event) {
	case phone.Registered:
		return fmt.Sprintf("registered as %s at %s for %s", l.User, l.Server, time.Duration(l.Expires)*time.Second)
	case phone.RegistrationFailed:
		return "not registered: " + l.Reason
	case phone.Unregistered:
		return "unregistered"
	case phone.ConnectionLost:
		return fmt.Sprintf("the connection to %s is lost; trying again", l.Server)
	case phone.Notified:
		return "told by the switchboard: " + l.Reason
	case phone.CallIncoming:
		if l.Name != "" && l.Name != l.Number {
			return fmt.Sprintf("%s (%s) calls", l.Number, l.Name)
		}
		return l.Number + " calls"
	case phone.CallRings:
		return l.Number + " rings"
	case phone.CallConnected:
		return fmt.Sprintf("connected with %s", l.Number)
	case phone.CallHeld, phone.CallResumed:
		return l.hold()
	case phone.CallEnded:
		return l.ended()
	}
	switch l.Event {
	case "calling":
		return fmt.Sprintf("calling %s …", l.Number)
	case "waiting":
		if l.Answers {
			return "waiting for calls, picking up after a second; Ctrl-C ends"
		}
		return "waiting for calls, without picking up (see --answer); Ctrl-C ends"
	}
	return l.heard()
}

func (l line) hold() string {
	held := phone.Kind(l.Event) == phone.CallHeld
	switch {
	case held && l.ByUs:
		return l.Number + " is on hold"
	case held:
		return l.Number + " put us on hold"
	case l.ByUs:
		return l.Number + " is off hold"
	}
	return l.Number + " took us off hold"
}

func (l line) heard() string {
	switch l.Hears {
	case "tone":
		return fmt.Sprintf("hears a tone of %.0f Hz from %s (%d packets)", l.Frequency, l.Number, l.Packets)
	case "sound":
		return fmt.Sprintf("hears speech or other sound from %s (%d packets)", l.Number, l.Packets)
	case "silence":
		return fmt.Sprintf("hears silence from %s (%d packets)", l.Number, l.Packets)
	}
	return fmt.Sprintf("hears nothing: no packet has come from %s; a firewall between here and the switchboard may keep UDP out", l.Number)
}

func (l line) ended() string {
	text := "call with " + l.Number + " ended: "
	end := phone.End{ByUs: l.ByUs, Status: l.Status, Reason: l.Reason}
	if l.Status != 0 {
		return text + refused(l.Number, end)
	}
	text += end.String()
	if l.Seconds == 0 && l.Packets == 0 {
		return text
	}
	return text + fmt.Sprintf(" after %.1f s; %d packets received, %d lost, jitter %.1f ms, %d sent",
		l.Seconds, l.Packets, l.Lost, l.Jitter, l.Sent)
}

// refused says why a call did not come about.
func refused(number string, end phone.End) string {
	switch end.Status {
	case 0:
		return end.String()
	case 404, 484, 604:
		return fmt.Sprintf("nobody has the number %s (%s)", number, end)
	case 480, 410:
		return fmt.Sprintf("%s is not registered or does not answer (%s)", number, end)
	case 408:
		return fmt.Sprintf("%s does not answer (%s)", number, end)
	case 486, 600:
		return fmt.Sprintf("%s is busy (%s)", number, end)
	case 603:
		return fmt.Sprintf("%s declined (%s)", number, end)
	case 488, 606:
		return fmt.Sprintf("%s has no codec in common with this telephone, which speaks G.711 (%s)", number, end)
	case 401, 407, 403:
		return fmt.Sprintf("the switchboard does not allow a call to %s (%s)", number, end)
	}
	return fmt.Sprintf("the call to %s did not come about (%s)", number, end)
}
