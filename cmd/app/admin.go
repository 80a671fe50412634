package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"time"
)

// ControlSocket is the file in the data folder over which the local administrator speaks to a running switchboard.
const ControlSocket = "control.sock"

// Admin speaks GraphQL as the local administrator: to the running switchboard over its control socket, or to one that is
// opened for this purpose without telephones where none is running.
type Admin struct {
	http  *http.Client
	close func() error
}

// ListedUser is one row of a list of users.
type ListedUser struct {
	ID          string
	Username    string
	Extension   string
	DisplayName string
	Role        string
	Telephone   struct{ State string }
}

// AccessData are the secrets of a user, as they are shown once.
type AccessData struct {
	Username    string
	Domain      string
	SIPPassword string `json:"sipPassword"`
	CTIPassword string `json:"ctiPassword"`
}

// OpenAdmin opens the switchboard of a data folder. Close must be called.
func OpenAdmin(ctx context.Context, data, database string) (*Admin, error) {
	if running, err := ConnectAdmin(data); err == nil {
		return running, nil
	}
	offline, err := openOffline(ctx, data, database)
	if err != nil {
		return nil, err
	}
	return &Admin{http: &http.Client{Transport: inProcess{offline.handler}}, close: offline.Close}, nil
}

// ErrNotRunning says that no switchboard of ours runs on the data folder.
var ErrNotRunning = errors.New("no switchboard is running on this data folder, or it belongs to somebody else")

// ConnectAdmin speaks to the running switchboard of a data folder. Close must be called.
func ConnectAdmin(data string) (*Admin, error) {
	socket := filepath.Join(data, ControlSocket)
	conn, err := net.DialTimeout("unix", socket, time.Second)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", data, ErrNotRunning)
	}
	conn.Close()
	client := unixClient(socket)
	return &Admin{http: client, close: func() error { client.CloseIdleConnections(); return nil }}, nil
}

// Close ends the conversation, and the switchboard where it was opened for it.
func (a *Admin) Close() error { return a.close() }

// CreateUser creates a user from the fields of UserCreateInput.
func (a *Admin) CreateUser(input map[string]any) (AccessData, error) {
	var answer struct {
		UserCreate struct {
			AccessData AccessData
			Errors     faults
		}
	}
	err := a.do(`mutation($input: UserCreateInput!) { userCreate(input: $input) {
		accessData { username domain sipPassword ctiPassword } errors { path message } } }`, map[string]any{"input": input}, &answer)
	return answer.UserCreate.AccessData, errors.Join(err, answer.UserCreate.Errors.err())
}

// ImportUsers creates the users of a CSV file, all or none, and returns how many.
func (a *Admin) ImportUsers(csv string) (int, error) {
	var answer struct {
		UserImport struct {
			Created int
			Errors  faults
		}
	}
	err := a.do(`mutation($csv: String!) { userImport(input: {csv: $csv}) { created errors { path message } } }`, map[string]any{"csv": csv}, &answer)
	return answer.UserImport.Created, errors.Join(err, answer.UserImport.Errors.err())
}

// EachUser calls f for every user that meets the search, in order of username.
func (a *Admin) EachUser(search string, f func(ListedUser)) error {
	var after *string
	for {
		var answer struct {
			Users struct {
				Nodes    []ListedUser
				PageInfo struct {
					HasNextPage bool
					EndCursor   *string
				}
			}
		}
		err := a.do(`query($after: Cursor, $search: String) { users(first: 200, after: $after, search: $search) {
			nodes { id username extension displayName role telephone { state } } pageInfo { hasNextPage endCursor } } }`,
			map[string]any{"after": after, "search": search}, &answer)
		if err != nil {
			return err
		}
		for _, u := range answer.Users.Nodes {
			f(u)
		}
		if !answer.Users.PageInfo.HasNextPage {
			return nil
		}
		after = answer.Users.PageInfo.EndCursor
	}
}

