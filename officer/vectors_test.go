package officer_test

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"parley/officer"
	"parley/wire"
)

// keyFields writes what a key says.
func keyFields(v *vector, k officer.Key) {
	v.field("key", hexOf(k.Encode()))
	v.field("kind", strconv.Itoa(int(k.Kind)))
	v.field("public", hexOf(k.Public))
	v.field("kid", k.ID().String())
	v.field("key-hash", k.Hash().String())
	if k.Extra == nil {
		return
	}
	if k.Extra.RPID != "" {
		v.field("rp-id", k.Extra.RPID)
	}
	for _, o := range k.Extra.Origins {
		v.field("origin", o)
	}
	v.field("verified", strconv.FormatBool(k.Extra.Verified))
	v.field("backup", strconv.FormatBool(k.Extra.Backup))
}

func TestKeyVectors(t *testing.T) {
	v := newVector("Keys of officers and what they say.")
	for _, f := range flavours {
		v.block()
		v.field("name", f)
		keyFields(v, newDevice(f, "north/officer/a").Key())
	}
	holdVector(t, "keys.txt", v.b.Bytes())
}

// signatureFields writes a signature that counts, by the key of a name in keys.txt, and what was signed.
func signatureFields(v *vector, name string, k officer.Key, use string, payload []byte, s wire.Signature) {
	r := k.Request(use, testEdition[:], payload)
	v.field("key", name)
	v.field("use", use)
	v.field("scope", testEdition.String())
	v.field("payload", hexOf(payload))
	v.field("to-be-signed", hexOf(r.Text))
	v.field("challenge", hexOf(r.Challenge))
	v.field("signature", hexOf(wire.Marshal(s)))
}

// [OFF-6] A signature counts that verifies over what the kind of its key signs; the ones of ssh-keygen in testdata were
// made once by OpenSSH 9.2, since ECDSA draws a number each time.
func TestSignatureVectors(t *testing.T) {
	v := newVector("Signatures that count: of each flavour of key for each use, and some that ssh-keygen made.")
	payload := []byte("payload")
	for i, f := range flavours {
		d := newDevice(f, "north/officer/a")
		use := uses[i%5]
		v.block()
		v.field("name", f)
		signatureFields(v, f, d.Key(), use, payload, sign(d, use, testEdition[:], payload))
	}
	for _, f := range []string{"ssh-ed25519", "ssh-p256"} {
		file, err := os.ReadFile("testdata/" + f + ".sig")
		if err != nil {
			t.Fatal(err)
		}
		k := newDevice(f, "north/officer/a").Key()
		s, err := k.FromKeygen(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := k.Verify(s, wire.UseMessage, testEdition[:], payload); err != nil {
			t.Errorf("%s: %v", f, err)
		}
		v.block()
		v.field("name", f+" of ssh-keygen")
		signatureFields(v, f, k, wire.UseMessage, payload, s)
	}
	holdVector(t, "signatures.txt", v.b.Bytes())
}

// rosterVector writes a history and what it makes.
func rosterVector(v *vector, name string, h *history) {
	v.block()
	v.field("name", name)
	historyFields(v, h.acts)
	r := h.roster
	v.field("number", strconv.FormatUint(r.Number(), 10))
	v.field("quorum", strconv.Itoa(r.Quorum()))
	for _, o := range r.Officers() {
		words := []string{string(o.ID), o.From.String(), "-", "serves"}
		if o.Until != nil {
			words[2] = o.Until.String()
		}
		if o.Revoked {
			words[3] = "revoked"
		}
		for _, p := range o.Posts {
			words = append(words, string(p.Post)+":"+strconv.Itoa(int(p.Rights)))
		}
		v.field("officer", strings.Join(words, " "))
		for _, k := range r.KeysOf(o.ID) {
			words := []string{k.Key.ID().String(), "in", "-"}
			if k.Out {
				words[1] = "out"
			}
			if k.Compromised != nil {
				words[2] = k.Compromised.String()
			}
			v.field("holds", strings.Join(words, " "))
		}
	}
}
