// Package testrig is the kit that tests and measurements across rooms are made of: a switchboard in this process or in
// one of its own, a GraphQL client with subscriptions, and below it real telephones (baresip), browsers and databases.
package testrig
