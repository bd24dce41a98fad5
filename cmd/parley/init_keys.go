package main

import (
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"parley"
	"parley/charter"
	"parley/internal/keystore"
)

// A keySet is every private key of a new party.
type keySet struct {
	root, recovery *keystore.Key
	daily          map[string]*keystore.Key // by role: log, cosigner, link, duty, operator-<post>
	seal, sealTo   string
}

func (b *blueprint) makeKeys() (*keySet, error) {
	set := &keySet{daily: map[string]*keystore.Key{}}
	roles := []string{"root", "recovery", "log", "cosigner", "link", "duty"}
	for _, p := range b.config.Posts {
		roles = append(roles, operatorRole(p))
	}
	for _, role := range roles {
		k, err := keystore.Generate(rand.Reader)
		if err != nil {
			return nil, err
		}
		set.daily[role] = k
	}
	set.root, set.recovery = set.daily["root"], set.daily["recovery"]
	delete(set.daily, "root")
	delete(set.daily, "recovery")
	var err error
	set.seal, set.sealTo, err = keystore.NewSealIdentity()
	return set, err
}

// write stores the keys of daily use.
func (s *keySet) write(work string) error {
	for role, k := range s.daily {
		if err := keystore.Write(keyPath(work, role), k, ""); err != nil {
			return storage(err, "cannot write the keys")
		}
	}
	return keystore.WriteSeal(filepath.Join(work, keysName, "seal.txt"), s.seal, "")
}

// writeRareKeys stores the root and recovery keys. One that goes elsewhere is first written here and its file noted,
// so that an init that is interrupted leaves nothing that the next one cannot clear.
func (b *blueprint) writeRareKeys(work string, set *keySet) error {
	var note strings.Builder
	elsewhere := map[string][]byte{}
	for name, k := range map[string]struct {
		key  *keystore.Key
		path string
	}{rootName: {set.root, b.config.Keys.Root}, recoveryName: {set.recovery, b.config.Keys.Recovery}} {
		here := filepath.Join(work, name)
		if err := keystore.Write(here, k.key, b.passphrase); err != nil {
			return err
		}
		if !filepath.IsAbs(k.path) {
			continue
		}
		text, err := os.ReadFile(here)
		if err != nil {
			return unreadable(here, err)
		}
		if err := os.Remove(here); err != nil {
			return unwritable(here, err)
		}
		elsewhere[k.path] = text
		fmt.Fprintf(&note, "%s %s\n", parley.Sum(text), k.path)
	}
	if len(elsewhere) == 0 {
		return nil
	}
	if err := writeBytes(filepath.Join(work, outsideName), []byte(note.String())); err != nil {
		return err
	}
	for path, text := range elsewhere {
		if err := writeBytes(path, text); err != nil {
			return err
		}
	}
	return nil
}

// partyFile returns the public half, with the first sheet.
func (b *blueprint) partyFile(set *keySet) ([]byte, error) {
	sheet := &charter.Sheet{Party: b.config.Party, Number: 1, Time: b.time, Root: set.root.Public(), Log: set.daily["log"].Public(),
		Cosigner: set.daily["cosigner"].Public(), Link: set.daily["link"].Public(), Seal: set.sealTo, Duty: set.daily["duty"].Public(),
		Addresses: b.config.Addresses}
	signers := []parley.Signer{set.root}
	for _, p := range b.config.Posts {
		sheet.Operators = append(sheet.Operators, charter.Operator{Post: p, Key: set.daily[operatorRole(p)].Public()})
	}
	for _, k := range set.daily {
		signers = append(signers, k)
	}
	signed, err := charter.SignSheet(sheet, signers)
	if err != nil {
		return nil, err
	}
	p := &charter.PartyFile{Party: b.config.Party, Name: b.config.Name, Root: set.root.Public(), Recovery: parley.Sum(set.recovery.Public()),
		Posts: b.config.Posts, Sheet: signed}
	text := p.Encode()
	_, err = charter.ParsePartyFile(text)
	return text, err
}
