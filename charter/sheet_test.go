package charter_test

import (
	"bytes"
	"reflect"
	"strconv"
	"testing"

	"parley"
	"parley/charter"
	"parley/wire"
)

// secondSheet is sheet 2 of north: it has a second operator for the post duty and names sheet 1.
func secondSheet(t testing.TB) (*charter.Sheet, []byte) {
	s := sheetOf(t, "north")
	first := charter.SheetHash(signed(t, s, signersOf("north")))
	s.Number, s.Previous, s.Time = 2, &first, s.Time+60_000
	s.Operators = append(s.Operators, charter.Operator{Post: "duty", Key: pub("north/operator/duty/2")})
	s.Addresses, s.RPIDs = nil, nil
	return s, signed(t, s, append(signersOf("north"), keyNamed("north/operator/duty/2")))
}

func TestSheets(t *testing.T) {
	v := newVector("Sheets and what they say.")
	two, twoBytes := secondSheet(t)
	for _, c := range []struct {
		sheet *charter.Sheet
		bytes []byte
	}{
		{sheetOf(t, "north"), signed(t, sheetOf(t, "north"), signersOf("north"))},
		{sheetOf(t, "south"), signed(t, sheetOf(t, "south"), signersOf("south"))},
		{two, twoBytes},
	} {
		got, err := charter.ParseSheet(c.bytes)
		if err != nil {
			t.Fatal(err)
		}
		if len(c.sheet.Addresses) == 0 {
			c.sheet.Addresses, c.sheet.RPIDs = []string{}, []string{}
		}
		if !reflect.DeepEqual(got, c.sheet) {
			t.Errorf("comes back as\n%+v\nnot\n%+v", got, c.sheet)
		}
		sheetVector(v, got, c.bytes)
	}
	holdVector(t, "sheets.txt", v.b.Bytes())
}

func sheetVector(v *vector, s *charter.Sheet, b []byte) {
	v.block()
	v.field("sheet", hexOf(b))
	v.field("sheet-hash", charter.SheetHash(b).String())
	v.field("party", string(s.Party))
	v.field("number", strconv.FormatUint(s.Number, 10))
	v.field("time", s.Time.String())
	if s.Previous != nil {
		v.field("previous", s.Previous.String())
	}
	for _, k := range []struct {
		role string
		key  []byte
	}{{"root", s.Root}, {"log", s.Log}, {"cosigner", s.Cosigner}, {"link", s.Link}, {"duty", s.Duty}} {
		v.field(k.role, hexOf(k.key))
	}
	v.field("seal", s.Seal)
	for _, o := range s.Operators {
		v.field("operator", string(o.Post)+" "+hexOf(o.Key))
	}
	for _, a := range s.Addresses {
		v.field("address", a)
	}
	for _, id := range s.RPIDs {
		v.field("rp-id", id)
	}
}

func TestOperatorFor(t *testing.T) {
	s, _ := secondSheet(t)
	for _, name := range []string{"north/operator/duty", "north/operator/duty/2"} {
		if key, ok := s.OperatorFor("duty", parley.KeyIDOf(pub(name))); !ok || !key.Equal(pub(name)) {
			t.Errorf("%s may not sign for duty", name)
		}
	}
	for post, name := range map[parley.PostID]string{"air-desk": "north/operator/duty", "duty": "north/duty", "press": "north/operator/duty"} {
		if _, ok := s.OperatorFor(post, parley.KeyIDOf(pub(name))); ok {
			t.Errorf("%s may sign for %s", name, post)
		}
	}
}

// [CHR-21] A reader MUST refuse a sheet unless its signatures are one valid signature of each of root, log,
// cosigner, link, duty and every operator key, and no other, in ascending order of their key ids.
func TestSignSheetRefuses(t *testing.T) {
	s, signers := sheetOf(t, "north"), signersOf("north")
	_, err := charter.SignSheet(s, signers[1:])
	refuses(t, "no root", err, parley.CodeBadSheet, "the root key of north is not at hand to sign the sheet")
	_, err = charter.SignSheet(s, signers[:6])
	refuses(t, "no operator", err, parley.CodeBadSheet, "the operator key of the post air-desk of north is not at hand to sign the sheet")
	_, err = charter.SignSheet(s, append(signers, keyNamed("thief")))
	refuses(t, "a stranger", err, parley.CodeBadSheet, "there are 8 keys to sign the sheet of north, which has 7")
	s.Duty = s.Link
	_, err = charter.SignSheet(s, signers)
	refuses(t, "a key twice", err, parley.CodeBadSheet, "the duty key of north is the same key as the link key of north; every key has one holder and one use")
}

