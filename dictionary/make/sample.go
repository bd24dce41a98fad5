package main

import (
	"bytes"
	"embed"
	"math/rand/v2"
	"strings"

	"parley"
	"parley/dictionary"
	"parley/wire"
)

var languages = []string{"de", "en", "fr", "ru", "uk"}

//go:embed texts
var texts embed.FS

// sentences returns the lines of the texts in lang.
func sentences(lang string) []string {
	b, err := texts.ReadFile("texts/" + lang + ".txt")
	if err != nil {
		panic(err)
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
}

// names returns the names of forms, acts, fields and choices as they stand in bodies.
func names() []byte {
	var b []byte
	for _, line := range sentences("names") {
		for _, n := range strings.Fields(line)[1:] {
			b = append(append(b, 0x82), wire.Marshal(n)...)
		}
	}
	return b
}

// textContext returns the context for texts in one language: a window of all its sentences behind which stand messages
// as they are framed, and codes made for each sentence without itself in the window.
func textContext(lang string) dictionary.Context {
	all := sentences(lang)
	r := rand.New(rand.NewPCG(1951, 1996))
	frames := framing(r, lang)
	window := func(without int) []byte {
		b := bytes.NewBuffer(names())
		for i, s := range all {
			if i != without {
				b.WriteString(s + "\n")
			}
		}
		b.Write(frames)
		return b.Bytes()
	}
	var samples []dictionary.Sample
	for i, s := range all {
		samples = append(samples, dictionary.Sample{Window: window(i), Piece: message(r, lang, s)})
	}
	return dictionary.Train(window(-1), samples)
}

var (
	parties = []string{"north", "south", "east", "west", "alpha", "bravo", "centre", "lowland", "highland", "council"}
	posts   = []string{"duty", "duty", "duty", "command", "air", "liaison"}
)

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// address draws an address.
func address(r *rand.Rand) wire.Address {
	post := parley.PostID(pick(r, posts))
	return wire.Address{Party: parley.PartyID(pick(r, parties)), Post: &post}
}

// message draws an envelope around body; what would be random in it, is.
func message(r *rand.Rand, lang, body string) []byte {
	p := draft(r)
	p.Lang, p.Body = lang, []byte(body)
	return seal(r, p)
}

// seal puts p into an envelope with a signature drawn by chance.
func seal(r *rand.Rand, p *wire.Payload) []byte {
	s := wire.Signature{Protected: []byte{0xa2, 1, 0x27, 4, 0x48, 0, 0, 0, 0, 0, 0, 0, 0}, Signature: make([]byte, 64)}
	fill(r, s.Protected[5:])
	fill(r, s.Signature)
	return (&wire.Envelope{Version: wire.EnvelopeVersion, Payload: p.Encode(), Signatures: []wire.Signature{s}}).Encode()
}

func fill(r *rand.Rand, b []byte) {
	for i := range b {
		b[i] = byte(r.Uint32())
	}
}

// framing returns what surrounds the texts of messages in lang, without what is random.
func framing(r *rand.Rand, lang string) []byte {
	var b bytes.Buffer
	for range 3 {
		m := message(r, lang, strings.Repeat(".", 200))
		b.Write(m[:6])
		head := bytes.Index(m, []byte{0x1b, 0, 0, 1})
		b.Write(m[head : head+4])
		b.Write(m[head+9 : bytes.Index(m, []byte("..."))])
		b.Write(m[bytes.LastIndex(m, []byte("..."))+3 : bytes.LastIndex(m, []byte{4, 0x48})+2])
		b.Write([]byte{0x58, 0x40})
	}
	return b.Bytes()
}
