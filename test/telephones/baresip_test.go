package telephones

import (
	"fmt"
	"os"
	"testing"
	"time"

	"graphpbx/sip/media/tone"
	"graphpbx/sip/media/wav"
	"graphpbx/testrig"
	"graphpbx/testrig/baresip"
)

const (
	annaHz = 440
	beatHz = 770
)

// Two real telephones call each other, hear each other's tone, hold, and hang up from either side.
func TestBaresipCalls(t *testing.T) {
	for _, transport := range []string{"udp", "tcp"} {
		for _, who := range []string{"caller", "callee"} {
			t.Run(fmt.Sprintf("%s, the %s hangs up", transport, who), func(t *testing.T) {
				t.Parallel()
				baresipCall(t, transport, who)
			})
		}
	}
}

func baresipCall(t *testing.T, transport, whoHangsUp string) {
	s := testrig.Start(t)
	s.AddUser("anna", "21")
	s.AddUser("beat", "22")
	anna := baresip.Start(t, baresip.Config{Server: s.SIP, User: "anna", Password: testrig.Password("anna"), Transport: transport, ToneHz: annaHz})
	beat := baresip.Start(t, baresip.Config{Server: s.SIP, User: "beat", Password: testrig.Password("beat"), Transport: transport, ToneHz: beatHz, Answer: true})
	watch := follow(t, s)
	watch.until("both free", func(states map[string]string) bool { return states["anna"] == "FREE" && states["beat"] == "FREE" })

	anna.Command("dial", "22")
	anna.WaitFor("CALL_ESTABLISHED")
	beat.WaitFor("CALL_ESTABLISHED")
	watch.until("both busy", func(states map[string]string) bool { return states["anna"] == "BUSY" && states["beat"] == "BUSY" })
	listen()
	anna.Command("hold", "")
	watchCall(t, s, "HELD")
	anna.Command("resume", "")
	watchCall(t, s, "CONNECTED")
	listen()
	if whoHangsUp == "caller" {
		anna.Command("hangup", "")
	} else {
		beat.Command("hangup", "")
	}
	anna.WaitFor("CALL_CLOSED")
	beat.WaitFor("CALL_CLOSED")
	watch.until("both free again", func(states map[string]string) bool { return states["anna"] == "FREE" && states["beat"] == "FREE" })
	heard(t, "anna", anna.Heard(), beatHz)
	heard(t, "beat", beat.Heard(), annaHz)
	if counts := s.Engine().Counts(); counts.Calls != 0 || counts.MediaSessions != 0 {
		t.Errorf("left behind: %+v", counts)
	}
}

// listen lets sound flow: two seconds of tone are what the recordings are judged by.
func listen() { <-time.After(2 * time.Second) }

// heard checks that the recording, which begins anew after a hold, is the tone.
func heard(t *testing.T, who, recording string, hz float64) {
	t.Helper()
	text, err := os.Open(recording)
	if err != nil {
		t.Fatal(err)
	}
	defer text.Close()
	samples, err := wav.Read(text)
	if err != nil {
		t.Fatal(err)
	}
	const frame = 800 // a tenth of a second at 8 kHz
	right, frames := 0, 0
	for at := 0; at+frame <= len(samples); at += frame {
		frames++
		if found := tone.Strongest(samples[at : at+frame]).Frequency; found > hz-15 && found < hz+15 {
			right++
		}
	}
	if right < 10 || right < frames*9/10 {
		t.Errorf("%s heard %.0f Hz in %d of %d tenths of a second", who, hz, right, frames)
	}
}
