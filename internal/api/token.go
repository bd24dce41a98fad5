package api

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"parley"
)

// A Role says what an integration may do. None signs: what is submitted was signed elsewhere.
type Role string

// The roles.
const (
	Read   Role = "read"   // lists and shows, and takes evidence away
	Draft  Role = "draft"  // that, and keeps drafts for officers to sign
	Submit Role = "submit" // that, and hands over what is signed already, and attachments
	Audit  Role = "audit"  // read, and has the records checked
)

// Roles are all roles, in the order in which they are offered.
var Roles = []Role{Read, Draft, Submit, Audit}

// grants are the roles whose routes a role may use.
var grants = map[Role][]Role{Read: {Read}, Draft: {Read, Draft}, Submit: {Read, Draft, Submit}, Audit: {Read, Audit}}

// A Token lets one integration in. Only the hash of its secret is kept.
type Token struct {
	Name    string        `json:"name"`
	Role    Role          `json:"role"`
	Hash    string        `json:"hash"` // SHA-256 of the secret, hexadecimal
	Made    parley.Millis `json:"made"`
	Revoked parley.Millis `json:"revoked"` // 0: it is valid
}

// maxTokens bounds how many tokens a node keeps, revoked ones included, and maxTokenFile their file in bytes.
const (
	maxTokens    = 1000
	maxTokenFile = 1 << 20
)

// Tokens are a file in the node's directory, readable by its owner alone. It is read at each request, so that what was
// revoked is refused at once.
type Tokens struct{ Path string }

// All returns the tokens in the order in which they were made.
func (t Tokens) All() (all []Token, err error) {
	f, err := os.Open(t.Path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeStorage, "the tokens in %s cannot be read", t.Path)
	}
	defer f.Close()
	d := json.NewDecoder(io.LimitReader(f, maxTokenFile))
	d.DisallowUnknownFields()
	if err := d.Decode(&all); err != nil {
		return nil, parley.Wrap(err, parley.CodeBadEncoding, "the file of tokens %s is damaged", t.Path)
	}
	return all, nil
}

// Make adds a token and returns its secret, which is kept nowhere. random gives 32 bytes.
func (t Tokens) Make(name string, role Role, at parley.Millis, random io.Reader) (secret string, err error) {
	if err := parley.CheckName("token", name); err != nil {
		return "", err
	}
	if !slices.Contains(Roles, role) {
		return "", parley.Errorf(parley.CodeUsage, "the role %.20q is none of read, draft, submit and audit", role)
	}
	all, err := t.All()
	if err != nil {
		return "", err
	}
	for _, x := range all {
		if x.Name == name && x.Revoked == 0 {
			return "", parley.Errorf(parley.CodeDuplicate, "there is a token %s already: revoke it, or give another name", name)
		}
	}
	if len(all) == maxTokens {
		return "", parley.Errorf(parley.CodeLimit, "there are %d tokens already", maxTokens)
	}
	b := make([]byte, 32)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", err
	}
	secret = "parley_" + base64.RawURLEncoding.EncodeToString(b)
	return secret, t.write(append(all, Token{Name: name, Role: role, Hash: hashOf(secret), Made: at}))
}

// Revoke ends the token of that name.
func (t Tokens) Revoke(name string, at parley.Millis) error {
	all, err := t.All()
	if err != nil {
		return err
	}
	for i := range all {
		if all[i].Name == name && all[i].Revoked == 0 {
			all[i].Revoked = at
			return t.write(all)
		}
	}
	return parley.Errorf(parley.CodeNotFound, "there is no valid token %.40q", name)
}

// find returns the valid token with a secret. Secrets are compared by their hashes, which tell nothing of them.
func (t Tokens) find(secret string) (Token, bool, error) {
	all, err := t.All()
	for _, x := range all {
		if x.Revoked == 0 && x.Hash == hashOf(secret) {
			return x, true, nil
		}
	}
	return Token{}, false, err
}

func hashOf(secret string) string {
	h := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(h[:])
}

func (t Tokens) write(all []Token) error {
	b, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(t.Path), ".tokens-*")
	if err != nil {
		return parley.Wrap(err, parley.CodeStorage, "the tokens in %s cannot be written", t.Path)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(append(b, '\n'))
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), t.Path)
	}
	if err != nil {
		return parley.Wrap(err, parley.CodeStorage, "the tokens in %s cannot be written", t.Path)
	}
	return nil
}
