package app

import (
	"context"
	"errors"

	"graphpbx/cmd/app/check"
	"graphpbx/models"
)

// checks looks at what the running switchboard of the configuration stands on.
func (cfg Config) checks(ctx context.Context) []models.HealthCheck {
	return check.All(ctx, cfg.subject(true))
}

func (cfg Config) subject(running bool) check.Subject {
	return check.Subject{
		Data: cfg.Data, Database: cfg.Database, HTTP: cfg.HTTP, SIP: cfg.SIP, RTPPorts: cfg.RTPPorts,
		ExternalHost: cfg.ExternalHost, PublicURL: cfg.PublicURL, Running: running,
	}
}

// Check looks at what a switchboard stands on. One that runs on the data folder is asked itself: it knows with which
// options it was started.
func Check(ctx context.Context, cfg Config) (checks []models.HealthCheck, running bool, err error) {
	admin, err := ConnectAdmin(cfg.Data)
	if err == nil {
		checks, err = admin.HealthChecks()
		return checks, true, errors.Join(err, admin.Close())
	}
	if err := checkPublicURL(cfg.PublicURL); err != nil {
		return []models.HealthCheck{{Name: "configuration", Status: models.CheckFault, Message: err.Error(), Advice: "Correct --public-url."}}, false, nil
	}
	return check.All(ctx, cfg.subject(false)), false, nil
}

// HealthChecks asks the switchboard what it stands on.
func (a *Admin) HealthChecks() ([]models.HealthCheck, error) {
	var answer struct{ HealthChecks []models.HealthCheck }
	err := a.do(`{ healthChecks { name status message advice } }`, nil, &answer)
	return answer.HealthChecks, err
}
