package charter_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/charter"
	"parley/wire"
)

// sampleChange is a replacement of north's root under edition 1, signed by the keys named, the new root last.
func sampleChange(t testing.TB, number uint64, by string, signers ...string) *charter.RootChange {
	t.Helper()
	id := charter.EditionID(editionOne(t).Encode())
	x := &charter.RootChange{Charter: id, Edition: id, Party: "north", Number: number, Root: pub(fmt.Sprintf("north/root %d", number+1)),
		Recovery: parley.Sum(pub(fmt.Sprintf("north/recovery %d", number+1)))}
	if by != "" {
		x.By = pub(by)
	}
	for _, name := range append(signers, fmt.Sprintf("north/root %d", number+1)) {
		party, role, _ := strings.Cut(name, "/")
		var line string
		var err error
		if strings.HasPrefix(role, "recovery") {
			line, err = x.SignAsRecovery(keyNamed(name))
		} else {
			line, err = charter.SignAsRoot(keyNamed(name), parley.PartyID(party), x.Text())
		}
		if err != nil {
			t.Fatal(err)
		}
		x.Lines = append(x.Lines, strings.TrimSuffix(line, "\n"))
	}
	return x
}

// sampleChanges are those of the vectors: by the recovery key, and then by the others.
func sampleChanges(t testing.TB) []*charter.RootChange {
	return []*charter.RootChange{sampleChange(t, 1, "north/recovery", "north/recovery"), sampleChange(t, 2, "", "south/root")}
}

// [CHR-57] [CHR-58] Each replacement follows the one before, and the edition after it names the new root.
func TestRootChanges(t *testing.T) {
	v := newVector("Statements that replace a root under an edition, each after those before it.")
	c := editionOne(t)
	id := charter.EditionID(c.Encode())
	var taken []*charter.RootChange
	for i, x := range sampleChanges(t) {
		b := x.Encode()
		back, err := charter.ParseRootChange(b)
		if err != nil || !bytes.Equal(back.Encode(), b) || back.ByOthers() != (i == 1) {
			t.Fatalf("%d: %+v, %v", i, back, err)
		}
		if err := back.Check(c.After(id, taken), id, uint64(i)+1); err != nil {
			t.Errorf("%d: %v", i, err)
		}
		if err := back.Check(c.After(id, taken), id, uint64(i)+2); err == nil {
			t.Errorf("%d: taken with another number", i)
		}
		if err := back.Check(c.After(id, taken), parley.Sum(nil), uint64(i)+1); err == nil {
			t.Errorf("%d: taken under another edition", i)
		}
		taken = append(taken, back)
		if p := c.After(id, taken).Party("north"); !p.Root.Equal(x.Root) || p.Recovery != x.Recovery || c.Party("north").Root.Equal(x.Root) {
			t.Errorf("%d: after it %+v", i, p)
		}
		v.block()
		v.field("file", "edition-1.yaml")
		v.quoted("statement", string(b))
		v.field("hash", charter.StatementHash(b).String())
		v.field("party", "north")
		v.field("number", fmt.Sprint(x.Number))
		v.field("root", hexOf(x.Root))
		v.field("recovery", x.Recovery.String())
		if !x.ByOthers() {
			v.field("by", hexOf(x.By))
		}
	}
	holdVector(t, "roots.txt", v.b.Bytes())
	next, err := charter.Amend(c.After(id, taken), id, c.InForce, nil)
	if err != nil || !next.Party("north").Root.Equal(taken[1].Root) {
		t.Errorf("the next edition: %v", err)
	}
	if err := charter.CheckAmendment(c, id, next); err == nil {
		t.Error("an edition changes a root without a statement")
	}
}

