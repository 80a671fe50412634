// Package durability tests what the switchboard keeps: through kill -9, restarts, a database that is away, and
// clients that lose their line.
package durability
