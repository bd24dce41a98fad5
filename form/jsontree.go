package form

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"unicode/utf8"

	"parley"
)

// deepestJSON is the deepest that a body nests: body, table, row, place, points, point.
const deepestJSON = 6

// readJSON reads one JSON value, numbers as they are written, and refuses a key that stands twice.
func readJSON(text []byte) (any, error) {
	switch {
	case len(text) > MaxJSON:
		return nil, tooLarge("the JSON has %d bytes, more than %d", len(text), MaxJSON)
	case !utf8.Valid(text):
		return nil, bad("the JSON is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	tree, err := readTree(d, 0)
	if err == nil {
		if _, end := d.Token(); end != io.EOF {
			err = bad("after the body stands something else")
		}
	}
	if err != nil && parley.CodeOf(err) == parley.CodeInternal {
		err = parley.Wrap(err, parley.CodeBadMessage, "the body is not JSON: %s", strings.TrimPrefix(err.Error(), "json: "))
	}
	return tree, err
}

func readTree(d *json.Decoder, depth int) (any, error) {
	if depth > deepestJSON {
		return nil, bad("the JSON nests deeper than any body")
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('['):
		list := []any{}
		for d.More() {
			it, err := readTree(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, it)
		}
		_, err = d.Token()
		return list, err
	case json.Delim('{'):
		return readObject(d, depth)
	}
	return token, nil
}

func readObject(d *json.Decoder, depth int) (any, error) {
	object := map[string]any{}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := key.(string)
		if _, twice := object[name]; twice {
			return nil, bad("the field %.80q stands twice", name)
		}
		if object[name], err = readTree(d, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return object, err
}
