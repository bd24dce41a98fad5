//go:build slowdisk

package main

import (
	"time"

	"parley/internal/faultdisk"
)

// A program built with this tag is for measurements: each fsync of its database takes 10 ms longer.
func init() {
	faultdisk.Use()
	faultdisk.Watch("/", 10*time.Millisecond)
}
