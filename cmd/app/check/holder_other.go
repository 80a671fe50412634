//go:build !linux

package check

func holder(string, string) string { return "another program" }
