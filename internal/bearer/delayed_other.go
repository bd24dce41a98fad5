//go:build !linux

package bearer

func delayAcks(uintptr) {}
