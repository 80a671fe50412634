// Package probe asks every registered telephone once a minute whether it answers, with an OPTIONS down the flow on which
// it registered (RFC 3261 section 11), and measures how long that takes. Telephones are asked evenly over the minute, so
// that thousands of them cost a trickle and not a burst.
//
// A probe is no transaction: it is one small struct for each telephone, whose message is written anew for each sending,
// and its answer is recognised by the branch before anything is parsed.
//
// The package must not know who registers, what the figures are used for, or how they are drawn.
package probe
