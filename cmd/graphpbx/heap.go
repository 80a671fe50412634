package main

import (
	"os"
	"runtime/debug"
)

const (
	// heapFloor is address space, not memory: it is never touched. Counted as living, it keeps the collector of a small
	// office from running every few calls.
	heapFloor = 96 << 20
	// heapGrowth is per cent of the heap, the floor included, that may become garbage before it is collected. A large
	// office pays half of its telephones' state for that, in place of all of it.
	heapGrowth = 50
)

// calmCollector makes garbage collection rare while the heap is small, and thrifty when it is large. It does nothing
// where the operator has set GOGC. What it returns must be kept until the end.
func calmCollector() []byte {
	if os.Getenv("GOGC") != "" {
		return nil
	}
	debug.SetGCPercent(heapGrowth)
	return make([]byte, heapFloor)
}
