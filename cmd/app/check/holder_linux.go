package check

import (
	"bufio"
	"bytes"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// holder names the program that listens, as far as the system tells us: of other users it keeps that to itself.
func holder(network, address string) string {
	_, text, err := net.SplitHostPort(address)
	number, fault := strconv.Atoi(text)
	if err != nil || fault != nil {
		return "another program"
	}
	sockets := map[string]bool{}
	for _, table := range []string{network, network + "6"} {
		content, err := os.ReadFile("/proc/net/" + table)
		if err == nil {
			addSockets(sockets, content, network, number)
		}
	}
	links, _ := filepath.Glob("/proc/[0-9]*/fd/*") // the pattern is right
	for _, link := range links {
		target, err := os.Readlink(link)
		if err != nil || !sockets[target] {
			continue
		}
		pid := strings.Split(link, "/")[2]
		name, _ := os.ReadFile("/proc/" + pid + "/comm")
		return fmt.Sprintf("%s (process %s)", strings.TrimSpace(string(name)), pid)
	}
	return "a program of another user"
}

// addSockets adds those of a table of the kernel that are bound to the port: the local address is the second column in
// hexadecimal, the state the fourth, the number of the socket the tenth (proc(5)).
func addSockets(sockets map[string]bool, table []byte, network string, port int) {
	const listening = "0A"
	lines := bufio.NewScanner(bytes.NewReader(table))
	for lines.Scan() {
		columns := strings.Fields(lines.Text())
		if len(columns) < 10 || network == "tcp" && columns[3] != listening {
			continue
		}
		if strings.HasSuffix(columns[1], fmt.Sprintf(":%04X", port)) {
			sockets["socket:["+columns[9]+"]"] = true
		}
	}
}
