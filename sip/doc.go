// Package sip is the engine: it turns packets into facts and plans into packets. It joins sockets (flow), the parser (msg),
// transactions (tx), the registrar, calls, probes and the media relay; each of them is a package below and owns its state.
// It knows no GraphQL, no HTTP and no database; what it must ask or tell goes through three small interfaces.
package sip
