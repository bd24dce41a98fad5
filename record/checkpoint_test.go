package record_test

import (
	"encoding/base64"
	"errors"
	"testing"

	formatslog "github.com/transparency-dev/formats/log"
	formatsnote "github.com/transparency-dev/formats/note"
	"golang.org/x/mod/sumdb/note"

	"parley"
	"parley/record"
)

var testCharter = parley.Sum([]byte("a charter"))

// [REC-1] The origin of a record MUST be `parley/`, the charter id in lower-case hexadecimal, `/`, and the party id; the name of a cosigner MUST be the mirror's origin and `/cosigner`.
// [REC-7] A head MUST be signed, with Ed25519, over the bytes of the checkpoint text: the origin, the size in decimal without leading zero, and the root in base64 with padding, each ended by LF.
// [REC-10] A cosignature MUST be one of C2SP tlog-cosignature with Ed25519, type 04: over the line `cosignature/v1`, the line `time ` and the seconds since 1970 in decimal, and then the checkpoint text, each line ended by LF.
func TestCheckpointIsReadByOthers(t *testing.T) {
	origin, mirror := record.Origin(testCharter, "south"), record.CosignerName(testCharter, "north")
	if want := "parley/" + testCharter.String() + "/south"; origin != want {
		t.Fatalf("origin %q, want %q", origin, want)
	}
	if want := "parley/" + testCharter.String() + "/north/cosigner"; mirror != want {
		t.Fatalf("cosigner %q, want %q", mirror, want)
	}
	logKey, cosigner, root := keyNamed("south log"), keyNamed("north cosigner"), parley.Sum([]byte("root"))
	sig, err := record.SignHead(logKey, origin, 7, root)
	if err != nil {
		t.Fatal(err)
	}
	text := record.CheckpointText(origin, 7, root)
	cosig, err := record.Cosign(cosigner, mirror, text, 1795357801)
	if err != nil {
		t.Fatal(err)
	}
	whole := record.Checkpoint(origin, 7, root, logKey.Public(), sig, []record.NamedCosignature{{Name: mirror, Key: cosigner.Public(), Seconds: 1795357801, Signature: cosig}})

	logVerifier, err := note.NewVerifier(record.LogVKey(origin, logKey.Public()))
	if err != nil {
		t.Fatal(err)
	}
	mirrorVerifier, err := formatsnote.NewVerifierForCosignatureV1(record.CosignerVKey(mirror, cosigner.Public()))
	if err != nil {
		t.Fatal(err)
	}
	cp, rest, n, err := formatslog.ParseCheckpoint(whole, origin, logVerifier, mirrorVerifier)
	if err != nil {
		t.Fatal(err)
	}
	if cp.Size != 7 || string(cp.Hash) != string(root[:]) || len(rest) != 0 || n.Text != text {
		t.Fatalf("read %+v with %q", cp, rest)
	}
	if len(n.Sigs) != 2 || len(n.UnverifiedSigs) != 0 {
		t.Fatalf("%d signatures verified, %d not", len(n.Sigs), len(n.UnverifiedSigs))
	}
	at, err := formatsnote.CoSigV1Timestamp(n.Sigs[1])
	if err != nil || at.Unix() != 1795357801 {
		t.Fatalf("cosigned at %v, %v", at, err)
	}
}

