package server

import (
	"net/http"

	"graphpbx/switchboard"
)

// BackupPath is where the local administrator takes a backup. It is not served to anybody else: the key for all secrets
// is in it.
const BackupPath = "/backup"

// BackupFault is the trailer that says what went wrong, when the answer had begun already.
const BackupFault = "Backup-Fault"

// backup sends a backup as it is made.
func (s *Server) backup(w http.ResponseWriter, r *http.Request) {
	if s.cfg.Backup == nil {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Trailer", BackupFault)
	w.Header().Set("Content-Type", "application/gzip")
	err := s.cfg.Backup(r.Context(), w)
	outcome := "OK"
	if err != nil {
		outcome = codeFailed
		w.Header().Set(BackupFault, err.Error())
		s.log.Error("a backup failed", "error", err)
	}
	s.cfg.Switchboard.Audit(switchboard.Deed{Viewer: switchboard.LocalAdministrator(), Operation: "backup", Outcome: outcome})
}

// codeFailed is the outcome of a backup that nobody can use.
const codeFailed = "INTERNAL"
