// Command watch follows the telephones of a switchboard and prints each change of state. It shows all that a client in Go
// needs: log in, subscribe by websocket (graphql-transport-ws), and go on where the line was cut, without losing or
// repeating an event.
//
//	go run ./docs/examples/watch http://127.0.0.1:8080 USERNAME        (the password in GRAPHPBX_PASSWORD)
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

const query = `subscription ($since: Cursor) { telephones(since: $since) { __typename
	... on Event { cursor }
	... on TelephoneChanged { telephone { user { displayName } state } } } }`

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: watch URL USERNAME, with the password in GRAPHPBX_PASSWORD")
		os.Exit(2)
	}
	token, err := login(os.Args[1], os.Args[2], os.Getenv("GRAPHPBX_PASSWORD"))
	var cursor *string // the last event that arrived; nil asks for the present state
	for ; err == nil; time.Sleep(time.Second) {
		lost := follow(os.Args[1], token, &cursor)
		if websocket.IsCloseError(lost, 4401, 4403) {
			err = errors.New("the session has ended: log in again")
		}
		fmt.Fprintln(os.Stderr, "line lost:", lost)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// login begins a session and returns its token.
func login(base, username, password string) (string, error) {
	body, err := json.Marshal(map[string]any{
		"query": `mutation ($input: LoginInput!) { login(input: $input) { session { token } errors { message } } }`,
		"variables": map[string]any{"input": map[string]string{
			"username": username, "password": password, "deviceName": "watch",
		}},
	})
	if err != nil {
		return "", err
	}
	response, err := http.Post(base+"/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	var answer struct {
		Data struct {
			Login struct {
				Session *struct{ Token string }
				Errors  []struct{ Message string }
			}
		}
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return "", err
	}
	if answer.Data.Login.Session == nil {
		return "", fmt.Errorf("login refused: %v", answer.Data.Login.Errors)
	}
	return answer.Data.Login.Session.Token, nil
}

// follow prints changes until the line is cut. The cursor moves with each event, so that the next line goes on behind it.
func follow(base, token string, cursor **string) error {
	dialer := websocket.Dialer{Subprotocols: []string{"graphql-transport-ws"}, HandshakeTimeout: 5 * time.Second}
	conn, _, err := dialer.Dial("ws"+strings.TrimPrefix(base, "http")+"/graphql", nil)
	if err != nil {
		return err
	}
	defer conn.Close()
	// The token travels inside the websocket: addresses end up in logs.
	hello := map[string]any{"type": "connection_init", "payload": map[string]string{"authorization": "Bearer " + token}}
	subscribe := map[string]any{"id": "1", "type": "subscribe", "payload": map[string]any{
		"query": query, "variables": map[string]any{"since": *cursor},
	}}
	if err := errors.Join(conn.WriteJSON(hello), conn.WriteJSON(subscribe)); err != nil {
		return err
	}
	for {
		var message struct {
			Type    string
			Payload json.RawMessage
		}
		if err := conn.ReadJSON(&message); err != nil {
			return err
		}
		switch message.Type {
		case "ping":
			err = conn.WriteJSON(map[string]string{"type": "pong"})
		case "next":
			err = tell(message.Payload, cursor)
		case "error", "complete":
			err = fmt.Errorf("%s: %s", message.Type, message.Payload)
		}
		if err != nil {
			return err
		}
	}
}

// tell prints one event. Each carries the whole new state, so applying one twice would do no harm.
func tell(payload json.RawMessage, cursor **string) error {
	var event struct {
		Data struct {
			Telephones struct {
				TypeName  string `json:"__typename"`
				Cursor    string
				Telephone struct {
					User  struct{ DisplayName string }
					State string
				}
			}
		}
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(payload, &event); err != nil {
		return err
	}
	if len(event.Errors) > 0 {
		return errors.New(event.Errors[0].Message)
	}
	told := event.Data.Telephones
	*cursor = &told.Cursor
	if told.TypeName == "TelephoneChanged" {
		fmt.Println(told.Telephone.User.DisplayName, told.Telephone.State)
	}
	return nil
}
