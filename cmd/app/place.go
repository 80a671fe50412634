package app

import (
	"cmp"
	"net"
	"strconv"
	"strings"

	"graphpbx/models"
	"graphpbx/switchboard"
)

// place is where telephones find the switchboard and their files.
func (a *App) place(cfg Config) switchboard.DevicePlace {
	host, port, err := net.SplitHostPort(a.domain(cfg))
	if err != nil {
		host, port = a.domain(cfg), strconv.Itoa(defaultSIPPort)
	}
	number, _ := strconv.Atoi(port)
	return switchboard.DevicePlace{
		Host: host, Port: number, Transport: models.TransportUDP,
		URL: strings.TrimSuffix(cmp.Or(cfg.PublicURL, a.localURL(cfg)), "/") + "/provision/",
	}
}
