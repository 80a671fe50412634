package bench

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"testing"

	"graphpbx/sip/media"
)

// relayHelper is the environment variable that makes this test binary a relay: "kind a b", the kind and the addresses
// of both sides. It prints the ports as JSON and relays until its standard input ends.
const relayHelper = "GRAPHPBX_BENCH_RELAY"

const (
	relayOurs = "ours"
	relayBare = "bare"
)

type helper struct {
	pid   int
	ports [2][]int // where callers, and where those that are called, send to
}

func startRelay(t *testing.T, kind string, a, b netip.AddrPort) helper {
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), fmt.Sprintf("%s=%s %v %v", relayHelper, kind, a, b))
	command.Stderr = os.Stderr
	in, inErr := command.StdinPipe()
	out, outErr := command.StdoutPipe()
	if inErr != nil || outErr != nil {
		t.Fatal(inErr, outErr)
	}
	var err error
	asServer(t, func() { err = command.Start() })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		_ = command.Wait()
	})
	h := helper{pid: command.Process.Pid}
	line, _ := bufio.NewReader(out).ReadBytes('\n')
	if err := json.Unmarshal(line, &h.ports); err != nil {
		t.Fatalf("the relay said %q: %v", line, err)
	}
	return h
}

// relayInOwnProcess is the helper's whole life.
func relayInOwnProcess() int {
	var kind, a, b string
	if _, err := fmt.Sscan(os.Getenv(relayHelper), &kind, &a, &b); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 2
	}
	open := map[string]func(a, b netip.AddrPort) ([2][]int, error){relayOurs: openOurs, relayBare: openBare}[kind]
	ports, err := open(netip.MustParseAddrPort(a), netip.MustParseAddrPort(b))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	_ = json.NewEncoder(os.Stdout).Encode(ports)
	_, _ = io.Copy(io.Discard, os.Stdin)
	return 0
}

func openOurs(a, b netip.AddrPort) (ports [2][]int, err error) {
	relay := media.NewRelay(media.Config{})
	for range relayCalls {
		session, err := relay.Open(netip.MustParseAddr("127.0.0.1"))
		if err != nil {
			return ports, err
		}
		session.A().SetRemote(a, netip.AddrPort{})
		session.B().SetRemote(b, netip.AddrPort{})
		ports[0] = append(ports[0], session.A().Port())
		ports[1] = append(ports[1], session.B().Port())
	}
	return ports, nil
}

func openBare(a, b netip.AddrPort) (ports [2][]int, err error) {
	for range relayCalls {
		var legs [2]*net.UDPConn
		for side := range legs {
			if legs[side], err = net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}); err != nil {
				return ports, err
			}
			ports[side] = append(ports[side], int(address(legs[side]).Port()))
		}
		go carry(legs[0], legs[1], b)
		go carry(legs[1], legs[0], a)
	}
	return ports, nil
}

// carry is a relay that looks at nothing.
func carry(from, to *net.UDPConn, remote netip.AddrPort) {
	buffer := make([]byte, 2048)
	for {
		n, _, err := from.ReadFromUDPAddrPort(buffer)
		if err != nil {
			return
		}
		_, _ = to.WriteToUDPAddrPort(buffer[:n], remote)
	}
}
