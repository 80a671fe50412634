package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// post answers GraphQL over HTTP POST. Gqlgen's own transport repeats a body that it cannot read in its answer, with
// whatever password stands in it, and takes bodies that are too long for broken ones.
type post struct{}

var _ graphql.Transport = post{}

// Supports takes every POST that no other transport wants.
func (post) Supports(r *http.Request) bool { return r.Method == http.MethodPost }

// Do answers one request.
func (post) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTimeout)) // what cannot be set need not end
	body, ok := readBody(w, r)
	if !ok {
		return
	}
	params, ok := readParams(w, body)
	if !ok {
		return
	}
	params.Headers = r.Header
	ctx := r.Context()
	op, errs := exec.CreateOperationContext(ctx, params)
	ctx = graphql.WithOperationContext(ctx, op)
	if errs != nil {
		answer(w, r, http.StatusBadRequest, exec.DispatchError(ctx, errs))
		return
	}
	if op.Operation.Operation == ast.Subscription {
		refuse(w, http.StatusBadRequest, "BAD_REQUEST", "a subscription needs a websocket, or a request that accepts text/event-stream")
		return
	}
	next, ctx := exec.DispatchOperation(ctx, op)
	answer(w, r, http.StatusOK, next(ctx))
}

func readBody(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	body, err := io.ReadAll(r.Body)
	tooLong := (*http.MaxBytesError)(nil)
	switch {
	case errors.As(err, &tooLong):
		refuse(w, http.StatusRequestEntityTooLarge, "LIMIT", "the request is too long")
	case err != nil:
		refuse(w, http.StatusBadRequest, "BAD_REQUEST", "the request did not arrive whole")
	}
	return body, err == nil
}

func readParams(w http.ResponseWriter, body []byte) (*graphql.RawParams, bool) {
	params := &graphql.RawParams{}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(params); err != nil || decoder.More() {
		refuse(w, http.StatusBadRequest, "BAD_REQUEST", `the body must be one JSON object with "query", and perhaps "variables" and "operationName"`)
		return nil, false
	}
	return params, true
}

// answer writes a response. Clients that know the newer media type see by the status that nothing was executed; for
// others every answer in JSON is a success of HTTP.
func answer(w http.ResponseWriter, r *http.Request, status int, response *graphql.Response) {
	const newer = "application/graphql-response+json"
	kind := newer
	if !strings.Contains(r.Header.Get("Accept"), newer) {
		kind, status = "application/json", http.StatusOK
	}
	body, err := json.Marshal(response)
	if err != nil {
		refuse(w, http.StatusInternalServerError, "INTERNAL", "the answer cannot be written")
		return
	}
	w.Header().Set("Content-Type", kind+"; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}
