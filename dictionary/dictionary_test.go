package dictionary

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"parley"
	"parley/wire"

	"pgregory.net/rapid"
)

func shipped(t testing.TB) *Dictionary {
	t.Helper()
	d, err := Parse(Ready()[0])
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// [LINK-88] What was packed unpacks to what it was, in no more room than it was given, and is shorter.
func TestRoundTrip(t *testing.T) {
	d := shipped(t)
	words := strings.Fields("line test aircraft вертолёт überflogen été 1430Z річка \x00\xff\x81 confirm. the")
	rapid.Check(t, func(t *rapid.T) {
		p := []byte(strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 400).Draw(t, "words"), rapid.SampledFrom([]string{" ", "", "\n"}).Draw(t, "between")))
		p = append(p, rapid.SliceOfN(rapid.Byte(), 0, 200).Draw(t, "noise")...)
		room := rapid.IntRange(1, 1500).Draw(t, "room")
		x := d.Pack(p, room)
		if x.N == 0 {
			return
		}
		if len(x.Bytes) > room || len(x.Bytes) >= x.N || x.N > len(p) {
			t.Fatalf("%d bytes of %d in %d, with room for %d", x.N, len(p), len(x.Bytes), room)
		}
		got, err := d.Unpack(uint64(x.Context), x.Bytes, x.N)
		if err != nil || !bytes.Equal(got, p[:x.N]) {
			t.Fatalf("unpacked to %q: %v", got, err)
		}
	})
}

// A frame takes as much as goes in: one byte more of the piece would not.
func TestPackFillsTheRoom(t *testing.T) {
	d, text := shipped(t), []byte(sentence(t, "ru", 0)+sentence(t, "ru", 1)+sentence(t, "ru", 2))
	for room := 40; room < 300; room += 7 {
		x := d.Pack(text, room)
		y := d.Pack(text[:x.N+16], 1000)
		if len(x.Bytes) > room || len(y.Bytes) <= room {
			t.Errorf("%d bytes in a room of %d, though 16 more take %d", x.N, room, len(y.Bytes))
		}
	}
}

// [LINK-89] A piece MUST be packed by itself: the same bytes are packed to the same, whatever was packed before.
func TestPackForgets(t *testing.T) {
	d, p := shipped(t), []byte(sentence(t, "en", 0))
	before := d.Pack(p, 1000)
	d.Pack(p, 1000)
	d.Pack([]byte(sentence(t, "en", 1)), 1000)
	if after := d.Pack(p, 1000); !bytes.Equal(before.Bytes, after.Bytes) {
		t.Errorf("packed to %d bytes, then to %d", len(before.Bytes), len(after.Bytes))
	}
}

// [LINK-88] A reader MUST NOT make more of a piece than its length.
func TestUnpackBounded(t *testing.T) {
	d := shipped(t)
	x := d.Pack(make([]byte, MaxPiece), 1000)
	if x.N != MaxPiece || len(x.Bytes) > 100 {
		t.Fatalf("%d zeros in %d bytes", x.N, len(x.Bytes))
	}
	for _, n := range []int{1, 100, MaxPiece} {
		if got, err := d.Unpack(uint64(x.Context), x.Bytes, n); err != nil || len(got) != n {
			t.Errorf("%d bytes asked for, %d given: %v", n, len(got), err)
		}
	}
	for _, n := range []int{-1, 0, MaxPiece + 1} {
		if _, err := d.Unpack(uint64(x.Context), x.Bytes, n); err == nil {
			t.Errorf("%d bytes given", n)
		}
	}
	long := deflate(d.contexts[6].Window, make([]byte, 2*MaxPiece))
	if got, err := d.Unpack(6, long, MaxPiece+1); err == nil {
		t.Errorf("%d bytes given of a stream of more", len(got))
	}
	if got, err := d.Unpack(6, long, MaxPiece); err != nil || len(got) != MaxPiece {
		t.Errorf("the first %d bytes of a longer stream: %v", len(got), err)
	}
	if _, err := d.Unpack(8, x.Bytes, 1); err == nil {
		t.Error("a context that there is not")
	}
}

// sentence returns a text of 200 characters that the dictionary was not made from.
func sentence(t testing.TB, lang string, i int) string {
	t.Helper()
	b, err := os.ReadFile("testdata/" + lang + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(b), "\n")[i]
}

