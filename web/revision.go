package web

import (
	"crypto/sha256"
	"encoding/hex"
)

// revision names a content for the header ETag, with its quotes.
func revision(content []byte) string {
	sum := sha256.Sum256(content)
	return `"` + hex.EncodeToString(sum[:8]) + `"`
}
