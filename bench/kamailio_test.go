package bench

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// kamailioConfig is a registrar and authenticating proxy without a database: Kamailio at its fastest.
const kamailioConfig = `
debug=-3
log_stderror=yes
memdbg=9
memlog=9
children=1
disable_tcp=yes
auto_aliases=no
dns=no
rev_dns=no
maxbuffer=4194304
listen=udp:%s
mpath="%s"
loadmodule "tm.so"
loadmodule "sl.so"
loadmodule "rr.so"
loadmodule "pv.so"
loadmodule "maxfwd.so"
loadmodule "usrloc.so"
loadmodule "registrar.so"
loadmodule "textops.so"
loadmodule "siputils.so"
loadmodule "auth.so"
modparam("usrloc","db_mode",0)
modparam("usrloc","hash_size",14)
modparam("registrar","max_contacts",3)
modparam("registrar","max_expires",7200)
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483","Too Many Hops"); exit; }
  if (has_totag()) {
    if (loose_route()) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
    sl_send_reply("404","Not here"); exit;
  }
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  if (is_method("REGISTER")) {
    if (!pv_www_authenticate("bench","pw-$fU","0")) { www_challenge("bench","0"); exit; }
    save("location");
    exit;
  }
  if (is_method("INVITE")) {
    if (!pv_proxy_authenticate("bench","pw-$fU","0")) { proxy_challenge("bench","0"); exit; }
    consume_credentials();
    record_route();
    if (!lookup("location")) { sl_send_reply("404","Not Found"); exit; }
    t_relay();
    exit;
  }
  if (is_method("ACK")) exit;
  sl_send_reply("405","Method Not Allowed");
}
`

// startKamailio runs Kamailio with one worker on the servers' core; ok is false where it is not installed. Passwords are "pw-" and the username.
func startKamailio(t *testing.T, address string) (pid int, version string, ok bool) {
	t.Helper()
	program, err := exec.LookPath("kamailio")
	if err != nil {
		return 0, "", false
	}
	modules, _ := filepath.Glob("/usr/lib/*/kamailio/modules/tm.so")
	if len(modules) == 0 {
		return 0, "", false
	}
	folder := t.TempDir()
	config := filepath.Join(folder, "kamailio.cfg")
	text := fmt.Sprintf(kamailioConfig, address, filepath.Dir(modules[0])+"/")
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		t.Fatal(err)
	}
	command := exec.Command(program, "-f", config, "-DD", "-E", "-m", "512", "-M", "16", "-Y", folder, "-w", folder)
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	asServer(t, func() { err = command.Start() })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-command.Process.Pid, syscall.SIGTERM)
		_ = command.Wait()
		log.Close()
	})
	time.Sleep(2 * time.Second) // it says nowhere that it is ready
	out, _ := exec.Command(program, "-v").Output()
	version, _, _ = strings.Cut(string(out), "\n")
	version = strings.TrimPrefix(version, "version: kamailio ")
	version, _, _ = strings.Cut(version, " ")
	return command.Process.Pid, "Kamailio " + version, true
}
