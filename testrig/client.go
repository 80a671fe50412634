package testrig

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// Client speaks GraphQL to a switchboard, as any client from outside would.
type Client struct {
	Base  string // such as http://127.0.0.1:8080
	Token string // of a session; empty for nobody
	HTTP  *http.Client
}

// Fault is one top-level error of an answer.
type Fault struct {
	Message    string         `json:"message"`
	Path       []any          `json:"path"`
	Extensions map[string]any `json:"extensions"`
}

// Do sends a document and decodes its data into into (nil: not wanted). Top-level errors are returned as an error.
func (c *Client) Do(document string, variables map[string]any, into any) error {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPost, c.Base+"/graphql", bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	if c.Token != "" {
		request.Header.Set("Authorization", "Bearer "+c.Token)
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	var answer struct {
		Data   json.RawMessage `json:"data"`
		Errors []Fault         `json:"errors"`
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return fmt.Errorf("HTTP %d: %.300s", response.StatusCode, text)
	}
	if len(answer.Errors) > 0 {
		return fmt.Errorf("%s %v", answer.Errors[0].Message, answer.Errors[0].Extensions)
	}
	if into == nil {
		return nil
	}
	return json.Unmarshal(answer.Data, into)
}

// Login begins a session and returns a client that carries it.
func (c *Client) Login(username, password string) (*Client, error) {
	var answer struct {
		Login struct {
			Session *struct{ Token string }
			Errors  []struct{ Message string }
		}
	}
	err := c.Do(`mutation($u: String!, $p: String!) { login(input: {username: $u, password: $p}) {
		session { token expiresAt } errors { path message code } } }`, map[string]any{"u": username, "p": password}, &answer)
	if err != nil {
		return nil, err
	}
	if answer.Login.Session == nil {
		return nil, fmt.Errorf("login refused: %v", answer.Login.Errors)
	}
	return &Client{Base: c.Base, Token: answer.Login.Session.Token, HTTP: c.HTTP}, nil
}

// Must is Do for tests: an error ends the test.
func (c *Client) Must(t testing.TB, document string, variables map[string]any, into any) {
	t.Helper()
	if err := c.Do(document, variables, into); err != nil {
		t.Fatal(err)
	}
}

// Stream is a subscription over graphql-transport-ws on a connection of its own.
type Stream struct {
	conn *websocket.Conn
}

// Subscribe opens a connection and one subscription on it.
func (c *Client) Subscribe(document string, variables map[string]any) (*Stream, error) {
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}, HandshakeTimeout: 5 * time.Second}
	conn, _, err := dialer.Dial("ws"+strings.TrimPrefix(c.Base, "http")+"/graphql", nil)
	if err != nil {
		return nil, err
	}
	hello := map[string]any{"type": "connection_init", "payload": map[string]any{"authorization": "Bearer " + c.Token}}
	if err := conn.WriteJSON(hello); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	subscribe := map[string]any{"id": "1", "type": "subscribe", "payload": map[string]any{"query": document, "variables": variables}}
	if err := conn.WriteJSON(subscribe); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	return &Stream{conn: conn}, nil
}

// Next waits at most 20 s for the next payload and decodes its data into into (nil: not wanted).
func (s *Stream) Next(into any) error {
	_ = s.conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	for {
		var message struct {
			Type    string
			Payload json.RawMessage
		}
		if err := s.conn.ReadJSON(&message); err != nil {
			return err
		}
		switch message.Type {
		case "ping":
			if err := s.conn.WriteJSON(map[string]string{"type": "pong"}); err != nil {
				return err
			}
		case "next":
			var payload struct {
				Data   json.RawMessage `json:"data"`
				Errors []Fault         `json:"errors"`
			}
			if err := json.Unmarshal(message.Payload, &payload); err != nil {
				return err
			}
			if len(payload.Errors) > 0 {
				return errors.New(payload.Errors[0].Message)
			}
			if into == nil {
				return nil
			}
			return json.Unmarshal(payload.Data, into)
		case "error":
			return fmt.Errorf("refused: %s", message.Payload)
		case "complete":
			return io.EOF
		}
	}
}

// Cut ends the connection without a word, as a broken line would.
func (s *Stream) Cut() { _ = s.conn.NetConn().Close() }

// Close says goodbye and ends the connection.
func (s *Stream) Close() {
	_ = s.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(time.Second))
	_ = s.conn.Close()
}
