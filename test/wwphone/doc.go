// Package wwphone drives the client wwphone in a real browser against a whole switchboard with real telephones. It knows
// no more of either than a person in front of them.
package wwphone
