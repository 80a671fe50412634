// Package telephones tests the whole switchboard with telephones that are not ours: baresip and SIPp.
package telephones
