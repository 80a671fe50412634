package main

import (
	"context"
	"io"

	"graphpbx/testrig/phone/console"
)

// runPhone is a telephone for trying things, on the very packages that the tests use.
func runPhone(ctx context.Context, args []string, out, errOut io.Writer) int {
	return console.Run(ctx, args, out, errOut)
}
