//go:build !linux

package postgres

import "syscall"

func attributes(account *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: account, Setpgid: true}
}

// family returns the process alone: a frozen postmaster still lets no new connection in, but backends go on.
func family(pid int) []int { return []int{pid} }
