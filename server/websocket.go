package server

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/handler/transport"
	"github.com/gorilla/websocket"
	"github.com/vektah/gqlparser/v2/ast"

	"graphpbx/graph"
	"graphpbx/graph/live"
	"graphpbx/models"
)

var errStranger = errors.New("log in first")

// admit lets a websocket in by the token in its first message. It serves until the session ends.
func (s *Server) admit(ctx context.Context, payload json.RawMessage) (context.Context, error) {
	var p struct {
		Authorization string `json:"authorization"`
	}
	if len(payload) > 0 {
		if err := json.Unmarshal(payload, &p); err != nil {
			return nil, err
		}
	}
	return s.enter(ctx, bearer(p.Authorization))
}

// enter lets somebody in who is logged in, and tells the switchboard that a CTI client of theirs is connected: presence
// follows from who is.
func (s *Server) enter(ctx context.Context, token string) (context.Context, error) {
	visit := graph.VisitOf(ctx)
	if visit.Viewer.Role == models.RoleNone || token != "" {
		visit.Viewer, _ = s.cfg.Switchboard.Viewer(token)
	}
	if visit.Viewer.Role == models.RoleNone {
		return nil, errStranger
	}
	ctx, release, err := s.connections.keep(graph.WithVisit(ctx, visit), visit.Viewer, token)
	if err != nil {
		return nil, err
	}
	gone := func() {}
	if !visit.Viewer.ByToken() { // a program does not make its owner be there
		gone = s.cfg.Switchboard.ClientConnected(visit.Viewer.UserID)
	}
	context.AfterFunc(ctx, func() {
		gone()
		release()
	})
	return ctx, nil
}

// legacy serves the older protocol graphql-ws, by gqlgen's transport over the websocket library that we use everywhere.
type legacy struct {
	transport.Websocket
	upgrader websocket.Upgrader
}

func (s *Server) legacy() graphql.Transport {
	limit := int64(64 << 10)
	upgrader := websocket.Upgrader{CheckOrigin: s.mayConnect, HandshakeTimeout: streamWriteTimeout, Subprotocols: []string{legacyProtocol}}
	return legacy{upgrader: upgrader, Websocket: transport.Websocket{
		Implementation: upgraded{},
		InitTimeout:    5 * time.Second, PayloadReadLimit: &limit,
		KeepAlivePingInterval: s.cfg.PingInterval,
		InitFunc: func(ctx context.Context, p transport.InitPayload) (context.Context, *transport.InitPayload, error) {
			entered, err := s.enter(ctx, bearer(p.Authorization()))
			switch {
			case errors.Is(err, live.ErrFull), errors.Is(err, live.ErrCrowded):
				return transport.AppendCloseReason(transport.WithWebsocketCloseCode(ctx, websocket.CloseTryAgainLater), live.Refusal(err)), nil, err
			case err != nil:
				return transport.AppendCloseReason(transport.WithWebsocketCloseCode(ctx, closeForbidden), "Forbidden"), nil, err
			}
			if l := lineOf(ctx); l != nil {
				l.conn.entered(entered)
			}
			return entered, nil, nil
		},
	}}
}

// legacyProtocol is the older websocket subprotocol. The newer one is not offered here: live serves it.
const legacyProtocol = "graphql-ws"

// Do serves one websocket. It is made and closed here: gqlgen's transport writes a line to the log for each request that
// cannot become one, whoever sent it, and leaves a client open whose first message it cannot read.
func (l legacy) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	ws, err := l.upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // Upgrade has answered
	}
	defer func() { _ = ws.Close() }()
	c := &legacyConn{Conn: ws}
	l.Websocket.Do(w, r.WithContext(context.WithValue(r.Context(), lineKey{}, &line{conn: c})), exec)
}

// line is what belongs to one websocket of the older protocol.
type line struct {
	conn          *legacyConn
	subscriptions atomic.Int32
}

type lineKey struct{}

func lineOf(ctx context.Context) *line {
	l, _ := ctx.Value(lineKey{}).(*line)
	return l
}

// maxLineSubscriptions bounds what gqlgen's transport does not.
const maxLineSubscriptions = 50

// bounded refuses the subscriptions of a line that are too many.
func bounded(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	l := lineOf(ctx)
	if l == nil || graphql.GetOperationContext(ctx).Operation.Operation != ast.Subscription {
		return next(ctx)
	}
	if l.subscriptions.Add(1) > maxLineSubscriptions {
		l.subscriptions.Add(-1)
		return graphql.OneShot(graphql.ErrorResponse(ctx, "a connection may have %d subscriptions; end one first", maxLineSubscriptions))
	}
	context.AfterFunc(ctx, func() { l.subscriptions.Add(-1) })
	return next(ctx)
}

// closeForbidden is the close code for those who may not enter, or not stay.
const closeForbidden = 4403

// upgraded hands gqlgen's transport the websocket that legacy has made.
type upgraded struct{}

// Accept returns the websocket of the request.
func (upgraded) Accept(_ http.ResponseWriter, r *http.Request, _ transport.WebsocketAcceptOptions) (transport.WebsocketConn, error) {
	return lineOf(r.Context()).conn, nil
}

// legacyConn is a websocket whose writes end in time, and which says why it closes.
type legacyConn struct {
	*websocket.Conn
	mu  sync.Mutex
	ctx context.Context // of the session; nil before it is known
}

func (c *legacyConn) entered(ctx context.Context) {
	c.mu.Lock()
	c.ctx = ctx
	c.mu.Unlock()
}

// NextReader waits for a message.
func (c *legacyConn) NextReader() (int, io.Reader, error) {
	kind, r, err := c.Conn.NextReader()
	if websocket.IsCloseError(err, websocket.CloseNormalClosure, websocket.CloseGoingAway, websocket.CloseNoStatusReceived) {
		err = transport.ErrWebsocketClosed
	}
	return kind, r, err
}

// WriteJSON sends a message. A client that does not take it within the time loses its connection.
func (c *legacyConn) WriteJSON(v any) error {
	_ = c.Conn.SetWriteDeadline(time.Now().Add(streamWriteTimeout))
	err := c.Conn.WriteJSON(v)
	if err != nil {
		_ = c.Conn.Close()
	}
	return err
}

// WriteClose says why the connection ends.
func (c *legacyConn) WriteClose(code int, reason string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ctx != nil && c.ctx.Err() != nil {
		code, reason = websocket.CloseGoingAway, "The switchboard stops; come back"
		if errors.Is(context.Cause(c.ctx), live.ErrRevoked) {
			code, reason = closeForbidden, "The session has ended"
		}
	}
	return c.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Now().Add(time.Second))
}
