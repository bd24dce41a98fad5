package main

import (
	"bytes"
	"testing"

	"parley/dictionary"
	"parley/wire"
)

// The dictionary that is shipped is the one that this command makes.
func TestShipped(t *testing.T) {
	if !bytes.Equal(wire.Marshal(build()), dictionary.Ready()[0]) {
		t.Error("dictionary/parley-1.dict is not what go run ./dictionary/make writes")
	}
}
