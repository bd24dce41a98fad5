package charter_test

import (
	"crypto/ed25519"
	"encoding/hex"
	"math/big"
	"reflect"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/wire"
)

// The curve of Ed25519, -x^2 + y^2 = 1 + d x^2 y^2 modulo p, for a naive reader of points.
var (
	curveP = new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 255), big.NewInt(19))
	curveD = func() *big.Int {
		d := new(big.Int).ModInverse(big.NewInt(121666), curveP)
		d.Mul(d, big.NewInt(-121665))
		return d.Mod(d, curveP)
	}()
)

// smallOrderNaive reports whether the point with that y has an order that divides 8: doubled three times it is (0, 1).
// It works on y alone: y of 2P is (y^2+x^2)/(2-y^2+x^2) with x^2 = (y^2-1)/(d y^2+1).
func smallOrderNaive(y *big.Int) bool {
	y = new(big.Int).Mod(y, curveP)
	for range 3 {
		yy := new(big.Int).Mul(y, y)
		xx := new(big.Int).Mul(curveD, yy)
		xx.Add(xx, big.NewInt(1)).Mod(xx, curveP).ModInverse(xx, curveP)
		xx.Mul(xx, new(big.Int).Sub(yy, big.NewInt(1)))
		up, down := new(big.Int).Add(yy, xx), new(big.Int).Sub(xx, yy)
		down.Add(down, big.NewInt(2)).Mod(down, curveP)
		if down.ModInverse(down, curveP) == nil {
			return false
		}
		y = up.Mul(up, down)
		y.Mod(y, curveP)
	}
	return y.Cmp(big.NewInt(1)) == 0
}

func withRoot(t *testing.T, key []byte) error {
	c := editionOne(t)
	c.Parties[0].Root = key
	_, err := charter.Parse(c.Encode())
	return err
}

// [CHR-10] A reader MUST refuse a charter with a root key whose y coordinate, the 255 low bits read little-endian,
// is not less than 2^255 - 19 or is one of the five of points whose order divides 8, listed below; and one in which
// a root key or recovery key stands twice, as a root key, as a recovery key, or as both (SHA-256 of the one is the
// other's hash).
func TestKeysThatBindNobody(t *testing.T) {
	for _, s := range []string{
		"0000000000000000000000000000000000000000000000000000000000000000",
		"0100000000000000000000000000000000000000000000000000000000000000",
		"26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		"c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
		"ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
	} {
		key, _ := hex.DecodeString(s)
		back := slices.Clone(key)
		slices.Reverse(back)
		if !smallOrderNaive(new(big.Int).SetBytes(back)) {
			t.Errorf("%s is not of small order", s)
		}
		for _, sign := range []byte{0, 0x80} {
			key[31] = key[31]&0x7F | sign
			if err := withRoot(t, key); err == nil || !strings.HasSuffix(err.Error(), "is none that binds its holder to what it signs") {
				t.Errorf("%x: %v", key, err)
			}
		}
	}
	over := make([]byte, 32) // p + 1 up to 2^255 - 1, and p itself
	for i := range over {
		over[i] = 0xFF
	}
	for low := 0xED; low <= 0xFF; low++ {
		over[0], over[31] = byte(low), 0x7F
		if withRoot(t, over) == nil {
			t.Errorf("%x, which is not canonical, is taken", over)
		}
	}
	over[0] = 0xEB // p - 2: canonical, and of no small order
	if err := withRoot(t, over); err != nil {
		t.Error(err)
	}
	if n := pub("north/root"); smallOrderNaive(new(big.Int).SetBytes(n)) {
		t.Error("the naive check takes every key for one of small order")
	}
}

// sheetsOf returns the sheets of north and south, for a test to change.
func sheetsOf(t *testing.T) (north, south *charter.Sheet) {
	return sheetOf(t, "north"), sheetOf(t, "south")
}

