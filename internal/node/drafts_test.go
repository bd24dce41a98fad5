package node

import (
	"bytes"
	"crypto/ed25519"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/simnet"
	"parley/officer"
	"parley/wire"
)

// follows has a running station go by a policy.
func (w *world) follows(id parley.PartyID, text string) {
	w.t.Helper()
	n := w.stations[id].node
	n.cfg.Policy = func() ([]byte, bool, error) { return []byte(text), true, nil }
	if v, err := n.TakePolicy(w.t.Context(), Who{User: "admin"}); err != nil || v.Fault != nil {
		w.t.Fatal(v, err)
	}
}

const threeSign = "rules:\n  - name: \"three\"\n    draft: 1\n    review: 1\n    release: 1\n    emergency: 2\n"

// newDraftingWorld starts north and south; north has officers and asks for three of them.
func newDraftingWorld(t testing.TB) *world {
	w := newWorld(t, 41, true, "north", "south")
	w.link("north", "south", simnet.Path{Delay: 50 * time.Millisecond, Rate: 64000})
	w.start("north")
	w.start("south")
	w.staff("north")
	w.follows("north", threeSign)
	time.Sleep(time.Minute)
	return w
}

func (w *world) drafts(text string) DraftView {
	w.t.Helper()
	v, err := w.stations["north"].node.Draft(w.t.Context(), NewDraft{Payload: w.message("north", "south", parley.Flash, text).Encode(), Who: Who{User: "clerk"}})
	if err != nil {
		w.t.Fatal(err)
	}
	return v
}

// prepares returns what an officer signs, and what his key makes of it.
func (w *world) prepares(id, name, act string) (DraftSigning, Prepared, error) {
	w.t.Helper()
	name, key, _ := strings.Cut(name, " ")
	if key == "" {
		key = name
	}
	p, err := w.stations["north"].node.PrepareDraft(w.t.Context(), id, Preparing{Officer: name, Act: act, Who: Who{User: "u-" + name}})
	if err != nil {
		return DraftSigning{}, p, err
	}
	s, err := staffKey("north", key).Sign(usesOf[act], p.EditionID, p.Payload)
	if err != nil {
		w.t.Fatal(err)
	}
	return DraftSigning{Act: act, Signature: wire.Marshal(s), Who: Who{User: "u-" + name}}, p, nil
}

// signs has officers sign a draft, each "name act"; it returns the draft after the last, and the first error.
func (w *world) signs(id string, words ...string) (v DraftView, err error) {
	w.t.Helper()
	for _, word := range words {
		i := strings.LastIndex(word, " ")
		x, _, err := w.prepares(id, word[:i], word[i+1:])
		if err != nil {
			return v, err
		}
		if v, err = w.stations["north"].node.SignDraft(w.t.Context(), id, x); err != nil {
			return v, err
		}
	}
	return v, nil
}

func (w *world) refusedAs(err error, codes ...parley.Code) {
	w.t.Helper()
	if err == nil || !slices.Contains(codes, parley.CodeOf(err)) {
		w.t.Errorf("%v (%s), not refused with %v", err, parley.CodeOf(err), codes)
	}
}

// sentTexts are the texts that have left north, drills of the line apart.
func (w *world) sentTexts() (out []string) {
	w.t.Helper()
	all, err := w.stations["north"].node.Sent(w.t.Context(), Query{})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, m := range all {
		if m.Form == wire.FormText {
			out = append(out, *m.Text)
		}
	}
	return out
}

