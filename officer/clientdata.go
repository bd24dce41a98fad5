package officer

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"parley"
)

// checkClient holds what the browser says it asked for: an assertion over challenge, in a page of one of the origins
// that is not framed by another. Members that are not known are passed over, as browsers add some [OFF-12].
func (k Key) checkClient(client []byte, challenge parley.Hash) error {
	m, ok := readObject(client)
	if !ok {
		return badSignature("the client data of the signature by the key %s is not one JSON object without a name twice", k.ID())
	}
	origin, _ := m["origin"].(string)
	framed, framing := m["crossOrigin"]
	_, topped := m["topOrigin"]
	switch {
	case m["type"] != "webauthn.get":
		return badSignature("the client data of the signature by the key %s is of another type than webauthn.get", k.ID())
	case m["challenge"] != base64.RawURLEncoding.EncodeToString(challenge[:]):
		return badSignature("the signature by the key %s does not verify: it is of another text, or was made for something else", k.ID())
	case !slices.Contains(k.Extra.Origins, origin):
		return badSignature("the signature by the key %s was made in a page of %.80q, which is not among its origins", k.ID(), origin)
	case framing && framed != false || topped:
		return badSignature("the signature by the key %s was made in a page inside a page of another origin", k.ID())
	}
	return nil
}

// readObject reads a JSON object (RFC 8259) and returns the members that are strings, truth values or null; those of
// another type have a value that equals none of these. It refuses bytes that are not UTF-8, a name that stands twice in
// any object, an escape of a surrogate, and anything before or after the object but white space.
func readObject(b []byte) (map[string]any, bool) {
	if !utf8.Valid(b) || escapesSurrogate(string(b)) || !json.Valid(b) {
		return nil, false
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber() // a number of any size is passed over
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, false
	}
	return readMembers(d)
}

// readMembers reads the rest of an object whose brace was read.
func readMembers(d *json.Decoder) (map[string]any, bool) {
	m := map[string]any{}
	for d.More() {
		name, err := d.Token()
		s, ok := name.(string)
		if _, twice := m[s]; err != nil || !ok || twice {
			return nil, false
		}
		if m[s], ok = readValue(d); !ok {
			return nil, false
		}
	}
	_, err := d.Token()
	return m, err == nil
}

// readValue reads one value: a string, a truth value or null as itself, anything else as a Delim or a Number.
func readValue(d *json.Decoder) (any, bool) {
	t, err := d.Token()
	if err != nil {
		return nil, false
	}
	switch t {
	case json.Delim('{'):
		_, ok := readMembers(d)
		return t, ok
	case json.Delim('['):
		for d.More() {
			if _, ok := readValue(d); !ok {
				return nil, false
			}
		}
		_, err = d.Token()
	}
	return t, err == nil
}

// escapesSurrogate reports whether valid JSON has an escape of U+D800 to U+DFFF: one without its pair stands for no
// character, and readers differ in what they make of it.
func escapesSurrogate(s string) bool {
	s = strings.ToLower(strings.ReplaceAll(s, `\\`, ""))
	for i := strings.Index(s, `\ud`); i >= 0; i = strings.Index(s, `\ud`) {
		if s = s[i+3:]; s != "" && strings.IndexByte("89abcdef", s[0]) >= 0 {
			return true
		}
	}
	return false
}
