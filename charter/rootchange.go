package charter

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"parley"

	"golang.org/x/mod/sumdb/note"
)

// RootTitle is the first line of every statement that replaces a root.
const RootTitle = "parley-root/1"

// byOthers stands in the place of a recovery key where the other parties sign.
const byOthers = "others"

// MaxRootChanges is how often the root of one party may be replaced under one charter.
const MaxRootChanges = 64

// A RootChange is the statement by which the root of a party is replaced under a charter: by its recovery key, or, where
// that is lost too, by the roots of all other parties. The new root signs as well.
type RootChange struct {
	Charter  parley.Hash    // charter id
	Edition  parley.Hash    // edition id of the newest edition that the party signed
	Party    parley.PartyID // whose root it is
	Number   uint64         // 1 for the first replacement of this party's root under the charter
	Root     ed25519.PublicKey
	Recovery parley.Hash       // SHA-256 of the new recovery key
	By       ed25519.PublicKey // the recovery key, whose hash the charter or the statement before names; nil: the others
	Lines    []string          // signature lines, without their LF: of the recovery key, or of the others in the edition's order; then of the new root
}

var rootWords = []string{"charter", "edition", "party", "number", "root", "recovery", "by"}

// ByOthers reports whether the other parties replaced the root, and not its recovery key.
func (x *RootChange) ByOthers() bool { return x.By == nil }

// Words says by whom the root was replaced.
func (x *RootChange) Words() string {
	if x.ByOthers() {
		return "root replaced by the others, not by its recovery key"
	}
	return "root replaced by its recovery key"
}

// Text returns what is signed.
func (x *RootChange) Text() []byte {
	by := byOthers
	if !x.ByOthers() {
		by = hex.EncodeToString(x.By)
	}
	return statementText(RootTitle, rootWords, []string{x.Charter.String(), x.Edition.String(), string(x.Party), strconv.FormatUint(x.Number, 10),
		hex.EncodeToString(x.Root), x.Recovery.String(), by})
}

// Encode returns the statement: the text, an empty line, and the signature lines.
func (x *RootChange) Encode() []byte {
	return append(append(x.Text(), '\n'), strings.Join(x.Lines, "\n")+"\n"...)
}

// recoveryName is the C2SP key name of a party's recovery key.
func recoveryName(party parley.PartyID) string { return "parley/" + string(party) + "/recovery" }

// recoveryVerifier returns the C2SP verifier of a party's recovery key.
func recoveryVerifier(party parley.PartyID, key ed25519.PublicKey) (note.Verifier, error) {
	vkey, err := note.NewEd25519VerifierKey(recoveryName(party), key)
	if err != nil {
		return nil, badStatement("names a recovery key that is none")
	}
	return note.NewVerifier(vkey)
}

// SignAsRecovery returns the signature line of a party's recovery key over the text of x, without its LF.
func (x *RootChange) SignAsRecovery(key parley.Signer) (string, error) {
	v, err := recoveryVerifier(x.Party, key.Public())
	if err != nil {
		return "", err
	}
	sig, err := key.Sign(x.Text())
	if err != nil {
		return "", parley.Wrap(err, parley.CodeBadSignature, "the recovery key of %s could not sign", x.Party)
	}
	return strings.TrimSuffix(signatureLine(v, sig), "\n"), nil
}

// ParseRootText reads the text of a statement that replaces a root, before anybody has signed it.
func ParseRootText(text []byte) (*RootChange, error) {
	values, _, err := splitStatement(append(slices.Clone(text), "\n\n"...), RootTitle, rootWords)
	if err != nil {
		return nil, err
	}
	x, err := readRootChange(values)
	if err == nil && !bytes.Equal(x.Text(), text) {
		err = badStatement("is not written in the one way that there is")
	}
	return x, err
}

// ParseRootChange reads a statement that replaces a root and holds it to its shape [CHR-56]. It checks no signature; Check
// does.
func ParseRootChange(b []byte) (*RootChange, error) {
	values, lines, err := splitStatement(b, RootTitle, rootWords)
	if err != nil {
		return nil, err
	}
	x, err := readRootChange(values)
	if err != nil {
		return nil, err
	}
	x.Lines = lines
	if !bytes.Equal(x.Encode(), b) {
		return nil, badStatement("is not written in the one way that there is")
	}
	return x, nil
}

