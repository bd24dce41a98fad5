package parley_test

import (
	"errors"
	"fmt"
	"io"
	"testing"

	"parley"
)

func TestError(t *testing.T) {
	plain := parley.Errorf(parley.CodeBadName, "the %s id is empty", "party")
	if plain.Error() != "the party id is empty" || plain.Unwrap() != nil {
		t.Errorf("%v", plain)
	}
	over := fmt.Errorf("opening: %w", parley.Wrap(io.ErrUnexpectedEOF, parley.CodeStorage, "the disk is full"))
	if over.Error() != "opening: the disk is full: unexpected EOF" || !errors.Is(over, io.ErrUnexpectedEOF) {
		t.Errorf("%v", over)
	}
	if parley.CodeOf(over) != parley.CodeStorage || parley.SentenceOf(over) != "the disk is full" {
		t.Errorf("code %s, sentence %q", parley.CodeOf(over), parley.SentenceOf(over))
	}
	// The first of two in a chain speaks.
	outer := parley.Wrap(over, parley.CodeBusy, "the directory is in use")
	if parley.CodeOf(outer) != parley.CodeBusy || parley.SentenceOf(outer) != "the directory is in use" {
		t.Errorf("code %s, sentence %q", parley.CodeOf(outer), parley.SentenceOf(outer))
	}
	if parley.CodeOf(io.EOF) != parley.CodeInternal || parley.SentenceOf(io.EOF) != "internal error: EOF" {
		t.Errorf("code %s, sentence %q", parley.CodeOf(io.EOF), parley.SentenceOf(io.EOF))
	}
}

// Each refusal code of the chapter has a reason of its own; one that this version does not know has one too.
func TestRefusalReasons(t *testing.T) {
	seen := map[string]parley.RefusalCode{}
	for c := parley.RefusedUnspecified; c <= parley.RefusedDuplicateMark+1; c++ {
		if before, twice := seen[c.Reason()]; twice || c.Reason() == "" {
			t.Errorf("codes %d and %d: %q", before, c, c.Reason())
		}
		seen[c.Reason()] = c
	}
	if parley.RefusalCode(200).Reason() != parley.RefusalCode(201).Reason() {
		t.Error("unknown codes differ")
	}
}
