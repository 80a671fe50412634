package check

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"syscall"

	"graphpbx/models"
)

// ports makes sure that nobody else listens where the switchboard will. One that runs holds its ports itself.
func ports(ctx context.Context, s Subject) (found []models.HealthCheck) {
	if s.Running {
		return right("ports", "The switchboard listens on its ports.")
	}
	found = append(found, port(ctx, "tcp", s.HTTP, "--http")...)
	for _, address := range s.SIP {
		found = append(found, port(ctx, "udp", address, "--sip")...)
		found = append(found, port(ctx, "tcp", address, "--sip")...)
	}
	if len(found) == 0 {
		return right("ports", "Nobody else listens on %s and %s.", s.HTTP, fmt.Sprint(s.SIP))
	}
	return found
}

// port tries to listen.
func port(ctx context.Context, network, address, flag string) []models.HealthCheck {
	err := listens(ctx, network, address)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EADDRINUSE):
		return fault("ports", "Stop it, or choose another address by "+flag+".", "%s %s is taken by %s.", network, address, holder(network, address))
	case errors.Is(err, syscall.EACCES):
		return fault("ports", "Choose a port above 1023 by "+flag+", or allow it (setcap cap_net_bind_service=+ep).", "%s %s needs a right that you do not have.", network, address)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fault("ports", "Choose an address of this machine by "+flag+".", "%s %s is no address of this machine.", network, address)
	}
	return fault("ports", "Correct it by "+flag+".", "Nobody can listen on %s %s: %v.", network, address, err)
}

func listens(ctx context.Context, network, address string) error {
	var how net.ListenConfig
	if network == "udp" {
		socket, err := how.ListenPacket(ctx, network, address)
		if err == nil {
			err = socket.Close()
		}
		return err
	}
	listener, err := how.Listen(ctx, network, address)
	if err == nil {
		err = listener.Close()
	}
	return err
}

// maxTried bounds how many ports for sound are tried.
const maxTried = 64

// soundPorts tries some of the ports for sound, evenly over their range. A few that others hold are passed over at work.
func soundPorts(ctx context.Context, s Subject) []models.HealthCheck {
	first, last := s.RTPPorts[0], s.RTPPorts[1]
	if s.Running || first == 0 {
		return nil
	}
	calls := (last - first + 1) / 4
	step := max(1, (last-first+1)/maxTried)
	var taken []int
	tried := 0
	for number := first; number <= last; number += step {
		tried++
		if listens(ctx, "udp", net.JoinHostPort("", strconv.Itoa(number))) != nil {
			taken = append(taken, number)
		}
	}
	switch {
	case len(taken) == tried:
		return fault("sound", "Choose other ports by --rtp-ports.", "No port of %d-%d is free: nobody would hear anybody.", first, last)
	case len(taken) > tried/10:
		return warning("sound", "Choose other ports by --rtp-ports.", "Of %d ports for sound that were tried %d are taken, such as %d.", tried, len(taken), slices.Max(taken))
	case calls < 20:
		return warning("sound", "Choose more by --rtp-ports, four for each call.", "The ports %d-%d are enough for %d calls at once.", first, last, calls)
	}
	return right("sound", "UDP ports %d-%d are enough for %d calls at once; the firewall must let them in.", first, last, calls)
}
