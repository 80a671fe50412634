// Package attacks goes at the whole switchboard as strangers do who mean harm, and as telephones do that are broken:
// nothing may fall over, fill up, reach a third party or be changed by whoever has not logged in.
package attacks
