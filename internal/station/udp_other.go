//go:build !linux

package station

func keepWhole(uintptr) {}
