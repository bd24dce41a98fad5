package main

import (
	"errors"
	"io"
	"io/fs"
	"os"

	"parley"
	"parley/internal/policy"
)

// policyFile reads the policy at path; given is false where there is none.
func policyFile(path string) (text []byte, given bool, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, true, unreadable(path, err)
	}
	defer f.Close()
	if text, err = io.ReadAll(io.LimitReader(f, policy.MaxFile+1)); err != nil {
		return nil, true, parley.Wrap(err, parley.CodeStorage, "cannot read %s: %s", path, reason(err))
	}
	return text, true, nil
}