// ResetPasswords gives a user fresh passwords.
func (a *Admin) ResetPasswords(username string) (AccessData, error) {
	id, err := a.userID(username)
	if err != nil {
		return AccessData{}, err
	}
	var answer struct {
		AccessDataReset struct {
			AccessData AccessData
			Errors     faults
		}
	}
	err = a.do(`mutation($id: ID!) { accessDataReset(userId: $id) {
		accessData { username domain sipPassword ctiPassword } errors { path message } } }`, map[string]any{"id": id}, &answer)
	return answer.AccessDataReset.AccessData, errors.Join(err, answer.AccessDataReset.Errors.err())
}

// SIPPassword reveals the password for telephones of a user.
func (a *Admin) SIPPassword(username string) (string, error) {
	id, err := a.userID(username)
	if err != nil {
		return "", err
	}
	var answer struct {
		SIPPasswordReveal struct {
			AccessData AccessData
			Errors     faults
		} `json:"sipPasswordReveal"`
	}
	err = a.do(`mutation($id: ID!) { sipPasswordReveal(userId: $id) {
		accessData { sipPassword } errors { path message } } }`, map[string]any{"id": id}, &answer)
	return answer.SIPPasswordReveal.AccessData.SIPPassword, errors.Join(err, answer.SIPPasswordReveal.Errors.err())
}

// ResetTOTP lets a user log in by password alone who has lost the authenticator app.
func (a *Admin) ResetTOTP(username string) error {
	id, err := a.userID(username)
	if err != nil {
		return err
	}
	var answer struct {
		TOTPReset struct{ Errors faults } `json:"totpReset"`
	}
	err = a.do(`mutation($id: ID!) { totpReset(userId: $id) { errors { path message } } }`, map[string]any{"id": id}, &answer)
	return errors.Join(err, answer.TOTPReset.Errors.err())
}

// DeleteUser deletes a user.
func (a *Admin) DeleteUser(username string) error {
	id, err := a.userID(username)
	if err != nil {
		return err
	}
	var answer struct{ UserDelete struct{ Errors faults } }
	err = a.do(`mutation($id: ID!) { userDelete(id: $id) { errors { path message } } }`, map[string]any{"id": id}, &answer)
	return errors.Join(err, answer.UserDelete.Errors.err())
}

func (a *Admin) userID(username string) (string, error) {
	var answer struct{ User *struct{ ID string } }
	if err := a.do(`query($name: String!) { user(username: $name) { id } }`, map[string]any{"name": username}, &answer); err != nil {
		return "", err
	}
	if answer.User == nil {
		return "", fmt.Errorf("there is no user %q (graphpbx user list shows them)", username)
	}
	return answer.User.ID, nil
}

func (a *Admin) do(document string, variables map[string]any, into any) error {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		return err
	}
	response, err := a.http.Post("http://switchboard/graphql", "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	var answer struct {
		Data   json.RawMessage
		Errors []struct{ Message string }
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		return fmt.Errorf("the switchboard answered HTTP %d: %.200s", response.StatusCode, text)
	}
	if len(answer.Errors) > 0 {
		return errors.New(answer.Errors[0].Message)
	}
	return json.Unmarshal(answer.Data, into)
}

// faults are errors as data.
type faults []struct {
	Path    []string
	Message string
}

func (fs faults) err() error {
	var lines []string
	for _, f := range fs {
		where := strings.TrimPrefix(strings.Join(f.Path, " "), "input ")
		where = strings.ReplaceAll(where, "extension", "number")                 // the word of the command line
		if where != "" && where != "input" && !strings.HasPrefix(where, "csv") { // faults of a file name the line themselves
			f.Message = where + ": " + f.Message
		}
		lines = append(lines, f.Message)
	}
	if len(lines) == 0 {
		return nil
	}
	return errors.New(strings.Join(lines, "\n          "))
}

func unixClient(socket string) *http.Client {
	return &http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", socket)
		},
	}}
}
