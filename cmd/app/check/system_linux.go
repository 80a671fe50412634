package check

import (
	"context"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"graphpbx/models"
)

// wrongClock is how far a clock may be from the right time: logs of two machines cannot be laid beside each other beyond.
const wrongClock = 500 * time.Millisecond

// clock asks the kernel whether something keeps the time right.
func clock(context.Context, Subject) []models.HealthCheck {
	const advice = "Let chrony or systemd-timesyncd keep the time: certificates, links and call records go by it."
	var t unix.Timex
	state, err := unix.Adjtimex(&t)
	off := time.Duration(t.Offset) * time.Microsecond
	if t.Status&unix.STA_NANO != 0 {
		off = time.Duration(t.Offset)
	}
	switch {
	case err != nil:
		return warning("clock", "", "The kernel does not tell about the clock: %v.", err)
	case state == unix.TIME_ERROR || t.Status&unix.STA_UNSYNC != 0:
		return warning("clock", advice, "Nothing keeps the clock of this machine right.")
	case off.Abs() > wrongClock:
		return warning("clock", advice, "The clock is %s off.", off.Abs().Round(time.Millisecond))
	}
	return right("clock", "The clock is kept right, to within %s.", (time.Duration(t.Maxerror) * time.Microsecond).Round(time.Millisecond))
}

// wantedBuffer is what a socket for SIP asks for: the registrations of an office that comes back after a power cut.
const wantedBuffer = 8 << 20

// buffers looks whether the kernel allows sockets as much room as they ask for.
func buffers(context.Context, Subject) []models.HealthCheck {
	text, err := os.ReadFile("/proc/sys/net/core/rmem_max")
	allowed, fault := strconv.Atoi(strings.TrimSpace(string(text)))
	switch {
	case err != nil || fault != nil:
		return nil // not to be seen in some containers
	case allowed < wantedBuffer:
		return warning("socket buffers", "Set it: sysctl -w net.core.rmem_max="+strconv.Itoa(wantedBuffer)+" (and in /etc/sysctl.d).",
			"The kernel lets %s wait at a socket: when many telephones come back at once, packets are lost and sent again.", size(uint64(allowed)))
	}
	return right("socket buffers", "Up to %s may wait at a socket.", size(uint64(allowed)))
}

// fewFiles is a limit that a small office reaches when all of its telephones and dashboards are connected.
const fewFiles = 4096

// files looks how many connections may be open at once.
func files(context.Context, Subject) []models.HealthCheck {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return nil
	}
	if limit.Cur < fewFiles {
		return warning("open files", "Raise it: LimitNOFILE=65536 in the service, or ulimit -n 65536.", "At most %d files and connections may be open at once.", limit.Cur)
	}
	return right("open files", "Up to %d files and connections may be open at once.", limit.Cur)
}
