package charter

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"

	"parley"
	"parley/wire"
)

// PartyFormat is the first value of every party file [CHR-28].
const PartyFormat = "parley-party-1"

// MaxPartyFile is the longest party file, in bytes.
const MaxPartyFile = 32 << 10

// A PartyFile is what a party hands over before the first charter: the public half of it.
type PartyFile struct {
	Party    parley.PartyID
	Name     string
	Root     ed25519.PublicKey
	Recovery parley.Hash
	Posts    []parley.PostID
	Sheet    []byte // signed sheet
}

// Encode returns the one canonical text of p.
func (p *PartyFile) Encode() []byte {
	w := new(writer)
	w.text("format", PartyFormat)
	w.text("party", string(p.Party))
	w.text("name", p.Name)
	w.text("root", hex.EncodeToString(p.Root))
	w.text("recovery", p.Recovery.String())
	w.posts("posts", p.Posts)
	w.text("sheet", base64.StdEncoding.EncodeToString(p.Sheet))
	return w.b
}

// ParsePartyFile reads a party file of at most 32 KiB and its sheet. The sheet must be valid by itself, of the same
// party and root, have an operator key for each post, and hold no key that is also the recovery key [CHR-28].
func ParsePartyFile(b []byte) (*PartyFile, error) {
	if len(b) > MaxPartyFile {
		return nil, parley.Errorf(parley.CodeTooLarge, "the party file has %d bytes, more than %d", len(b), MaxPartyFile)
	}
	r := newReader(parley.CodeBadSheet, b)
	r.constant("format", PartyFormat)
	p := &PartyFile{Party: r.partyID("party"), Name: r.text("name", maxName), Root: r.key("root"), Recovery: r.hash("recovery")}
	p.Posts = r.posts("posts")
	p.Sheet = r.base64("sheet")
	if err := r.finish(b, p.Encode); err != nil {
		return nil, err
	}
	if err := p.checkSheet(); err != nil {
		return nil, err
	}
	return p, nil
}

func (r *reader) base64(key string) []byte {
	s := r.take(key, stringValue)
	if r.err != nil {
		return nil
	}
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(b) > wire.MaxSheet {
		r.fail("`%s` is at most %d bytes in base64", key, wire.MaxSheet)
	}
	return b
}

func (p *PartyFile) checkSheet() error {
	s, err := ParseSheet(p.Sheet)
	if err != nil {
		return err
	}
	if s.Party != p.Party || !bytes.Equal(s.Root, p.Root) {
		return badSheet("the sheet in the party file of %s is of %s or of another root key", p.Party, s.Party)
	}
	if err := s.checkPosts(p.Posts); err != nil {
		return err
	}
	keys := newKeySet()
	keys.addHash(p.Recovery, "the recovery key of "+string(p.Party))
	return s.addKeys(keys)
}
