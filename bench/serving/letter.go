package serving

import (
	"crypto/rand"
	"time"

	"parley"
	"parley/internal/keystore"
	"parley/wire"
)

// A Letter is what a message is made of.
type Letter struct {
	From, To   parley.PartyID
	Charter    parley.Hash
	Precedence parley.Precedence
	Text       string
	Blob       []byte // or nil
	Key        *keystore.Key
}

// Seal signs the letter. With a blob it returns its salt and id too.
func (l Letter) Seal() (envelope []byte, salt [16]byte, blob parley.Hash, err error) {
	post := parley.PostID("duty")
	m := &wire.Payload{
		Time: parley.MillisOf(time.Now()), From: wire.Address{Party: l.From, Post: &post}, Action: []wire.Address{{Party: l.To}},
		Precedence: l.Precedence, InfoPrecedence: l.Precedence, Edition: 1, Roster: 1, Form: wire.FormText, Lang: "en", Exercise: true,
		Body: []byte(l.Text),
	}
	rand.Read(m.Nonce[:])
	if l.Blob != nil {
		rand.Read(salt[:])
		blob = wire.BlobID(salt, l.Blob)
		m.Salt = &salt
		m.Blobs = []wire.Blob{{Name: "map.bin", MediaType: "application/octet-stream", Size: uint64(len(l.Blob)), ID: blob}}
	}
	e, err := wire.Seal(m, l.Charter, l.Key)
	if err != nil {
		return nil, salt, blob, err
	}
	return e.Encode(), salt, blob, nil
}
