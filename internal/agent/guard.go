package agent

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"parley"
	"parley/internal/highwater"
	"parley/record"
)

// maxLogs is of how many records marks are kept: a party has one for each charter and volume.
const maxLogs = 1024

// A Guard holds keys of one party and decides what they sign. It implements the agent of the SSH agent protocol; whatever
// would change it, or what it holds, is refused. It is safe for use by many goroutines.
type Guard struct {
	party parley.PartyID
	marks string // directory
	log   *slog.Logger
	keys  []guarded

	mu   sync.Mutex // held while a head is judged and signed
	last map[string]highwater.Mark
}

// A guarded key signs what its rule lets through.
type guarded struct {
	role   string
	signer parley.Signer
	key    ssh.PublicKey
	rule   func(text string) error // of all that it signs besides sheets
}

var _ agent.Agent = (*Guard)(nil)

// NewGuard returns a guard without keys for a party. In the directory marks, which must exist, it keeps the last head
// that it signed of each record.
func NewGuard(party parley.PartyID, marks string, log *slog.Logger) *Guard {
	return &Guard{party: party, marks: marks, log: log, last: map[string]highwater.Mark{}}
}

// AddLog gives the guard a key that signs heads of the party's own records. It is called before Serve.
func (g *Guard) AddLog(s parley.Signer) error { return g.add("log", s, g.mayHead) }

// AddCosigner gives the guard a key that cosigns heads of others' records. It is called before Serve.
func (g *Guard) AddCosigner(s parley.Signer) error { return g.add("cosigner", s, g.mayCosign) }

func (g *Guard) add(role string, s parley.Signer, rule func(string) error) error {
	key, err := ssh.NewPublicKey(s.Public())
	if err != nil {
		return parley.Wrap(err, parley.CodeBadKey, "the %s key is no Ed25519 key", role)
	}
	for _, k := range g.keys {
		if string(k.key.Marshal()) == string(key.Marshal()) {
			return parley.Errorf(parley.CodeBadKey, "one key is given as %s and as %s", k.role, role)
		}
	}
	g.keys = append(g.keys, guarded{role, s, key, rule})
	return nil
}

// mayHead lets a head of an own record, or of the own journal, through that does not contradict the last one signed, whose mark is then on stable
// storage. A head that was signed is signed again.
func (g *Guard) mayHead(text string) error {
	h, err := parseHead(text)
	if err != nil {
		return err
	}
	party, least, err := h.whose()
	if h.origin == record.JournalOrigin(g.party) {
		party, least, err = g.party, 1, nil
	}
	if err != nil {
		return err
	}
	if party != g.party || h.mark.Size < least {
		return parley.Errorf(parley.CodeBadRecord, "%s of size %d is no head of a record of %s", h.origin, h.mark.Size, g.party)
	}
	last, err := g.lastOf(h.origin)
	if err != nil {
		return err
	}
	switch {
	case h.mark == last:
		return nil
	case h.mark.Size < last.Size:
		return parley.Errorf(parley.CodeFork, "a head of %s of size %d was signed, and now one of size %d is to be: the node goes on from an older copy of its record; %s", h.origin, last.Size, h.mark.Size, older)
	case h.mark.Size == last.Size:
		return parley.Errorf(parley.CodeFork, "another head of %s of size %d was signed: the node goes on from another copy of its record; %s", h.origin, last.Size, older)
	}
	return g.raise(h)
}

// older is what an officer can do where the node has an older copy of its record.
const older = "have it take back what the other parties hold (parley recover); it is signed again once the record is longer than that"

// lastOf returns the last head signed of a record.
func (g *Guard) lastOf(origin string) (highwater.Mark, error) {
	if m, ok := g.last[origin]; ok {
		return m, nil
	}
	m, ok, err := g.file(origin).Read()
	if err == nil && !ok {
		err = g.room()
	}
	if err != nil {
		return m, storage(err, "it cannot be read what was last signed of "+origin)
	}
	g.last[origin] = m
	return m, nil
}

// room reports that no more records can be kept.
func (g *Guard) room() error {
	kept, err := os.ReadDir(g.marks)
	if err == nil && len(kept) >= maxLogs {
		err = parley.Errorf(parley.CodeLimit, "heads of %d records were signed, and no more are", maxLogs)
	}
	return err
}

func (g *Guard) raise(h head) error {
	if err := g.file(h.origin).Raise(h.mark); err != nil {
		delete(g.last, h.origin)
		return storage(err, "it cannot be kept what is signed of "+h.origin)
	}
	g.last[h.origin] = h.mark
	return nil
}

func (g *Guard) file(origin string) highwater.File {
	return highwater.File(filepath.Join(g.marks, strings.ReplaceAll(origin, "/", ".")))
}

func storage(err error, what string) error {
	if parley.CodeOf(err) != parley.CodeInternal {
		return err
	}
	return parley.Wrap(err, parley.CodeStorage, "%s", what)
}

// mayCosign lets a cosignature over a head of another party through.
func (g *Guard) mayCosign(text string) error {
	h, _, err := parseCosigned(text)
	if err != nil {
		return err
	}
	party, least, err := h.whose()
	if err == nil && (party == g.party || h.mark.Size < least) {
		err = parley.Errorf(parley.CodeBadRecord, "%s of size %d is no head of a record of another party than %s", h.origin, h.mark.Size, g.party)
	}
	return err
}

// List names the keys; their roles are the comments.
func (g *Guard) List() (out []*agent.Key, err error) {
	for _, k := range g.keys {
		out = append(out, &agent.Key{Format: k.key.Type(), Blob: k.key.Marshal(), Comment: string(g.party) + " " + k.role})
	}
	return out, nil
}

// Sign signs data, if the rule of the key lets it through.
func (g *Guard) Sign(key ssh.PublicKey, data []byte) (*ssh.Signature, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, k := range g.keys {
		if string(k.key.Marshal()) != string(key.Marshal()) {
			continue
		}
		if err := g.may(k, data); err != nil {
			g.log.Error("refused to sign with the "+k.role+" key: "+parley.SentenceOf(err), "error", err)
			return nil, err
		}
		sig, err := k.signer.Sign(data)
		return &ssh.Signature{Format: ssh.KeyAlgoED25519, Blob: sig}, err
	}
	return nil, errors.New("no such key")
}

var errClosed = errors.New("the keys of this agent are given at its start")

// Add is refused.
func (g *Guard) Add(agent.AddedKey) error { return errClosed }

// Remove is refused.
func (g *Guard) Remove(ssh.PublicKey) error { return errClosed }

// RemoveAll is refused.
func (g *Guard) RemoveAll() error { return errClosed }

// Lock is refused: who can reach the socket could stop the record for good.
func (g *Guard) Lock([]byte) error { return errClosed }

// Unlock is refused.
func (g *Guard) Unlock([]byte) error { return errClosed }

// Signers is refused: keys do not leave.
func (g *Guard) Signers() ([]ssh.Signer, error) { return nil, errClosed }