// The other way round: what an independent cosigner makes, we verify.
func TestCosignatureOfOthers(t *testing.T) {
	origin := record.Origin(testCharter, "south")
	text := record.CheckpointText(origin, 7, parley.Sum(nil))
	k := keyNamed("witness")
	skey := "PRIVATE+KEY+witness.example+00000000+" + base64.StdEncoding.EncodeToString(append([]byte{1}, k.private.Seed()...))
	s, err := formatsnote.NewSignerForCosignatureV1(skey)
	if err != nil {
		t.Fatal(err)
	}
	sig, err := s.Sign([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	var seconds uint64
	for _, c := range sig[:8] {
		seconds = seconds<<8 | uint64(c)
	}
	if !record.VerifyCosignature(k.Public(), "witness.example", text, seconds, sig[8:]) {
		t.Fatal("the cosignature of the other implementation does not verify")
	}
	if record.VerifyCosignature(k.Public(), "witness.example", text, seconds+1, sig[8:]) {
		t.Fatal("a cosignature with another time verifies")
	}
}

// [REC-8] A signer MUST NOT sign a head of size below 2, or in a later volume below 3, and a reader MUST refuse one.
func TestSmallHeads(t *testing.T) {
	k := keyNamed("south log")
	for volume, least := range map[uint64]uint64{0: 2, 2: 3, 3: 3} {
		origin := record.OriginOf(testCharter, "south", volume)
		for size := range uint64(5) {
			sig, err := record.SignHead(k, origin, size, parley.Hash{})
			if (err == nil) != (size >= least) || (sig != nil) != (size >= least) {
				t.Errorf("volume %d: size %d: %v", volume, size, err)
			}
			sig, _ = k.Sign([]byte(record.CheckpointText(origin, size, parley.Hash{})))
			if record.VerifyHead(k.Public(), origin, size, parley.Hash{}, sig) != (size >= least) {
				t.Errorf("volume %d: whether size %d verifies", volume, size)
			}
		}
		if record.LeastHead(volume) != least {
			t.Errorf("the least head of volume %d is %d, not %d", volume, record.LeastHead(volume), least)
		}
	}
}

func TestVerifyHeadRefuses(t *testing.T) {
	k, origin, root := keyNamed("south log"), record.Origin(testCharter, "south"), parley.Sum(nil)
	sig, err := record.SignHead(k, origin, 7, root)
	if err != nil {
		t.Fatal(err)
	}
	if !record.VerifyHead(k.Public(), origin, 7, root, sig) {
		t.Fatal("the head does not verify")
	}
	bent := append([]byte(nil), sig...)
	bent[5] ^= 1
	for name, ok := range map[string]bool{
		"another key":      record.VerifyHead(keyNamed("north log").Public(), origin, 7, root, sig),
		"half a key":       record.VerifyHead(k.Public()[:16], origin, 7, root, sig),
		"another party":    record.VerifyHead(k.Public(), record.Origin(testCharter, "north"), 7, root, sig),
		"another charter":  record.VerifyHead(k.Public(), record.Origin(parley.Sum(nil), "south"), 7, root, sig),
		"another size":     record.VerifyHead(k.Public(), origin, 8, root, sig),
		"another root":     record.VerifyHead(k.Public(), origin, 7, parley.Hash{}, sig),
		"a bent signature": record.VerifyHead(k.Public(), origin, 7, root, bent),
		"half a signature": record.VerifyHead(k.Public(), origin, 7, root, sig[:32]),
		"no signature":     record.VerifyHead(k.Public(), origin, 7, root, nil),
		"a cosignature":    record.VerifyCosignature(k.Public(), "", record.CheckpointText(origin, 7, root), 0, sig),
	} {
		if ok {
			t.Errorf("%s verifies", name)
		}
	}
}

// badSigner signs something else than it was asked to, or cannot sign.
type badSigner struct {
	key
	err error
}

func (b badSigner) Sign([]byte) ([]byte, error) { return make([]byte, 64), b.err }

func TestSignersThatFail(t *testing.T) {
	for _, err := range []error{nil, errors.New("the token was pulled out")} {
		s := badSigner{keyNamed("south log"), err}
		if sig, err := record.SignHead(s, "origin", 7, parley.Hash{}); sig != nil || parley.CodeOf(err) != parley.CodeBadSignature {
			t.Errorf("head: %x, %v", sig, err)
		}
		if sig, err := record.Cosign(s, "origin", "text", 7); sig != nil || parley.CodeOf(err) != parley.CodeBadSignature {
			t.Errorf("cosignature: %x, %v", sig, err)
		}
	}
}
