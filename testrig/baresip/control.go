package baresip

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// control speaks baresip's ctrl_tcp: JSON in netstrings ("LENGTH:TEXT,").
type control struct {
	conn   net.Conn
	reader *bufio.Reader

	mu      sync.Mutex
	seen    map[string]int // events not yet waited for
	changed chan struct{}  // closed and made anew with each event
	answers chan string
	done    chan struct{}
}

type controlMessage struct {
	Event    bool   `json:"event"`
	Type     string `json:"type"`
	Response bool   `json:"response"`
	OK       bool   `json:"ok"`
	Data     string `json:"data"`
}

func dialControl(t *testing.T, address string, exited <-chan struct{}) *control {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		conn, err := net.Dial("tcp", address)
		if err == nil {
			c := &control{
				conn: conn, reader: bufio.NewReader(conn), seen: map[string]int{},
				changed: make(chan struct{}), answers: make(chan string, 16), done: make(chan struct{}),
			}
			go c.read()
			return c
		}
		select {
		case <-exited:
			t.Fatal("baresip ended at once")
		case <-time.After(50 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			t.Fatalf("baresip does not open its control port: %v", err)
		}
	}
}

func (c *control) close() {
	c.conn.Close()
	<-c.done
}

func (c *control) read() {
	defer close(c.done)
	for {
		m, err := c.next()
		if err != nil {
			return
		}
		switch {
		case m.Event:
			c.mu.Lock()
			c.seen[m.Type]++
			close(c.changed)
			c.changed = make(chan struct{})
			c.mu.Unlock()
		case m.Response:
			select {
			case c.answers <- m.Data:
			default: // nobody asked
			}
		}
	}
}

func (c *control) next() (m controlMessage, err error) {
	head, err := c.reader.ReadString(':')
	if err != nil {
		return m, err
	}
	length, err := strconv.Atoi(strings.TrimSuffix(head, ":"))
	if err != nil || length < 0 || length > 1<<20 {
		return m, fmt.Errorf("no netstring: %q", head)
	}
	text := make([]byte, length+1) // with the closing comma
	if _, err := io.ReadFull(c.reader, text); err != nil {
		return m, err
	}
	return m, json.Unmarshal(text[:length], &m)
}

func (c *control) command(name, params string) (string, error) {
	text, _ := json.Marshal(map[string]string{"command": name, "params": params})
	if _, err := fmt.Fprintf(c.conn, "%d:%s,", len(text), text); err != nil {
		return "", err
	}
	select {
	case answer := <-c.answers:
		return answer, nil
	case <-c.done:
		return "", errors.New("baresip has ended")
	case <-time.After(10 * time.Second):
		return "", errors.New("no answer")
	}
}

func (c *control) waitFor(event string, limit time.Duration) error {
	deadline := time.After(limit)
	for {
		c.mu.Lock()
		if c.seen[event] > 0 {
			c.seen[event]--
			c.mu.Unlock()
			return nil
		}
		changed := c.changed
		c.mu.Unlock()
		select {
		case <-changed:
		case <-c.done:
			return errors.New("baresip has ended")
		case <-deadline:
			return errors.New("it did not come")
		}
	}
}
