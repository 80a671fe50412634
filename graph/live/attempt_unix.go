//go:build unix

package live

import (
	"errors"
	"net"
	"syscall"
)

// attempts returns a function that writes as much as the kernel takes without waiting, which may be nothing. It must not
// be called by two at the same time.
func attempts(tcp *net.TCPConn) func([]byte) (int, error) {
	raw, err := tcp.SyscallConn()
	if err != nil {
		return nil
	}
	var data []byte
	var n int
	write := func(fd uintptr) bool { // made once, since one made for each write would be garbage
		n, err = syscall.Write(int(fd), data)
		return true // do not wait
	}
	return func(p []byte) (int, error) {
		data, n, err = p, 0, nil
		refused := raw.Write(write)
		data = nil
		if refused != nil {
			return 0, refused
		}
		if errors.Is(err, syscall.EAGAIN) || errors.Is(err, syscall.EINTR) {
			return 0, nil
		}
		return max(n, 0), err
	}
}
