package agent

import (
	"slices"
	"testing"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/keystore"
	"parley/wire"
)

// sheetWith returns sheet 1 of north with the keys of this test's guard on it, changed.
func sheetWith(t testing.TB, change func(s *charter.Sheet)) *charter.Sheet {
	t.Helper()
	_, seal, err := keystore.NewSealIdentity()
	if err != nil {
		t.Fatal(err)
	}
	pub := func(name string) []byte { return testKey(name).Public() }
	s := &charter.Sheet{Party: "north", Number: 1, Time: parley.EarliestMillis, Root: pub("root"), Log: pub("log"), Cosigner: pub("cosigner"), Link: pub("link"),
		Seal: seal, Duty: pub("duty"), Operators: []charter.Operator{{Post: "duty", Key: pub("operator")}}, Addresses: []string{}, RPIDs: []string{}}
	change(s)
	return s
}

// requestOf is what a key is given to sign a sheet.
func requestOf(name string, s *charter.Sheet) []byte {
	return wire.ToBeSigned(wire.Protected(-8, parley.KeyIDOf(testKey(name).Public())), wire.AAD(wire.UseSheet, nil), wire.Marshal(s))
}

// A sheet is made with its log and cosigner keys behind the agent.
func TestAgentSignsSheets(t *testing.T) {
	path, _ := served(t, newGuard(t, t.TempDir()))
	c := New(path, 5*time.Second)
	defer c.Close()
	s := sheetWith(t, func(*charter.Sheet) {})
	b, err := charter.SignSheet(s, []parley.Signer{testKey("root"), signerOf(t, c, "log"), signerOf(t, c, "cosigner"), testKey("link"), testKey("duty"), testKey("operator")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := charter.ParseSheet(b); err != nil {
		t.Error(err)
	}
}

// Nothing else of that form is signed: no sheet of another party or that names the key in another role or not at all, none
// that is no sheet, and nothing for another use, scope or key.
func TestAgentSignsNoOtherSheets(t *testing.T) {
	g := newGuard(t, t.TempDir())
	same := func(*charter.Sheet) {}
	whole := requestOf("log", sheetWith(t, same))
	page := wire.Marshal(sheetWith(t, same))
	header := wire.Protected(-8, parley.KeyIDOf(testKey("log").Public()))
	pub := func(name string) []byte { return testKey(name).Public() }
	bad := map[string][]byte{
		"of another party":      requestOf("log", sheetWith(t, func(s *charter.Sheet) { s.Party = "south" })),
		"with another log key":  requestOf("log", sheetWith(t, func(s *charter.Sheet) { s.Log = pub("log 2") })),
		"as a link key":         requestOf("log", sheetWith(t, func(s *charter.Sheet) { s.Log, s.Link = s.Link, s.Log })),
		"as two keys":           requestOf("log", sheetWith(t, func(s *charter.Sheet) { s.Link = s.Log })),
		"with number 0":         requestOf("log", sheetWith(t, func(s *charter.Sheet) { s.Number = 0 })),
		"for another key":       requestOf("cosigner", sheetWith(t, same)),
		"for a message":         wire.ToBeSigned(header, wire.AAD(wire.UseMessage, nil), page),
		"for a roster":          wire.ToBeSigned(header, wire.AAD(wire.UseRoster, someCharter[:]), page),
		"with a scope":          wire.ToBeSigned(header, wire.AAD(wire.UseSheet, someCharter[:]), page),
		"by another algorithm":  wire.ToBeSigned(wire.Protected(-7, parley.KeyIDOf(pub("log"))), wire.AAD(wire.UseSheet, nil), page),
		"no page":               wire.ToBeSigned(header, wire.AAD(wire.UseSheet, nil), []byte("hello")),
		"an empty page":         wire.ToBeSigned(header, wire.AAD(wire.UseSheet, nil), nil),
		"a byte behind":         append(slices.Clone(whole), 0),
		"a byte less":           whole[:len(whole)-1],
		"its beginning":         sigStructure,
		"a page beyond a sheet": wire.ToBeSigned(header, wire.AAD(wire.UseSheet, nil), make([]byte, wire.MaxSheet+1)),
	}
	for name, data := range bad {
		if sig, err := g.Sign(mustSSH(t, "log"), data); err == nil || sig != nil {
			t.Errorf("signed: %s", name)
		}
	}
	if _, err := g.Sign(mustSSH(t, "log"), whole); err != nil {
		t.Errorf("the sheet itself: %v", err)
	}
}

// FuzzPossession holds that what the guard takes for a sheet is exactly what SignSheet gives the key to sign.
func FuzzPossession(f *testing.F) {
	s := sheetWith(f, func(*charter.Sheet) {})
	f.Add(requestOf("log", s))
	f.Add(requestOf("cosigner", s))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, role, err := charter.ReadSheetRequest(testKey("log").Public(), b)
		if err == nil && (role == "" || string(requestOf("log", got)) != string(b)) {
			t.Errorf("%x is taken for a sheet", b)
		}
	})
}
