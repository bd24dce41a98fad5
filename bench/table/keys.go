package table

import (
	"crypto/ed25519"
	"crypto/rand"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/keystore"
	"parley/internal/node"
)

// A keyMaker makes the seed of a party's key in a role.
type keyMaker func(id parley.PartyID, role string) parley.Hash

func randomSeed(parley.PartyID, string) (seed parley.Hash) {
	rand.Read(seed[:])
	return seed
}

func newParty(id parley.PartyID, key keyMaker) *Party {
	p := &Party{ID: id, At: "127.0.0.1:0", keys: map[string]*keystore.Key{}}
	for _, role := range roles {
		seed := key(id, role)
		if p.keys[role] = keystore.FromSeed(seed); role == "link" {
			p.link = ed25519.NewKeyFromSeed(seed[:])
		}
	}
	p.Operator = p.keys["operator"]
	return p
}

// inside runs what makes sockets.
func (p *Party) inside(fn func() error) error {
	if p.Inside == nil {
		return fn()
	}
	return p.Inside(fn)
}

// sign makes the party file with sheet 1.
func (p *Party) sign() error {
	_, seal, err := keystore.NewSealIdentity()
	if err != nil {
		return err
	}
	k := p.keys
	sheet := &charter.Sheet{
		Party: p.ID, Number: 1, Time: parley.MillisOf(time.Now()), Root: k["root"].Public(), Log: k["log"].Public(),
		Cosigner: k["cosigner"].Public(), Link: k["link"].Public(), Seal: seal, Duty: k["duty"].Public(),
		Operators: []charter.Operator{{Post: "duty", Key: k["operator"].Public()}}, Addresses: []string{p.address},
	}
	signed, err := charter.SignSheet(sheet, []parley.Signer{k["root"], k["log"], k["cosigner"], k["link"], k["duty"], k["operator"]})
	p.file = &charter.PartyFile{Party: p.ID, Name: "The party " + string(p.ID), Root: k["root"].Public(),
		Recovery: parley.Sum(k["recovery"].Public()), Posts: []parley.PostID{"duty"}, Sheet: signed}
	return err
}

// agree drafts the charter and has all sign it.
func (t *Table) agree() (a node.Adoption, err error) {
	var files []charter.PartyFile
	for _, p := range t.Parties {
		files = append(files, *p.file)
		a.Parties = append(a.Parties, p.file.Encode())
	}
	c, err := charter.Draft(t.template, true, parley.MillisOf(time.Now()), files)
	if err != nil {
		return a, err
	}
	a.Text = c.Encode()
	for _, p := range t.Parties {
		line, err := charter.Sign(p.keys["root"], p.ID, a.Text)
		if err != nil {
			return a, err
		}
		a.Signatures = append(a.Signatures, line)
	}
	return a, nil
}
