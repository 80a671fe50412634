// Package baresip drives real baresip processes in tests: telephones that are not ours, with real sound. It knows nothing
// of the switchboard but its address.
package baresip

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"graphpbx/testrig/ports"
)

// Telephone is a running baresip with one account.
type Telephone struct {
	t       *testing.T
	folder  string
	process *exec.Cmd
	exited  chan struct{}
	control *control
}

// Config says who the telephone is and what it sounds like.
type Config struct {
	Server    string // host:port of the switchboard
	User      string
	Password  string
	Transport string // udp (default) or tcp
	ToneHz    int    // what its microphone hears
	Answer    bool   // answers by itself
}

// Start runs a telephone until the test ends. It skips the test where baresip is not installed.
func Start(t *testing.T, cfg Config) *Telephone {
	t.Helper()
	program, err := exec.LookPath("baresip")
	if err != nil {
		t.Skip("baresip is not installed (apt-get install baresip)")
	}
	port, err := ports.Free()
	if err != nil {
		t.Fatal(err)
	}
	p := &Telephone{t: t, folder: t.TempDir(), exited: make(chan struct{})}
	p.write("config", configText(cfg, p.folder, port))
	p.write("accounts", accountText(cfg))
	p.write("contacts", "")
	p.write("uuid", "")
	log, err := os.Create(filepath.Join(p.folder, "log"))
	if err != nil {
		t.Fatal(err)
	}
	p.process = exec.Command(program, "-f", p.folder, "-v")
	p.process.Stdout, p.process.Stderr = log, log
	p.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} // never outlives the test
	if err := p.process.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = p.process.Wait()
		log.Close()
		close(p.exited)
	}()
	t.Cleanup(p.stop)
	p.control = dialControl(t, fmt.Sprintf("127.0.0.1:%d", port), p.exited)
	return p
}

// Command sends a command such as "dial" and returns what baresip says.
func (p *Telephone) Command(name, params string) string {
	p.t.Helper()
	answer, err := p.control.command(name, params)
	if err != nil {
		p.t.Fatalf("baresip %s %s: %v\n%s", name, params, err, p.Log())
	}
	return answer
}

// WaitFor waits for an event such as REGISTER_OK or CALL_ESTABLISHED; earlier ones count too, each once.
func (p *Telephone) WaitFor(event string) {
	p.t.Helper()
	if err := p.control.waitFor(event, 20*time.Second); err != nil {
		p.t.Fatalf("waiting for %s: %v\n%s", event, err, p.Log())
	}
}

// Heard returns the recording (WAV) of what came out of the earpiece. It is complete after the call's end.
func (p *Telephone) Heard() string {
	p.t.Helper()
	files, _ := filepath.Glob(filepath.Join(p.folder, "*-dec.wav"))
	if len(files) == 0 {
		p.t.Fatalf("baresip has recorded nothing\n%s", p.Log())
	}
	return files[len(files)-1]
}

// Log returns what baresip has printed.
func (p *Telephone) Log() string {
	text, _ := os.ReadFile(filepath.Join(p.folder, "log"))
	return string(text)
}

func (p *Telephone) stop() {
	if p.control != nil {
		p.control.close()
	}
	_ = p.process.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.exited:
	case <-time.After(5 * time.Second):
		_ = p.process.Process.Kill()
		<-p.exited
	}
	if p.t.Failed() {
		p.t.Logf("baresip:\n%s", p.Log())
	}
}

func (p *Telephone) write(name, text string) {
	if err := os.WriteFile(filepath.Join(p.folder, name), []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

func accountText(cfg Config) string {
	transport := cfg.Transport
	if transport == "" {
		transport = "udp"
	}
	mode := "manual"
	if cfg.Answer {
		mode = "auto"
	}
	return fmt.Sprintf("<sip:%s@%s;transport=%s>;auth_pass=%s;answermode=%s;regint=600\n",
		cfg.User, cfg.Server, transport, cfg.Password, mode)
}

// configText binds to 127.0.0.1 by address, since baresip passes over loopback interfaces by name. The sound
// comes from a sine generator and goes into a recording.
func configText(cfg Config, folder string, port int) string {
	return fmt.Sprintf(`sip_listen 127.0.0.1:0
net_interface 127.0.0.1
call_max_calls 4
audio_source ausine,%d
audio_player aubridge,sink
audio_alert aubridge,alert
ausrc_srate 48000
auplay_srate 8000
ausrc_channels 2
auplay_channels 1
jitter_buffer_delay 5-10
module_path %s
module g711.so
module ausine.so
module aubridge.so
module sndfile.so
module_tmp uuid.so
module_tmp account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen 127.0.0.1:%d
snd_path %s
`, cfg.ToneHz, modulePath(), port, folder)
}

func modulePath() string {
	for _, path := range []string{"/usr/lib/baresip/modules", "/usr/lib64/baresip/modules", "/usr/local/lib/baresip/modules"} {
		if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
			return path
		}
	}
	return "/usr/lib/baresip/modules"
}