// envelope returns a message around text as it goes over a line, with as much chance in it as in a real one.
func envelope(lang, text string, n byte) []byte {
	post := parley.PostID("duty")
	noise := func(s string) []byte { h := parley.Sum([]byte(s + string(n))); return h[:] }
	p := &wire.Payload{
		Nonce: [16]byte(noise("nonce")), Time: 1795357800000 + parley.Millis(n)*86_399_123, From: wire.Address{Party: "north", Post: &post},
		Action: []wire.Address{{Party: "south", Post: &post}}, Precedence: parley.Flash, Edition: 1, Roster: 1, Form: wire.FormText,
		Lang: lang, Exercise: true, Body: []byte(text)}
	s := wire.Signature{Protected: append([]byte{0xa2, 1, 0x27, 4, 0x48}, noise("key")[:8]...), Signature: append(noise("r"), noise("s")...)}
	return (&wire.Envelope{Version: 1, Payload: p.Encode(), Signatures: []wire.Signature{s}}).Encode()
}

// Russian and Ukrainian cost no more, packed, than their UTF-8 costs plain, against English; French and German at most a
// twentieth more; none more than two thirds of itself.
// go test ./dictionary -run TestLanguages -v prints the table.
func TestLanguages(t *testing.T) {
	d := shipped(t)
	plain, packed := map[string]int{}, map[string]int{}
	for _, lang := range []string{"en", "fr", "de", "ru", "uk"} {
		for i := range 4 {
			m := envelope(lang, sentence(t, lang, i), byte(i))
			x := d.Pack(m, len(m))
			if x.N != len(m) {
				t.Fatalf("%s %d does not pack", lang, i)
			}
			plain[lang], packed[lang] = plain[lang]+len(m), packed[lang]+len(x.Bytes)
		}
		t.Logf("measured: text of 200 characters, signed, in %s: %d bytes plain, %d packed", lang, plain[lang]/4, packed[lang]/4)
		slack := 100
		if lang == "fr" || lang == "de" {
			slack = 105
		}
		if 100*packed[lang]*plain["en"] > slack*plain[lang]*packed["en"] || 3*packed[lang] > 2*plain[lang] {
			t.Errorf("%s: %d bytes packed to %d, English %d to %d", lang, plain[lang], packed[lang], plain["en"], packed["en"])
		}
	}
}

// Pieces of forms and acts pack too, though most of an act is hashes.
func TestActs(t *testing.T) {
	d, id := shipped(t), parley.Sum([]byte("an act"))
	post := parley.PostID("duty")
	for name, p := range map[string]*wire.Payload{
		"acknowledgement": {Form: wire.FormAck, Refers: wire.Refers{Acknowledges: &id}},
		"accept":          {Form: wire.FormText, Act: "accept", Proceeding: &id, Seen: []parley.Hash{id}, Lang: "en", Body: []byte("We accept.")},
		"invitation": {Form: "invitation", Act: "invite", Participants: []parley.PartyID{"north", "south"}, Body: wire.Marshal([]any{
			[]any{"level", "duty"}, []any{"subject", "The crossing at point 12"}, []any{"first_day", 1795357800000}, []any{"reply_by", 1795457800000}})},
	} {
		p.From, p.Action, p.Edition, p.Roster, p.Time = wire.Address{Party: "north", Post: &post}, []wire.Address{{Party: "south", Post: &post}}, 1, 1, 1795357800000
		p.Nonce = [16]byte(id[16:])
		m := (&wire.Envelope{Version: 1, Payload: p.Encode(), Signatures: []wire.Signature{{Protected: append([]byte{0xa2, 1, 0x27, 4, 0x48}, id[:8]...), Signature: append(id[:], id[:]...)}}}).Encode()
		x := d.Pack(m, len(m))
		if x.N != len(m) {
			t.Errorf("%s does not pack", name)
		}
		t.Logf("measured: %s: %d bytes plain, %d packed", name, len(m), len(x.Bytes))
	}
}

func BenchmarkPiece(b *testing.B) {
	d := shipped(b)
	text := strings.Repeat(sentence(b, "uk", 0)+sentence(b, "en", 1), 30)
	noise := make([]byte, 0, MaxPiece)
	for i := byte(0); len(noise) < MaxPiece; i++ {
		h := parley.Sum(noise)
		noise = append(noise, h[:]...)
	}
	for name, p := range map[string][]byte{"200 characters": envelope("ru", sentence(b, "ru", 0), 1), "16384 bytes": []byte(text[:MaxPiece]), "16384 of noise": noise} {
		b.Run(fmt.Sprintf("pack %s", name), func(b *testing.B) {
			for b.Loop() {
				d.Pack(p, MaxPiece)
			}
		})
		x := d.Pack(p, MaxPiece)
		if x.N == 0 {
			continue
		}
		b.Run(fmt.Sprintf("unpack %s", name), func(b *testing.B) {
			for b.Loop() {
				if _, err := d.Unpack(uint64(x.Context), x.Bytes, x.N); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
