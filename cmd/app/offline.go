package app

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"

	"graphpbx/server"
)

// offline is a switchboard without telephones, for the command line where none is running.
type offline struct {
	app     *App
	handler http.Handler
}

func openOffline(ctx context.Context, data, database string) (*offline, error) {
	log := slog.New(slog.DiscardHandler)
	a := &App{log: log, failed: make(chan error, 3)}
	if err := a.openData(ctx, Config{Data: data, Database: database}); err != nil {
		_ = a.Close(ctx)
		return nil, err
	}
	a.server = server.New(server.Config{Switchboard: a.switchboard, Log: log})
	return &offline{app: a, handler: a.server.Control()}, nil
}

// Close writes what was changed.
func (o *offline) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), settle)
	defer cancel()
	return o.app.Close(ctx)
}

// inProcess carries HTTP without a network.
type inProcess struct{ handler http.Handler }

// RoundTrip lets the handler answer the request.
func (p inProcess) RoundTrip(request *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	p.handler.ServeHTTP(recorder, request)
	return recorder.Result(), nil
}