// badChanges are statements that replace no root under edition 1.
func badChanges(t testing.TB) []badBytes {
	good := string(sampleChanges(t)[0].Encode())
	edit := func(old, new string) []byte {
		if !strings.Contains(good, old) {
			t.Fatalf("%q is not in the statement", old)
		}
		return []byte(strings.Replace(good, old, new, 1))
	}
	change := func(f func(x *charter.RootChange)) []byte {
		x := sampleChanges(t)[0]
		f(x)
		return x.Encode()
	}
	lines := sampleChanges(t)[0].Lines
	rebuilt := func(f func(x *charter.RootChange)) []byte {
		x := sampleChanges(t)[0]
		f(x)
		x.Lines = nil
		for _, name := range []string{"recovery", "root"} {
			var line string
			var err error
			if name == "recovery" {
				line, err = x.SignAsRecovery(keyNamed("north/recovery"))
			} else {
				line, err = charter.SignAsRoot(keyNamed("north/root 2"), x.Party, x.Text())
			}
			if err != nil {
				t.Fatal(err)
			}
			x.Lines = append(x.Lines, strings.TrimSuffix(line, "\n"))
		}
		return x.Encode()
	}
	old, err := charter.SignAsRoot(keyNamed("north/root"), "north", sampleChanges(t)[0].Text())
	if err != nil {
		t.Fatal(err)
	}
	return []badBytes{
		{"no bytes", nil},
		{"16,385 bytes", append([]byte(good), make([]byte, 16385-len(good))...)},
		{"the old root in the place of the new one", change(func(x *charter.RootChange) { x.Lines = []string{lines[0], strings.TrimSuffix(old, "\n")} })},
		{"another title", edit("parley-root/1", "parley-root/2")},
		{"no empty line", edit("\n\n", "\n")},
		{"number 0", rebuilt(func(x *charter.RootChange) { x.Number = 0 })},
		{"number 2, where none came before", rebuilt(func(x *charter.RootChange) { x.Number = 2 })},
		{"number 65", rebuilt(func(x *charter.RootChange) { x.Number = 65 })},
		{"a number with a zero before it", edit("number 1", "number 01")},
		{"another charter", rebuilt(func(x *charter.RootChange) { x.Charter = parley.Sum(nil) })},
		{"another edition", rebuilt(func(x *charter.RootChange) { x.Edition = parley.Sum(nil) })},
		{"a party that is none", rebuilt(func(x *charter.RootChange) { x.Party = "east" })},
		{"a root that binds nobody", edit("root "+hexOf(pub("north/root 2")), "root "+strings.Repeat("00", 32))},
		{"the root that is there", rebuilt(func(x *charter.RootChange) { x.Root = pub("north/root") })},
		{"the root of another party", rebuilt(func(x *charter.RootChange) { x.Root = pub("south/root") })},
		{"the recovery key that is used up", rebuilt(func(x *charter.RootChange) { x.Recovery = parley.Sum(pub("north/recovery")) })},
		{"the new root as its own recovery", rebuilt(func(x *charter.RootChange) { x.Recovery = parley.Sum(x.Root) })},
		{"by another recovery key", sampleChange(t, 1, "south/recovery", "south/recovery").Encode()},
		{"by the recovery key, signed by the others", sampleChange(t, 1, "north/recovery", "south/root").Encode()},
		{"by the others, signed by nobody", sampleChange(t, 1, "").Encode()},
		{"by the others, signed by the recovery key", sampleChange(t, 1, "", "north/recovery").Encode()},
		{"by the others, signed by the old root", sampleChange(t, 1, "", "north/root").Encode()},
		{"by somebody", edit("by "+hexOf(pub("north/recovery")), "by nobody")},
		{"without the new root", change(func(x *charter.RootChange) { x.Lines = lines[:1] })},
		{"without the recovery key", change(func(x *charter.RootChange) { x.Lines = lines[1:] })},
		{"signatures in another order", change(func(x *charter.RootChange) { x.Lines = []string{lines[1], lines[0]} })},
		{"a signature twice", change(func(x *charter.RootChange) { x.Lines = []string{lines[0], lines[0], lines[1]} })},
		{"signed over another recovery", change(func(x *charter.RootChange) { x.Recovery = parley.Sum(nil) })},
	}
}

// [CHR-56] [CHR-57] [CHR-58] What no reader takes as the first replacement of a root under edition 1.
func TestRootChangesBad(t *testing.T) {
	v := newVector("Statements that no reader takes as the first replacement of a root under edition-1.yaml.")
	c := editionOne(t)
	id := charter.EditionID(c.Encode())
	for _, bad := range badChanges(t) {
		x, err := charter.ParseRootChange(bad.b)
		if shape := []string{"number 0", "number 65", "a root that binds nobody", "by somebody"}; err == nil && slices.Contains(shape, bad.name) {
			t.Errorf("%s: read as %+v", bad.name, x)
		}
		if err == nil {
			err = x.Check(c, id, 1)
		}
		if err == nil {
			t.Errorf("%s: taken", bad.name)
		}
		v.block()
		v.field("reason", bad.name)
		v.field("statement", hexOf(bad.b))
	}
	holdVector(t, "roots-bad.txt", v.b.Bytes())
}

// What is read is written again as the same bytes.
func FuzzParseRootChange(f *testing.F) {
	for _, x := range sampleChanges(f) {
		f.Add(x.Encode())
	}
	for _, c := range badChanges(f) {
		if len(c.b) <= wire.MaxStatement {
			f.Add(c.b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if x, err := charter.ParseRootChange(b); err == nil && !bytes.Equal(x.Encode(), b) {
			t.Errorf("%q is written as %q", b, x.Encode())
		}
	})
}
