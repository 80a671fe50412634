package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"graphpbx/testrig/ports"
)

// patience bounds the start and the end of a server on a busy machine.
const patience = 60 * time.Second

// Server is one PostgreSQL server. Its methods are for one goroutine.
type Server struct {
	tools     tools
	account   *syscall.Credential
	folder    string
	port      int
	databases atomic.Int64
	command   *exec.Cmd     // nil while stopped
	exited    chan struct{} // closed when command has ended
}

// NewServer starts a server for this test alone, for tests that stop, freeze or kill it.
func NewServer(t testing.TB) *Server {
	t.Helper()
	s, err := create(installed(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.remove)
	return s
}

func create(tools tools) (*Server, error) {
	account, err := servant()
	if err != nil {
		return nil, fmt.Errorf("postgres: account to run under: %w", err)
	}
	// Not in the folder of the test: that one is closed to other accounts.
	folder, err := os.MkdirTemp("", "graphpbx-postgres-")
	if err != nil {
		return nil, fmt.Errorf("postgres: %w", err)
	}
	s := &Server{tools: tools, account: account, folder: folder}
	if err = s.initialise(); err == nil {
		err = s.start()
	}
	if err != nil {
		s.remove()
		return nil, err
	}
	return s, nil
}

func (s *Server) initialise() error {
	if s.account != nil {
		if err := os.Chown(s.folder, int(s.account.Uid), int(s.account.Gid)); err != nil {
			return fmt.Errorf("postgres: %w", err)
		}
	}
	command := s.run(s.tools.initdb, "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8",
		"--locale=C", "--pgdata="+s.data())
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("postgres: initdb: %w\n%s", err, output)
	}
	return nil
}

func (s *Server) data() string    { return filepath.Join(s.folder, "data") }
func (s *Server) logName() string { return filepath.Join(s.folder, "log") }

func (s *Server) run(program string, arguments ...string) *exec.Cmd {
	command := exec.Command(program, arguments...)
	command.Dir = s.folder
	command.Env = append(os.Environ(), "LC_ALL=C")
	command.SysProcAttr = attributes(s.account)
	return command
}

// start runs the server on the port it had, or on a free one. A free port may be taken by another process before
// the server has it, so that one gets three tries.
func (s *Server) start() error {
	keep := s.port != 0
	var err error
	for range 3 {
		if !keep {
			if s.port, err = ports.Free(); err != nil {
				return err
			}
		}
		if err = s.launch(); err == nil {
			return nil
		}
		s.stop(syscall.SIGQUIT)
	}
	text, _ := os.ReadFile(s.logName())
	return fmt.Errorf("postgres: start: %w\n%s", err, text)
}

// launch starts the process and waits until it serves. Durability costs time and is not what tests need of it.
func (s *Server) launch() error {
	log, err := os.OpenFile(s.logName(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = log.Close() }()
	arguments := []string{"-D", s.data(), "-p", fmt.Sprint(s.port)}
	for _, setting := range []string{"listen_addresses=127.0.0.1", "unix_socket_directories=", "fsync=off",
		"full_page_writes=off", "max_connections=60", "shared_buffers=32MB"} {
		arguments = append(arguments, "-c", setting)
	}
	command := s.run(s.tools.postgres, arguments...)
	command.Stdout, command.Stderr = log, log
	if err := command.Start(); err != nil {
		return err
	}
	exited := make(chan struct{})
	go func() {
		defer close(exited)
		_ = command.Wait() // how it ended stands in its log
	}()
	s.command, s.exited = command, exited
	return s.awaitReady()
}

// awaitReady asks until the server answers: it says nowhere else for sure that it takes connections.
func (s *Server) awaitReady() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		err := s.execute(ctx, "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-s.exited:
			return errors.New("the server ended at once")
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// execute runs a statement as superuser.
func (s *Server) execute(ctx context.Context, statement string) error {
	connection, err := pgx.Connect(ctx, s.dsn("postgres"))
	if err != nil {
		return err
	}
	_, err = connection.Exec(ctx, statement)
	return errors.Join(err, connection.Close(ctx))
}

func (s *Server) dsn(database string) string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

// Database makes an empty database and returns its DSN. It is dropped when the test ends.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	name := fmt.Sprintf("test_%d", s.databases.Add(1))
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := s.execute(ctx, "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		t.Fatalf("postgres: create database: %v", err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		defer cancel()
		_ = s.execute(ctx, "DROP DATABASE "+name+" WITH (FORCE)") // in vain where the test has stopped the server
	})
	return s.dsn(name)
}

// Stop ends the server as pg_ctl stop does: clients are cut off.
func (s *Server) Stop(t testing.TB) {
	t.Helper()
	if s.command == nil {
		t.Fatal("postgres: stop: it does not run")
	}
	s.stop(syscall.SIGINT)
}

// Start starts the stopped server again, on the same port and data.
func (s *Server) Start(t testing.TB) {
	t.Helper()
	if s.command != nil {
		t.Fatal("postgres: start: it runs already")
	}
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
}

// Freeze stops the clock of the server and of all its backends: connections stay open, and nothing answers.
func (s *Server) Freeze(t testing.TB) {
	t.Helper()
	s.signalAll(t, syscall.SIGSTOP)
}

// Thaw lets a frozen server go on.
func (s *Server) Thaw(t testing.TB) {
	t.Helper()
	s.signalAll(t, syscall.SIGCONT)
}

// signalAll signals the server first, so that it has no new children afterwards.
func (s *Server) signalAll(t testing.TB, signal syscall.Signal) {
	t.Helper()
	if s.command == nil {
		t.Fatalf("postgres: %v: it does not run", signal)
	}
	if err := s.command.Process.Signal(signal); err != nil {
		t.Fatalf("postgres: %v: %v", signal, err)
	}
	for _, pid := range family(s.command.Process.Pid)[1:] {
		_ = syscall.Kill(pid, signal) // it may have ended meanwhile
	}
}

// stop ends the process and waits for its end; one that does not obey is killed.
func (s *Server) stop(signal syscall.Signal) {
	if s.command == nil {
		return
	}
	_ = s.command.Process.Signal(signal) // fails only where it has ended
	select {
	case <-s.exited:
	case <-time.After(patience):
		_ = s.command.Process.Kill()
		<-s.exited
	}
	s.command = nil
}

// remove ends the server, frozen or not, and removes all that it left.
func (s *Server) remove() {
	if s.command != nil {
		for _, pid := range family(s.command.Process.Pid) {
			_ = syscall.Kill(pid, syscall.SIGCONT)
		}
	}
	s.stop(syscall.SIGQUIT)
	_ = os.RemoveAll(s.folder)
}
