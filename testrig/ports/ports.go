// Package ports finds ports for servers that must be told one. It does not know who they are.
package ports

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
)

// The kernel gives ports from 32768 on to whoever asks for any, and the switchboard takes those of sound from 20000 to 29999:
// a server that comes late, or comes back, would find its port taken.
const first, last = 30_000, 32_767

// Free returns a port of 127.0.0.1 that nobody uses, neither for UDP nor for TCP.
func Free() (int, error) {
	for range 100 {
		if port := first + rand.IntN(last-first+1); free(port) {
			return port, nil
		}
	}
	return 0, errors.New("a hundred ports were tried, and none of them is free")
}

func free(port int) bool {
	address := fmt.Sprintf("127.0.0.1:%d", port)
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return false
	}
	defer listener.Close()
	conn, err := net.ListenPacket("udp", address)
	if err != nil {
		return false
	}
	conn.Close()
	return true
}
