// Package security attacks the whole switchboard from outside, over real sockets, and looks at what it gives away.
package security
