// Package bench measures a running graphpbx from outside: registrations, calls, relayed sound, fan-out, start-up. Each figure
// stands beside a peer or a baseline of the same run, since only ratios mean something on a shared machine. Nothing here
// is part of the tests: `make bench` runs it.
package bench