// Three officers, each with a key of his own: one drafts, one reviews, one releases, and the last signature lets it leave.
func TestDraftReviewRelease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDraftingWorld(t)
		defer w.stopAll()
		n := w.stations["north"].node
		v := w.drafts("Two aircraft north of the river.")
		if v.State != "open" || len(v.Missing) == 0 || !slices.Equal(v.WaitsFor["review"], []string{"all", "rex"}) || !v.Message.Exercise {
			t.Errorf("%+v", v)
		}
		v, err := w.signs(v.ID, "dan draft", "rex review")
		if err != nil || v.State != "open" || len(v.Signatures) != 2 || !slices.Equal(v.WaitsFor["release"], []string{"all", "lea", "leo"}) || len(v.WaitsFor) != 1 {
			t.Errorf("%+v, %v", v, err)
		}
		v, err = w.signs(v.ID[:4], "lea release")
		if err != nil || v.State != "released" {
			t.Fatalf("%+v, %v", v, err)
		}
		w.wait("north", v.Message.ID, "recorded", time.Minute)
		if m := w.show("south", v.Message.ID); m.Release == nil || len(m.Marks) != 0 || m.Release.Released[0].ID != "lea" {
			t.Errorf("%+v", m)
		}
		_, err = w.signs(v.ID, "leo release")
		w.refusedAs(err, parley.CodeDuplicate)
		_, err = n.CancelDraft(t.Context(), v.ID, Who{})
		w.refusedAs(err, parley.CodeDuplicate)
		if open, err := n.Drafts(t.Context(), false); err != nil || len(open) != 0 {
			t.Errorf("%+v, %v", open, err)
		}
		journal, err := n.Journal(t.Context())
		said := ""
		for _, e := range journal {
			said += e.User + " " + e.Action + "; "
		}
		if err != nil || !strings.Contains(said, "clerk draft; u-dan draft-sign; u-rex draft-sign; u-lea release") {
			t.Errorf("the journal says %q, %v", said, err)
		}
	})
}

// One person can't do both by the API: with one key, with two, with a post's key, with what was signed for something else,
// or with an envelope that he brings ready signed.
func TestNobodyAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDraftingWorld(t)
		defer w.stopAll()
		n := w.stations["north"].node
		v := w.drafts("Alone.")
		if _, err := w.signs(v.ID, "all draft"); err != nil {
			t.Fatal(err)
		}
		_, err := w.signs(v.ID, "all review")
		w.refusedAs(err, parley.CodeDuplicate)
		if after, err := w.signs(v.ID, "all all/2 review"); err != nil || after.State != "open" {
			t.Errorf("%+v, %v", after, err)
		}
		if after, err := w.signs(v.ID, "lea release"); err != nil || after.State != "open" {
			t.Errorf("all and lea are two, not three: %+v, %v", after, err)
		}
		x, _, err := w.prepares(v.ID, "leo", "release")
		if err != nil {
			t.Fatal(err)
		}
		x.Act = "review" // what was signed as a release is none
		_, err = n.SignDraft(t.Context(), v.ID, x)
		w.refusedAs(err, parley.CodeBadSignature, parley.CodePolicy)
		other := w.drafts("Another.")
		x.Act = "release" // nor one of another draft
		_, err = n.SignDraft(t.Context(), other.ID, x)
		w.refusedAs(err, parley.CodeBadSignature)
		for _, words := range [][]string{{"operator release"}, {"lea release"}, {"all draft", "all/2 release"}, {"dan draft", "lea release"}, {"lea emergency"}} {
			_, err := n.Submit(t.Context(), w.signedBy(w.numbered("north", "south", parley.Flash, "Ready signed."), words...).Encode(), Who{})
			w.refusedAs(err, parley.CodePolicy, parley.CodeNotReleased)
			if words[0] == "operator release" && !strings.Contains(err.Error(), "--as OFFICER") {
				t.Error(err)
			}
		}
		if sent := w.sentTexts(); len(sent) != 0 {
			t.Errorf("sent: %q", sent)
		}
		s, err := n.Submit(t.Context(), w.signedBy(w.numbered("north", "south", parley.Flash, "Ready signed by three."), "dan draft", "rex review", "lea release").Encode(), Who{})
		if err != nil || len(w.sentTexts()) != 1 {
			t.Error(s, err)
		}
	})
}

