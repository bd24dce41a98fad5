package console

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/url"
	"slices"

	"parley"
	"parley/internal/node"
	"parley/officer"
	"parley/wire"
)

// testPasskey is an authenticator in software: an Ed25519 credential of the room's console.
type testPasskey struct{ name string }

func (k testPasskey) private() ed25519.PrivateKey {
	seed := sha256.Sum256([]byte("parley test key " + k.name))
	return ed25519.NewKeyFromSeed(seed[:])
}

func (k testPasskey) key() officer.Key {
	public := wire.Marshal(map[int]any{1: 1, 3: -8, -1: 6, -2: []byte(k.private().Public().(ed25519.PublicKey))})
	return officer.Key{Kind: officer.KindPasskey, Public: public, Extra: &officer.Extra{RPID: "localhost", Origins: []string{"http://localhost"}}}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// touch is what the page's script fills in after a touch.
func (k testPasskey) touch(challenge string) url.Values {
	rp := sha256.Sum256([]byte("localhost"))
	authenticator := binary.BigEndian.AppendUint32(append(rp[:], 5), 1)
	client := fmt.Appendf(nil, `{"type":"webauthn.get","challenge":"%s","origin":"http://localhost","crossOrigin":false}`, challenge)
	digest := sha256.Sum256(client)
	return url.Values{"credential": {b64([]byte(k.name))}, "authenticator": {b64(authenticator)}, "client": {b64(client)},
		"signature": {b64(ed25519.Sign(k.private(), slices.Concat(authenticator, digest[:])))}}
}

// staffed has south's officers: ann drafts, bo releases, cy was revoked, each with a passkey but cy.
func staffed() node.RosterView {
	v := node.RosterView{Party: "south", Number: 3, Quorum: 2}
	for _, o := range []struct{ id, state, rights string }{{"ann", "serves", "draft"}, {"bo", "serves", "release"}, {"cy", "revoked", "release"}} {
		k := testPasskey{o.id}.key()
		v.Officers = append(v.Officers, node.OfficerView{ID: o.id, State: o.state, From: "2026-01-01T00:00:00.000Z", Posts: []node.RightsView{{Post: "duty", Rights: []string{"watch", o.rights}}},
			Keys: []node.OfficerKeyView{{ID: k.ID().String(), Kind: "passkey", InForce: o.state == "serves", Key: k.Encode()}}})
	}
	return v
}

func (f *fakeNode) Roster(context.Context, string, string) (node.RosterView, error) {
	return f.roster, nil
}

func (f *fakeNode) Policy(context.Context) (node.PolicyView, error) { return f.policy, nil }

func (f *fakeNode) Draft(_ context.Context, d node.NewDraft) (node.DraftView, error) {
	p, err := wire.DecodePayload(d.Payload)
	if err != nil {
		return node.DraftView{}, err
	}
	text := string(p.Body)
	f.drafted = append(f.drafted, d)
	f.draft = node.DraftView{ID: "3fa1c2d4e5f60718", State: "open", MadeBy: d.Who.User, WaitsFor: map[string][]string{"draft": {"ann"}, "release": {"bo"}}, Missing: []string{"two are asked for"},
		Message: node.MessageView{Charter: d.Charter, From: "south/duty", To: []string{"north/duty"}, Precedence: p.Precedence.String(), Form: p.Form, Text: &text, Exercise: true}}
	if of := p.Refers.Acknowledges; of != nil {
		id := of.String()
		f.draft.Message.Refers.Acknowledges, f.draft.WaitsFor = &id, map[string][]string{"release": {"bo"}}
	}
	for _, b := range p.Blobs {
		f.draft.Message.Attachments = append(f.draft.Message.Attachments, node.AttachmentView{Name: b.Name, Size: b.Size, ID: b.ID.String(), Held: b.Size})
	}
	f.payload = d.Payload
	return f.draft, nil
}

func (f *fakeNode) Drafts(context.Context, bool) ([]node.DraftView, error) {
	if f.draft.ID == "" {
		return nil, nil
	}
	return []node.DraftView{f.draft}, nil
}

func (f *fakeNode) ShowDraft(_ context.Context, id string) (node.DraftView, error) {
	if id != f.draft.ID {
		return node.DraftView{}, parley.Errorf(parley.CodeNotFound, "there is no draft %.40s", id)
	}
	return f.draft, nil
}

func (f *fakeNode) PrepareDraft(_ context.Context, id string, x node.Preparing) (out node.Prepared, err error) {
	if f.draft.State != "open" && f.draft.State != "outdated" {
		return out, parley.Errorf(parley.CodeDuplicate, "the draft %s is released, as the message 00", id)
	}
	if f.draft.Message.ID == "" && x.Act == "" { // what its author would sign first; made anew where it is out of date
		f.draft.State = "open"
		return node.Prepared{Draft: f.draft, Payload: f.payload}, nil
	}
	if !slices.Contains(f.draft.WaitsFor[x.Act], x.Officer) {
		return out, parley.Errorf(parley.CodePolicy, "%s is no officer who could %s", x.Officer, x.Act)
	}
	e := f.id()
	return node.Prepared{Draft: f.draft, Payload: f.payload, EditionID: e[:], Act: x.Act, Keys: [][]byte{testPasskey{x.Officer}.key().Encode()}}, nil
}

func (f *fakeNode) SignDraft(_ context.Context, id string, x node.DraftSigning) (node.DraftView, error) {
	var s wire.Signature
	if err := wire.Unmarshal("signature", x.Signature, 2*wire.MaxKeyProof, &s); err != nil {
		return f.draft, err
	}
	by, use, e := f.draft.WaitsFor[x.Act][0], map[string]string{"draft": wire.UseDraft, "release": wire.UseMessage}[x.Act], f.id()
	if err := (testPasskey{by}).key().Verify(s, use, e[:], f.payload); err != nil {
		return f.draft, err
	}
	f.draft.Signatures = append(f.draft.Signatures, node.DraftSigner{Officer: by, Act: x.Act, At: "2026-11-22T02:57:00.000Z"})
	if delete(f.draft.WaitsFor, x.Act); len(f.draft.WaitsFor) == 0 {
		f.draft.State, f.draft.Message.ID = "released", parley.Sum(f.payload).String()
	}
	return f.draft, nil
}

func (f *fakeNode) CancelDraft(_ context.Context, id string, _ node.Who) (node.DraftView, error) {
	if f.draft.State == "released" {
		return f.draft, parley.Errorf(parley.CodeDuplicate, "the draft %s is released, as the message 00", id)
	}
	f.draft.State = "cancelled"
	return f.draft, nil
}

func (f *fakeNode) Sheets(context.Context, string) ([]node.SheetKeysView, error) {
	return []node.SheetKeysView{{Party: "north", Number: 2, Keys: []node.SheetKeyView{{Role: "root", ID: "0a0c66a1d2e3f401"}}, Addresses: []string{"192.0.2.14:7420\u202e"}}}, nil
}
