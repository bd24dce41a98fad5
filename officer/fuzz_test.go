package officer_test

import (
	"bytes"
	"testing"

	"parley"
	"parley/officer"
	"parley/wire"
)

// Each target holds that what a reader accepts encodes again to the same bytes, and that nothing makes it panic.

func FuzzDecodeKey(f *testing.F) {
	for _, flavour := range flavours {
		f.Add(newDevice(flavour, "north/officer/a").Key().Encode())
	}
	for _, c := range badKeys() {
		f.Add(c.key.Encode())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		k, err := officer.DecodeKey(b)
		if err != nil {
			return
		}
		if !bytes.Equal(k.Encode(), b) || k.Hash().IsZero() {
			t.Errorf("accepted %x, encodes to %x", b, k.Encode())
		}
		k.Request(wire.UseMessage, nil, b)
	})
}

// FuzzSignature tries a signature of any bytes with a key of each flavour.
func FuzzSignature(f *testing.F) {
	for _, c := range badParts() {
		f.Add(c.signature.Protected, c.signature.Signature, c.signature.Evidence)
	}
	for _, flavour := range flavours {
		s := sign(newDevice(flavour, "north/officer/a"), wire.UseMessage, testEdition[:], []byte("payload"))
		f.Add(s.Protected, s.Signature, s.Evidence)
	}
	f.Fuzz(func(t *testing.T, protected, signature, evidence []byte) {
		s := wire.Signature{Protected: protected, Signature: signature, Evidence: evidence}
		for _, flavour := range flavours {
			k := newDevice(flavour, "north/officer/a").Key()
			if k.Verify(s, wire.UseMessage, testEdition[:], []byte("payload")) == nil && k.Verify(s, wire.UseMessage, testEdition[:], []byte("other")) == nil {
				t.Errorf("%s: a signature of two texts", flavour)
			}
			if b, err := k.Keygen(s); err == nil {
				if again, err := k.FromKeygen(b); err == nil && !bytes.Equal(again.Evidence, s.Evidence) {
					t.Errorf("%s: comes back as %x", flavour, again)
				}
			}
		}
	})
}

// FuzzAnswers gives what a device, an agent or ssh-keygen may return to each flavour of key.
func FuzzAnswers(f *testing.F) {
	for _, flavour := range []string{"ssh-ed25519", "ssh-p256", "sk-ed25519", "sk-p256"} {
		d := newDevice(flavour, "north/officer/a")
		blob, rest := d.agent([]byte("data"))
		f.Add(d.sshType(), blob, rest)
		file, _ := d.Key().Keygen(sign(d, wire.UseMessage, testEdition[:], []byte("payload")))
		f.Add("", file, []byte{})
	}
	a, c, s := newDevice("passkey-p256", "a").assert(make([]byte, 32))
	f.Add(string(c), s, a)
	f.Fuzz(func(t *testing.T, format string, blob, rest []byte) {
		for _, flavour := range flavours {
			k := newDevice(flavour, "north/officer/a").Key()
			for _, answer := range []func() (wire.Signature, error){
				func() (wire.Signature, error) { return k.FromRaw(blob) },
				func() (wire.Signature, error) { return k.FromAgent(format, blob, rest) },
				func() (wire.Signature, error) { return k.FromKeygen(blob) },
				func() (wire.Signature, error) { return k.FromPasskey(rest, []byte(format), blob) },
			} {
				if s, err := answer(); err == nil && (len(s.Signature) != 64 || len(s.Evidence) > wire.MaxKeyProof) {
					t.Errorf("%s: made %x", flavour, s)
				}
			}
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, b := range fullHistory(f).acts {
		f.Add(b)
	}
	for _, c := range badPages() {
		if len(c.bytes) < 1<<11 {
			f.Add(c.bytes)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := officer.Parse(b)
		if err != nil {
			return
		}
		if !officer.IsAct(b) || a.Hash() != parley.Sum(b) || len(b) > wire.MaxSheet {
			t.Errorf("accepted %x", b)
		}
		if !bytes.Contains(b, a.Page()) {
			t.Errorf("accepted %x, its page encodes to %x", b, a.Page())
		}
		officer.New(a.Party, a.Charter).Take(a, testRoot, testReserved)
	})
}

// FuzzJudge judges any envelope by a roster: it panics on none, and releases none that nobody of the roster signed.
func FuzzJudge(f *testing.F) {
	h := withOfficers(f)
	for _, c := range judgedCases() {
		f.Add(caseOf(h, testMessage(), c.signed...).Envelope.Encode())
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		e, p, err := wire.DecodeEnvelope(b)
		if err != nil {
			return
		}
		j := officer.Judge(officer.Case{Envelope: e, Payload: p, Edition: testEdition, Roster: h.roster})
		if j.Fault == nil && !j.Known || len(j.Signatures) != len(e.Signatures) {
			t.Errorf("%x comes to %+v", b, j)
		}
	})
}
