// Package store keeps the nouns of package models in a database: SQLite inside the program or PostgreSQL beside
// it, both behind the same methods. It owns rows, migrations and the sealing of secrets. It must not know
// telephony, GraphQL or HTTP, and no row type leaves it: what goes in and out are the values of package models.
//
// Every call ends. A database server that does not answer makes a call fail with [ErrUnavailable] within two
// seconds, and the next call after it has come back succeeds, without anybody's help.
package store