// [CHR-20] A reader MUST refuse a sheet that is longer than 16,384 bytes, is not in the one encoding of chapter 1
// (the page likewise), or has another version than 1.
func TestLargestSheet(t *testing.T) {
	s, signers := sheetOf(t, "north"), signersOf("north")
	for i := 0; ; i++ {
		name := "north/operator/" + strconv.Itoa(i)
		s.Operators = append(s.Operators, charter.Operator{Post: "duty", Key: pub(name)})
		signers = append(signers, keyNamed(name))
		if i < 80 {
			continue
		}
		b, err := charter.SignSheet(s, signers)
		if err == nil {
			if _, err := charter.ParseSheet(b); err != nil || len(b) > wire.MaxSheet {
				t.Fatalf("%d bytes: %v", len(b), err)
			}
			continue
		}
		if parley.CodeOf(err) != parley.CodeTooLarge || i == 80 {
			t.Errorf("at %d operators: %v", i, err)
		}
		return
	}
}

// [CHR-29] A party MUST NOT take a sheet in place of the one that it holds unless it is of the same party and root
// and has a higher number, and, if the number is the next one, `previous` is the sheet hash of the one held.
func TestReplaces(t *testing.T) {
	one := sheetOf(t, "north")
	hash := charter.SheetHash(signed(t, one, signersOf("north")))
	two, twoBytes := secondSheet(t)
	if err := two.Replaces(one, hash); err != nil {
		t.Errorf("sheet 2: %v", err)
	}
	five := *two
	five.Number, five.Previous = 5, &parley.Hash{5} // 3 and 4 were never seen here
	if err := five.Replaces(one, hash); err != nil {
		t.Errorf("sheet 5: %v", err)
	}
	v := newVector("Sheets that are valid, but may not take the place of the sheet held, which is one of sheets.txt.")
	for _, c := range badReplacements(t) {
		next, err := charter.ParseSheet(c.bytes)
		if err != nil {
			t.Fatalf("%s: %v", c.name, err)
		}
		held, heldHash := one, hash
		if c.held == 2 {
			held, heldHash = two, charter.SheetHash(twoBytes)
		}
		refuses(t, c.name, next.Replaces(held, heldHash), parley.CodeBadSheet, c.want)
		v.block()
		v.field("name", c.name)
		v.field("held", "north "+strconv.FormatUint(held.Number, 10))
		v.field("sheet", hexOf(c.bytes))
		v.quoted("sentence", c.want)
	}
	holdVector(t, "bad-replacements.txt", v.b.Bytes())
}

// A badReplacement is refused in place of a sheet of north, whose number is held.
type badReplacement struct {
	name  string
	held  uint64
	bytes []byte
	want  string
}

func badReplacements(t *testing.T) []badReplacement {
	_, two := secondSheet(t)
	// next is a sheet 2 of party that names sheet 1 of north, under the root key of a name, changed before it is signed.
	next := func(party parley.PartyID, root string, change func(s *charter.Sheet)) []byte {
		s, signers := sheetOf(t, party), signersOf(party)
		previous := charter.SheetHash(signed(t, sheetOf(t, "north"), signersOf("north")))
		s.Number, s.Previous, s.Root, signers[0] = 2, &previous, pub(root), keyNamed(root)
		change(s)
		return signed(t, s, signers)
	}
	same := func(*charter.Sheet) {}
	other := "the sheet is of another party or another root than the sheet held of north"
	return []badReplacement{
		{"older", 2, signed(t, sheetOf(t, "north"), signersOf("north")), "the sheet of north has number 1, and sheet 2 is held already"},
		{"the same", 2, two, "the sheet of north has number 2, and sheet 2 is held already"},
		{"the same number, and other addresses", 2, next("north", "north/root", same), "the sheet of north has number 2, and sheet 2 is held already"},
		{"another sheet before it", 1, next("north", "north/root", func(s *charter.Sheet) { s.Previous = &parley.Hash{1} }), "sheet 2 of north does not name the sheet before it"},
		{"sheet 3 that names sheet 1", 2, next("north", "north/root", func(s *charter.Sheet) { s.Number = 3 }), "sheet 3 of north does not name the sheet before it"},
		{"another root", 1, next("north", "thief", same), other},
		{"another root, and a number left out", 1, next("north", "thief", func(s *charter.Sheet) { s.Number = 3 }), other},
		{"another party", 1, next("south", "south/root", same), other},
		{"another party with the root of north", 1, next("south", "north/root", same), other},
	}
}

func FuzzParseSheet(f *testing.F) {
	for _, p := range []parley.PartyID{"north", "south", "east"} {
		f.Add(signed(f, sheetOf(f, p), signersOf(p)))
	}
	_, two := secondSheet(f)
	f.Add(two)
	f.Fuzz(func(t *testing.T, b []byte) {
		s, err := charter.ParseSheet(b)
		if err != nil {
			return
		}
		var r rawSheet
		if err := wire.Unmarshal("sheet", b, wire.MaxSheet, &r); err != nil || !bytes.Equal(wire.Marshal(s), r.Page) {
			t.Errorf("accepted, but not its own encoding: %x", b)
		}
	})
}
