package wire_test

import (
	"parley"
	"parley/wire"

	"pgregory.net/rapid"
)

func anyName() *rapid.Generator[string] {
	return rapid.StringMatching(`[a-z][a-z0-9]{0,15}(-[a-z0-9]{1,15})?`).Filter(func(s string) bool { return parley.CheckName("party", s) == nil })
}

func anyLine(max int) *rapid.Generator[string] {
	return rapid.StringN(0, 40, max).Filter(func(s string) bool { return wire.CheckLine("line", s, max) == nil })
}

func anyHash() *rapid.Generator[parley.Hash] {
	return rapid.Custom(func(t *rapid.T) parley.Hash { return parley.Sum([]byte{rapid.Byte().Draw(t, "hash")}) })
}

func anyNonce() *rapid.Generator[[16]byte] {
	return rapid.Custom(func(t *rapid.T) [16]byte { return nonceOf(rapid.Byte().Draw(t, "nonce")) })
}

func anyAddress() *rapid.Generator[wire.Address] {
	return rapid.Custom(func(t *rapid.T) wire.Address {
		a := parley.Address{Party: parley.PartyID(anyName().Draw(t, "party"))}
		if rapid.Bool().Draw(t, "at a post") {
			a.Post = parley.PostID(anyName().Draw(t, "post"))
		}
		return wire.AddressOf(a)
	})
}

func anyMillis() *rapid.Generator[parley.Millis] {
	return rapid.Custom(func(t *rapid.T) parley.Millis {
		return parley.Millis(rapid.Int64Range(int64(parley.EarliestMillis), int64(parley.MaxMillis)-1).Draw(t, "ms"))
	})
}

func anyBlob() *rapid.Generator[wire.Blob] {
	return rapid.Custom(func(t *rapid.T) wire.Blob {
		return wire.Blob{
			Name:      anyLine(255).Filter(func(s string) bool { return wire.CheckFileName(s) == nil }).Draw(t, "name"),
			MediaType: anyLine(127).Draw(t, "media type"), Size: rapid.Uint64Range(1, wire.MaxBlob).Draw(t, "size"), ID: anyHash().Draw(t, "id"),
		}
	})
}

// anyPayload draws a payload that every reader accepts.
func anyPayload() *rapid.Generator[*wire.Payload] {
	return rapid.Custom(func(t *rapid.T) *wire.Payload {
		p := &wire.Payload{
			Nonce: anyNonce().Draw(t, "nonce"), Time: anyMillis().Draw(t, "time"),
			From:       wire.AddressOf(parley.Address{Party: "north", Post: parley.PostID(anyName().Draw(t, "post"))}),
			Precedence: parley.Precedence(rapid.IntRange(0, 3).Draw(t, "precedence")), InfoPrecedence: parley.Precedence(rapid.IntRange(0, 3).Draw(t, "info")),
			Edition: rapid.Uint64Min(1).Draw(t, "edition"), Roster: rapid.Uint64().Draw(t, "roster"),
			Act: anyLine(64).Draw(t, "act"), Proceeding: rapid.Ptr(anyHash(), true).Draw(t, "proceeding"),
			Participants: rapid.SliceOfNDistinct(rapid.Map(anyName(), func(s string) parley.PartyID { return parley.PartyID(s) }), 0, 4, rapid.ID).Draw(t, "participants"),
			Seen:         rapid.SliceOfN(anyHash(), 0, 5).Draw(t, "seen"), Texts: rapid.SliceOfN(anyHash(), 0, 5).Draw(t, "texts"),
			Subject: anyLine(200).Draw(t, "subject"), Handling: anyLine(64).Draw(t, "handling"),
			Lang: rapid.SampledFrom([]string{"", "en", "uk", "sr-Latn-RS", "de-1996"}).Draw(t, "lang"), Exercise: rapid.Bool().Draw(t, "exercise"),
		}
		p.Refers.ReplyTo = rapid.Ptr(anyHash(), true).Draw(t, "reply to")
		p.Refers.Corrects = rapid.Ptr(anyHash(), true).Draw(t, "corrects")
		p.Action, p.Info = anyAddressees(t)
		if rapid.Bool().Draw(t, "text") {
			p.Form, p.Body = wire.FormText, []byte(rapid.StringN(1, 60, 300).Draw(t, "body"))
		} else {
			p.Form, p.Body = "plan", rapid.SliceOfN(rapid.Byte(), 0, 300).Draw(t, "body")
		}
		if rapid.Bool().Draw(t, "expires") {
			at := p.Time + 1
			p.Expires = &at
		}
		if p.Blobs = rapid.SliceOfN(anyBlob(), 0, 3).Draw(t, "blobs"); len(p.Blobs) > 0 {
			salt := anyNonce().Draw(t, "salt")
			p.Salt = &salt
		}
		return p
	})
}

func anyAddressees(t *rapid.T) (action, info []wire.Address) {
	key := func(a wire.Address) parley.Address { return a.Parley() }
	all := rapid.SliceOfNDistinct(anyAddress().Filter(func(a wire.Address) bool { return a.Party != "north" }), 1, 6, key).Draw(t, "addressees")
	n := rapid.IntRange(1, len(all)).Draw(t, "for action")
	return all[:n], all[n:]
}
