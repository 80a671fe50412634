// Package examples runs the examples of the documentation against a whole switchboard, as a reader would.
package examples