func readRootChange(values []string) (*RootChange, error) {
	x := &RootChange{Party: parley.PartyID(values[2])}
	var root, by parley.Hash
	var err error
	for _, v := range []struct {
		text string
		to   *parley.Hash
	}{{values[0], &x.Charter}, {values[1], &x.Edition}, {values[4], &root}, {values[5], &x.Recovery}} {
		if err == nil {
			*v.to, err = parley.ParseHash(v.text)
		}
	}
	if err == nil && values[6] != byOthers {
		by, err = parley.ParseHash(values[6])
		x.By = by[:]
	}
	if err == nil {
		x.Number, err = strconv.ParseUint(values[3], 10, 64)
	}
	if err != nil {
		return nil, parley.Wrap(err, parley.CodeBadCharter, "the statement that replaces a root cannot be read")
	}
	x.Root = root[:]
	return x, x.check()
}

func (x *RootChange) check() error {
	if x.Number == 0 || x.Number > MaxRootChanges {
		return badStatement("has the number %d, not 1 to %d", x.Number, MaxRootChanges)
	}
	if err := parley.CheckPublicKey(x.Root); err != nil {
		return err
	}
	return parley.CheckName("party", string(x.Party))
}

// After returns the edition as it is once roots have been replaced: c itself, with the last root and recovery of each party
// that the changes under the edition, in their order, give.
func (c *Charter) After(edition parley.Hash, changes []*RootChange) *Charter {
	next := *c
	next.Parties = slices.Clone(c.Parties)
	for _, x := range changes {
		if p := next.Party(x.Party); p != nil && x.Edition == edition {
			p.Root, p.Recovery = x.Root, x.Recovery
		}
	}
	return &next
}

// Check holds that x replaces the root of a party of c, an edition with that id as it is after the replacements before x
// [CHR-57] [CHR-58]: that it is the next one, number, of that party under the charter; that its keys stand nowhere in c; and
// that those sign who must.
func (x *RootChange) Check(c *Charter, edition parley.Hash, number uint64) error {
	p := c.Party(x.Party)
	switch {
	case x.Charter != c.ID(edition) || x.Edition != edition:
		return badStatement("is of another charter or another edition")
	case p == nil:
		return badStatement("is of %s, which is no party of the edition", x.Party)
	case x.Number != number:
		return badStatement("is replacement %d of the root of %s, and the next one is %d", x.Number, x.Party, number)
	}
	keys := newKeySet()
	for _, q := range c.Parties {
		if err := keys.addHash(q.Recovery, "the recovery key of "+string(q.ID)); err != nil {
			return err
		}
		if err := keys.add(q.Root, rootOf(q.ID)); err != nil {
			return err
		}
	}
	if err := keys.add(x.Root, "the new root key of "+string(x.Party)); err != nil {
		return err
	}
	if err := keys.addHash(x.Recovery, "the new recovery key of "+string(x.Party)); err != nil {
		return err
	}
	return x.checkLines(c, p)
}

// checkLines holds that the recovery key, or every other party, and then the new root signed.
func (x *RootChange) checkLines(c *Charter, p *Party) error {
	want := 2
	if x.ByOthers() {
		want = len(c.Parties)
	}
	if len(x.Lines) != want {
		return badSignature("the statement has %d signatures, not %d", len(x.Lines), want)
	}
	at := 0
	if !x.ByOthers() {
		if err := x.checkRecovery(p); err != nil {
			return err
		}
		at = 1
	}
	for _, q := range c.Parties {
		if !x.ByOthers() || q.ID == x.Party {
			continue
		}
		if err := CheckRootLine(q.ID, q.Root, x.Text(), x.Lines[at]); err != nil {
			return err
		}
		at++
	}
	return CheckRootLine(x.Party, x.Root, x.Text(), x.Lines[at])
}

func (x *RootChange) checkRecovery(p *Party) error {
	if parley.Sum(x.By) != p.Recovery {
		return badSignature("the statement is signed by another recovery key of %s than the one that was agreed on", x.Party)
	}
	if err := parley.CheckPublicKey(x.By); err != nil {
		return err
	}
	v, err := recoveryVerifier(x.Party, x.By)
	if err != nil {
		return err
	}
	prefix := signaturePrefix + recoveryName(x.Party) + " "
	b64, ok := strings.CutPrefix(x.Lines[0], prefix)
	sig, err := base64.StdEncoding.DecodeString(b64)
	if !ok || err != nil || len(sig) != 4+ed25519.SignatureSize || base64.StdEncoding.EncodeToString(sig) != b64 {
		return badSignature("the first line is not one of the recovery key of %s", x.Party)
	}
	if binary.BigEndian.Uint32(sig) != v.KeyHash() || !v.Verify(x.Text(), sig[4:]) {
		return badSignature("the recovery key of %s has not signed this", x.Party)
	}
	return nil
}