// [CHR-26] A party MUST refuse a charter with the sheets held under it when a public key stands twice, in any role
// of any party: root keys, recovery keys (by their hash), the keys of the sheets, and seals.
// [CHR-27] A party MUST refuse a sheet under a charter that does not name its party, or whose root is not the one
// that the charter names, or that has no operator for a post that the charter gives the party.
func TestCheckKeys(t *testing.T) {
	same := "; every key has one holder and one use"
	v := newVector("Sheets that are valid, but refused under edition-1.yaml with sheet 1 of the other party.")
	for _, c := range []struct {
		name, want string
		change     func(c *charter.Charter, north, south *charter.Sheet)
	}{
		{"nothing", "", func(*charter.Charter, *charter.Sheet, *charter.Sheet) {}},
		{"the log key of another", "the log key of south is the same key as the log key of north" + same,
			func(_ *charter.Charter, n, s *charter.Sheet) { s.Log = n.Log }},
		{"the log key of another as cosigner", "the cosigner key of south is the same key as the log key of north" + same,
			func(_ *charter.Charter, n, s *charter.Sheet) { s.Cosigner = n.Log }},
		{"the operator of another", "the operator key of the post duty of south is the same key as the operator key of the post duty of north" + same,
			func(_ *charter.Charter, n, s *charter.Sheet) { s.Operators[0].Key = n.Operators[0].Key }},
		{"the root of another", "the link key of south is the same key as the root key of north" + same,
			func(_ *charter.Charter, n, s *charter.Sheet) { s.Link = n.Root }},
		{"the root of a later party", "the link key of north is the same key as the root key of south" + same,
			func(_ *charter.Charter, n, s *charter.Sheet) { n.Link = s.Root }},
		{"its own root as link key", "the link key of north is the same key as the root key of north" + same,
			func(_ *charter.Charter, n, s *charter.Sheet) { n.Link = n.Root }},
		{"its own recovery key", "the duty key of north is the same key as the recovery key of north" + same,
			func(_ *charter.Charter, n, s *charter.Sheet) { n.Duty = pub("north/recovery") }},
		{"the recovery key of another", "the duty key of north is the same key as the recovery key of south" + same,
			func(_ *charter.Charter, n, s *charter.Sheet) { n.Duty = pub("south/recovery") }},
		{"the seal of another", "the seal recipient of south is the same key as the seal recipient of north" + same,
			func(_ *charter.Charter, n, s *charter.Sheet) { s.Seal = n.Seal }},
		{"two sheets of one party", "there are two sheets of north",
			func(_ *charter.Charter, n, s *charter.Sheet) { *s = *n }},
		{"another root than the charter's", "the sheet of south is signed by another root key than the charter's",
			func(_ *charter.Charter, n, s *charter.Sheet) { s.Root = pub("thief") }},
		{"a post without operator", "the sheet of south has no operator key for its post press",
			func(c *charter.Charter, n, s *charter.Sheet) {
				c.Parties[1].Posts = append(c.Parties[1].Posts, "press")
			}},
		{"a post that the sheet leaves out", "the sheet of north has no operator key for its post air-desk",
			func(_ *charter.Charter, n, s *charter.Sheet) { n.Operators = n.Operators[:1] }},
		{"a post of another charter", "", // a sheet serves all charters of a node
			func(c *charter.Charter, n, s *charter.Sheet) { c.Parties[0].Posts = c.Parties[0].Posts[:1] }},
	} {
		ch := editionOne(t)
		ch.Parties[0].Posts = slices.Clone(ch.Parties[0].Posts)
		north, south := sheetsOf(t)
		c.change(ch, north, south)
		err := charter.CheckKeys(ch, []*charter.Sheet{north, south})
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		refuses(t, c.name, err, parley.CodeBadSheet, c.want)
		if reflect.DeepEqual(ch, editionOne(t)) {
			keyVector(t, v, c.name, c.want, north, south)
		}
	}
	holdVector(t, "bad-keys.txt", v.b.Bytes())
	north, south := sheetsOf(t)
	err := charter.CheckKeys(editionOne(t), []*charter.Sheet{north, south, sheetOf(t, "east")})
	refuses(t, "a stranger", err, parley.CodeUnknownParty, `there is a sheet of "east", which is no party of the charter`)
	if err := charter.CheckKeys(editionOne(t), []*charter.Sheet{south}); err != nil {
		t.Errorf("one sheet: %v", err)
	}
	c := editionOne(t)
	c.Parties[1].Recovery = parley.Sum(c.Parties[0].Root)
	refuses(t, "a recovery key that is a root", charter.CheckKeys(c, nil), parley.CodeBadSheet,
		"the recovery key of south is the same key as the root key of north"+same)
}

// keyVector writes the sheet that is not as sheetOf makes it, if it is valid by itself.
func keyVector(t *testing.T, v *vector, name, want string, sheets ...*charter.Sheet) {
	t.Helper()
	for _, s := range sheets {
		var signers []string
		for _, key := range append([][]byte{s.Root, s.Log, s.Cosigner, s.Link, s.Duty}, operatorKeys(s)...) {
			signers = append(signers, nameOf(t, key))
		}
		b := wire.Marshal(sealed(t, wire.Marshal(s), signers...))
		if _, err := charter.ParseSheet(b); err != nil || reflect.DeepEqual(s, sheetOf(t, s.Party)) {
			continue
		}
		v.block()
		v.field("name", name)
		v.field("sheet", hexOf(b))
		v.quoted("sentence", want)
	}
}

func operatorKeys(s *charter.Sheet) (keys [][]byte) {
	for _, o := range s.Operators {
		keys = append(keys, o.Key)
	}
	return keys
}

// nameOf returns the name of a key of the tests.
func nameOf(t *testing.T, key []byte) string {
	t.Helper()
	for _, name := range []string{"north", "south", "thief"} {
		for _, role := range []string{"", "/root", "/recovery", "/log", "/cosigner", "/link", "/duty", "/operator/duty", "/operator/air-desk"} {
			if pub(name + role).Equal(ed25519.PublicKey(key)) {
				return name + role
			}
		}
	}
	t.Fatalf("the key %x has no name", key)
	return ""
}

// Whatever key is put in place of whatever other, the check agrees with a comparison of every key with every other.
func TestCheckKeysNaive(t *testing.T) {
	roles := func(s *charter.Sheet) []*[]byte {
		return []*[]byte{&s.Log, &s.Cosigner, &s.Link, &s.Duty, &s.Operators[0].Key}
	}
	spare := []ed25519.PublicKey{pub("spare"), pub("north/recovery"), pub("south/root"), pub("north/log"), pub("south/operator/duty")}
	for i := range 2 * 5 {
		for _, key := range spare {
			north, south := sheetsOf(t)
			*append(roles(north), roles(south)...)[i] = key
			all := []string{string(pub("north/recovery")), string(pub("south/recovery"))}
			for _, s := range []*charter.Sheet{north, south} {
				all = append(all, string(s.Root))
				for _, r := range roles(s) {
					all = append(all, string(*r))
				}
			}
			all = append(all, string(north.Operators[1].Key))
			slices.Sort(all)
			twice := len(slices.Compact(slices.Clone(all))) != len(all)
			if err := charter.CheckKeys(editionOne(t), []*charter.Sheet{north, south}); (err != nil) != twice {
				t.Errorf("place %d, key %x: %v", i, key[:4], err)
			}
		}
	}
}
