package ports

import (
	"fmt"
	"net"
	"testing"
)

func TestFree(t *testing.T) {
	port, err := Free()
	if err != nil || port < first || port > last {
		t.Fatal(port, err)
	}
	conn, err := net.ListenPacket("udp", fmt.Sprintf("127.0.0.1:%d", port))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if free(port) {
		t.Errorf("port %d is taken", port)
	}
}
