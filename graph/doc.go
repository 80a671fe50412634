// Package graph is the schema in Go: resolvers that translate between GraphQL and the switchboard, one file a
// subject, and what is common to all requests (who asks, errors, limits). It decides nothing itself, and knows neither
// the database, nor SIP, nor how requests travel.
package graph

//go:generate go tool gqlgen
//go:generate go run graphpbx/scripts/schemareference ../schema.graphqls ../docs/reference.md
