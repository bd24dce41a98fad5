package accept

import "syscall"

// orphan says what becomes of a process whose test ends without a word, interrupted or out of time: it is killed.
func orphan() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