// A draft edited after review, a release after cancel: what was signed of the old text is worth nothing, also for who kept
// it and brings it ready signed.
func TestEditedAndCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDraftingWorld(t)
		defer w.stopAll()
		n := w.stations["north"].node
		for _, cancel := range []bool{false, true} {
			v := w.drafts("The first text.")
			var kept []wire.Signature
			var payload []byte
			for _, word := range []string{"dan draft", "rex review", "lea release"} {
				name, act, _ := strings.Cut(word, " ")
				x, p, err := w.prepares(v.ID, name, act)
				if err != nil {
					t.Fatal(err)
				}
				var s wire.Signature
				if err := wire.Unmarshal("signature", x.Signature, 4096, &s); err != nil {
					t.Fatal(err)
				}
				kept, payload = append(kept, s), p.Payload
			}
			if _, err := w.signs(v.ID, "dan draft", "rex review"); err != nil {
				t.Fatal(err)
			}
			if cancel {
				if after, err := n.CancelDraft(t.Context(), v.ID, Who{User: "clerk"}); err != nil || after.State != "cancelled" {
					t.Errorf("%+v, %v", after, err)
				}
				_, err := w.signs(v.ID, "lea release")
				w.refusedAs(err, parley.CodePolicy)
			} else {
				p := w.message("north", "south", parley.Flash, "The second text.")
				after, err := n.Draft(t.Context(), NewDraft{ID: v.ID, Payload: p.Encode(), Who: Who{User: "clerk"}})
				if err != nil || len(after.Signatures) != 0 || *after.Message.Text != "The second text." {
					t.Errorf("%+v, %v", after, err)
				}
				if after, err = w.signs(v.ID, "lea release"); err != nil || after.State != "open" {
					t.Errorf("%+v, %v", after, err)
				}
			}
			e, err := wire.Enclose(payload, kept)
			if err != nil {
				t.Fatal(err)
			}
			_, err = n.Submit(t.Context(), e.Encode(), Who{})
			w.refusedAs(err, parley.CodePolicy)
		}
		if sent := w.sentTexts(); len(sent) != 0 {
			t.Errorf("sent: %q", sent)
		}
	})
}

// An officer revoked between review and release: the roster changed, and the draft is signed again by those who are left.
func TestOfficerRevokedMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDraftingWorld(t)
		defer w.stopAll()
		n := w.stations["north"].node
		v := w.drafts("Text.")
		if _, err := w.signs(v.ID, "dan draft", "rex review"); err != nil {
			t.Fatal(err)
		}
		x, _, err := w.prepares(v.ID, "lea", "release")
		if err != nil {
			t.Fatal(err)
		}
		w.change("north", &officer.Revoke{Officer: "rex"})
		_, err = n.SignDraft(t.Context(), v.ID, x)
		w.refusedAs(err, parley.CodePolicy)
		if v, err = n.ShowDraft(t.Context(), v.ID); err != nil || v.State != "outdated" {
			t.Errorf("%+v, %v", v, err)
		}
		_, err = w.signs(v.ID, "rex review")
		w.refusedAs(err, parley.CodePolicy)
		v, err = w.signs(v.ID, "lea release")
		if err != nil || v.State != "open" || len(v.Signatures) != 1 {
			t.Errorf("%+v, %v", v, err)
		}
		if v, err = w.signs(v.ID, "dan draft", "all review"); err != nil || v.State != "released" {
			t.Errorf("%+v, %v", v, err)
		}
		w.wait("north", v.Message.ID, "recorded", time.Minute)
	})
}

// The last signature is stored with the message that it releases, or not at all: each write fails once in each of two ways,
// the node is restarted, the officer tries again, and the message stands once.
func TestReleaseFailsTwice(t *testing.T) {
	for _, stored := range []bool{false, true} {
		for k := int64(1); k <= 3; k++ {
			synctest.Test(t, func(t *testing.T) {
				w := newDraftingWorld(t)
				defer w.stopAll()
				v := w.drafts("Once.")
				if _, err := w.signs(v.ID, "dan draft", "rex review"); err != nil {
					t.Fatal(err)
				}
				s := w.stations["north"]
				w.stop("north")
				f := &failingStore{Store: s.memory, stored: stored}
				s.store = f
				w.start("north")
				w.follows("north", threeSign)
				f.left.Store(k)
				_, first := w.signs(v.ID, "lea release")
				w.stop("north") // as a kill: what is stored is stored
				s.store = s.memory
				w.start("north")
				w.follows("north", threeSign)
				if _, err := w.signs(v.ID, "lea release"); err != nil && parley.CodeOf(err) != parley.CodeDuplicate {
					t.Errorf("stored %v, write %d: %v, then %v", stored, k, first, err)
				}
				now, err := s.node.ShowDraft(t.Context(), v.ID)
				if sent := w.sentTexts(); err != nil || now.State != "released" || len(sent) != 1 {
					t.Errorf("stored %v, write %d: %q, %+v, %v", stored, k, sent, now, err)
				}
			})
		}
	}
}

