package main

import (
	"cmp"
	"flag"
	"net/url"
	"strings"

	"graphpbx/models"
)

// startOptions are the flags as they were set, for the dashboard to show.
func startOptions(flags *flag.FlagSet, given sources) (options []models.StartOption) {
	flags.VisitAll(func(f *flag.Flag) {
		_, usage := flag.UnquoteUsage(f)
		options = append(options, models.StartOption{
			Name: f.Name, Value: withoutPassword(f.Value.String()), Source: cmp.Or(given[f.Name], models.OptionDefault), Explanation: usage,
		})
	})
	return options
}

// withoutPassword masks the password of an address such as that of a database.
func withoutPassword(value string) string {
	if !strings.Contains(value, "://") {
		return value
	}
	u, err := url.Parse(value)
	if err != nil {
		return "xxxxx" // what cannot be read may hold one
	}
	if query := u.Query(); query.Has("password") { // PostgreSQL takes it there as well
		query.Set("password", "xxxxx")
		u.RawQuery = query.Encode()
	}
	return u.Redacted()
}
