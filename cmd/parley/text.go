package main

import (
	"io"

	"parley"
	"parley/wire"
)

// counted is how much of a text that is too long is read to say by how much.
const counted = 64 << 20

// readText returns the text of a message: the argument, or standard input where it is "-". A text that is too long is
// refused with the number of bytes over.
func readText(arg string, stdin io.Reader) ([]byte, error) {
	text := []byte(arg)
	length := int64(len(text))
	if arg == "-" {
		var err error
		if text, err = io.ReadAll(io.LimitReader(stdin, wire.MaxText+1)); err != nil {
			return nil, unreadable("standard input", err)
		}
		rest, err := io.Copy(io.Discard, io.LimitReader(stdin, counted))
		if err != nil {
			return nil, unreadable("standard input", err)
		}
		length = int64(len(text)) + rest
	}
	if over := length - wire.MaxText; over >= counted {
		return nil, parley.Errorf(parley.CodeTooLarge, "the text is more than %d bytes over the limit of %d", counted, wire.MaxText)
	} else if over > 0 {
		return nil, parley.Errorf(parley.CodeTooLarge, "the text has %d bytes, %d more than the limit of %d", length, over, wire.MaxText)
	}
	return text, nil
}
