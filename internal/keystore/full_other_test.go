//go:build !linux

package keystore

import "errors"

func mountFull(string) error { return errors.ErrUnsupported }

func unmount(string) {}
