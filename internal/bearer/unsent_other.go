//go:build !linux

package bearer

func limitUnsent(uintptr, int) {}
