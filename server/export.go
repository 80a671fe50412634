package server

import (
	"encoding/csv"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"graphpbx/graph"
	"graphpbx/models"
	"graphpbx/switchboard"
)

// exportTimeout bounds how long the lines of an export may take to leave between two flushes.
const exportTimeout = 30 * time.Second

// statisticsColumns are the first line of an export of online statistics. Times are those of UTC, round trips in
// milliseconds.
var statisticsColumns = []string{
	"start", "terminal", "user", "health", "sent", "lost", "green", "orange", "red", "min_ms", "mean_ms", "median_ms", "p95_ms", "max_ms",
}

// statisticsCSV streams online statistics: of userId, terminalId or address, or of the whole switchboard; from and to as
// in GraphQL, and a resolution. It wants a session like /graphql does, in the header alone: what stands in an address ends
// up in logs.
func (s *Server) statisticsCSV(w http.ResponseWriter, r *http.Request) {
	visit := graph.VisitOf(r.Context())
	if visit.Viewer.Role == models.RoleNone {
		refuse(w, http.StatusUnauthorized, "UNAUTHENTICATED", "log in first")
		return
	}
	if visit.Viewer.ByToken() && !visit.Viewer.Scopes.Allow(models.ScopeTelephonesRead) {
		refuse(w, http.StatusForbidden, "FORBIDDEN", "this API token lacks the scope TELEPHONES_READ: make one that has it")
		return
	}
	q, pbx := r.URL.Query(), s.cfg.Switchboard
	of, err := pbx.NewStatisticsScope(q.Get("userId"), q.Get("terminalId"), q.Get("address"))
	from, to, errSpan := exportSpan(q)
	if err = errors.Join(err, errSpan); err != nil {
		s.refuseExport(w, err)
		return
	}
	resolution := switchboard.Resolution(q.Get("resolution"))
	if resolution == "" {
		resolution = switchboard.ResolutionHour
	}
	out := newExport(w, "statistics.csv", statisticsColumns)
	err = pbx.ExportStatistics(r.Context(), visit.Viewer, of, from, to, resolution, func(c *switchboard.ExportedCell) error {
		return out.write(statisticsLine(c))
	})
	pbx.Audit(switchboard.Deed{
		Viewer: visit.Viewer, Source: visit.Source.String(), Operation: "statisticsExport", Outcome: exportOutcome(err),
		ObjectID: q.Get("userId") + q.Get("terminalId"), Arguments: map[string]string{
			"address": q.Get("address"), "from": q.Get("from"), "to": q.Get("to"), "resolution": string(resolution),
		},
	})
	s.endExport(out, err)
}

// exportSpan reads the span; a day where it is left out.
func exportSpan(q url.Values) (from, to time.Time, err error) {
	read := func(name string, otherwise time.Time) time.Time {
		text := q.Get(name)
		if text == "" {
			return otherwise
		}
		at, fault := time.Parse(time.RFC3339, text)
		if fault != nil {
			err = models.Problems{{Path: []string{name}, Code: models.ProblemInvalid, Message: "this is no time: write it like 2026-01-31T12:00:00Z"}}
		}
		return at
	}
	to = read("to", time.Now())
	from = read("from", to.Add(-24*time.Hour))
	return from, to, err
}

func statisticsLine(c *switchboard.ExportedCell) []string {
	line := []string{c.Start.Format(time.RFC3339), c.TerminalID, c.Username, string(c.Health)}
	for _, n := range []int{c.Sent, c.Lost, c.Green, c.Orange, c.Red} {
		line = append(line, strconv.Itoa(n))
	}
	for _, trip := range []time.Duration{c.Min, c.Mean, c.Median, c.P95, c.Max} {
		text := ""
		if c.Sent > c.Lost {
			text = strconv.FormatFloat(float64(trip)/float64(time.Millisecond), 'f', 1, 64)
		}
		line = append(line, text)
	}
	return line
}

// export is a CSV file on its way. Its header leaves with the first line, so that a refusal can still be told before.
type export struct {
	to      http.ResponseWriter
	control *http.ResponseController
	csv     *csv.Writer
	name    string
	columns []string
	lines   int
}

func newExport(w http.ResponseWriter, name string, columns []string) *export {
	return &export{to: w, control: http.NewResponseController(w), csv: csv.NewWriter(w), name: name, columns: columns}
}

func (e *export) begin() error {
	h := e.to.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="`+e.name+`"`)
	h.Set("Cache-Control", "no-store")
	return e.csv.Write(e.columns)
}

// write adds a line. Every thousand lines are sent, and must have left in time.
func (e *export) write(line []string) error {
	if e.lines == 0 {
		if err := e.begin(); err != nil {
			return err
		}
	}
	if e.lines++; e.lines%1000 == 0 {
		_ = e.control.SetWriteDeadline(time.Now().Add(exportTimeout)) // a writer without deadlines has none to miss
		e.csv.Flush()
	}
	if err := e.csv.Write(line); err != nil {
		return err
	}
	return e.csv.Error()
}

// endExport ends a file, or says why there is none. A file that breaks off in the middle ends with its connection, so that
// nobody takes a part of it for the whole.
func (s *Server) endExport(e *export, err error) {
	switch {
	case err != nil && e.lines == 0:
		s.refuseExport(e.to, err)
		return
	case err != nil:
		s.log.Warn("an export broke off", "file", e.name, "lines", e.lines, "error", err)
		_ = e.control.SetWriteDeadline(time.Now().Add(-time.Second)) // the end of the answer cannot leave any more
		return
	case e.lines == 0:
		_ = e.begin()
	}
	e.csv.Flush()
}

func (s *Server) refuseExport(w http.ResponseWriter, err error) {
	var problems models.Problems
	if !errors.As(err, &problems) || len(problems) == 0 {
		s.log.Error("an export failed", "error", err)
		refuse(w, http.StatusServiceUnavailable, "UNAVAILABLE", "the database does not answer at this moment: try again in a minute")
		return
	}
	status := http.StatusBadRequest
	if problems[0].Code == models.ProblemForbidden {
		status = http.StatusForbidden
	}
	refuse(w, status, string(problems[0].Code), problems[0].Message)
}

func exportOutcome(err error) string {
	var problems models.Problems
	switch {
	case err == nil:
		return "OK"
	case errors.As(err, &problems) && len(problems) > 0:
		return string(problems[0].Code)
	}
	return "UNAVAILABLE"
}