// Duress: to the eye the release is normal; an alarm and an entry of the journal stand where the administrators look, and
// nothing of it in a frame.
func TestDuress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDraftingWorld(t)
		defer w.stopAll()
		n := w.stations["north"].node
		var frames bytes.Buffer
		w.stop("north")
		w.tap = func(_ parley.PartyID, _ ed25519.PublicKey, frame []byte) { frames.Write(frame) }
		n = w.start("north")
		w.follows("north", threeSign)
		answers := map[bool]string{}
		for _, duress := range []bool{false, true} {
			v := w.drafts("Text.")
			if _, err := w.signs(v.ID, "dan draft"); err != nil {
				t.Fatal(err)
			}
			x, _, err := w.prepares(v.ID, "rex", "review")
			if err != nil {
				t.Fatal(err)
			}
			x.Duress = duress
			after, err := n.SignDraft(t.Context(), v.ID, x)
			if err != nil {
				t.Fatal(err)
			}
			after.ID, after.Message.Time, after.Message.DTG, after.Made, after.Changed = "", "", "", "", ""
			for i := range after.Signatures {
				after.Signatures[i].At = ""
			}
			b, _ := json.Marshal(after)
			answers[duress] = string(b)
			if _, err := w.signs(v.ID, "lea release"); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
		}
		if answers[true] != answers[false] {
			t.Errorf("the answer tells: %s, %s", answers[true], answers[false])
		}
		events, err := n.Events(t.Context())
		i := slices.IndexFunc(events, func(e EventView) bool { return e.Kind == EventDuress })
		journal, err2 := n.Journal(t.Context())
		j := slices.IndexFunc(journal, func(e JournalView) bool { return e.Action == "duress" })
		if err != nil || err2 != nil || i < 0 || events[i].Count != 1 || j < 0 || !strings.Contains(events[i].Sentence, "rex") {
			t.Errorf("%+v, %v, %v", events, err, err2)
		}
		if frames.Len() == 0 || bytes.Contains(frames.Bytes(), []byte("duress")) {
			t.Errorf("%d bytes of frames", frames.Len())
		}
	})
}

// A broken policy refuses everything that leaves, and the duty key's automatic forms still go; a policy before the first
// roster act asks for officers.
func TestPolicyOfTheNode(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDraftingWorld(t)
		defer w.stopAll()
		n := w.stations["north"].node
		n.cfg.Policy = func() ([]byte, bool, error) { return []byte("rules:\n  - nam: \"x\"\n"), true, nil }
		if v, err := n.TakePolicy(t.Context(), Who{}); err != nil || v.Fault == nil || !strings.Contains(*v.Fault, "line 2") {
			t.Errorf("%+v, %v", v, err)
		}
		_, err := n.Submit(t.Context(), w.signedBy(w.numbered("north", "south", parley.Flash, "Text."), "dan draft", "rex review", "lea release").Encode(), Who{})
		w.refusedAs(err, parley.CodePolicy)
		if _, err := n.TestLine(t.Context(), LineQuery{}, Who{}); err != nil {
			t.Errorf("a line test does not leave: %v", err)
		}
		s := w.stations["south"].node
		s.cfg.Policy = func() ([]byte, bool, error) { return []byte(threeSign), true, nil }
		if _, err := s.TakePolicy(t.Context(), Who{}); err != nil {
			t.Fatal(err)
		}
		_, err = s.Submit(t.Context(), w.seal("south", w.message("south", "north", parley.Flash, "Text.")), Who{})
		w.refusedAs(err, parley.CodePolicy)
		_, err = s.Draft(t.Context(), NewDraft{Payload: w.message("south", "north", parley.Flash, "Text.").Encode()})
		w.refusedAs(err, parley.CodePolicy)
	})
}

// Everything that leaves goes through one place: nobody else enters a message of ours as sent, but what had left before a
// recovery.
func TestOnePlaceToLeave(t *testing.T) {
	for _, p := range sourceCalling(t, "sentJob(") {
		if !slices.Contains([]string{"submit.go", "leave.go", "takeback.go"}, p) {
			t.Errorf("%s enters messages as sent by itself", p)
		}
	}
}
