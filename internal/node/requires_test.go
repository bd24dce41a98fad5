package node

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/charter"
	"parley/internal/simnet"
	"parley/officer"
)

// The words that stand in the internal charter and in its proceedings, and nowhere else.
const (
	innerMember    = "innermember"
	innerProcedure = "inner-talks"
	innerText      = "The inner council met behind closed doors."
	outerText      = "We accept the invitation."
)

// newAllianceWorld is an alliance, north, under a charter with the other side, south, and under one with its own member. It
// has officers under both. frames are all that it sends to south.
func newAllianceWorld(t *testing.T, frames *bytes.Buffer) (w *world, inner parley.Hash) {
	w = newStations(t, 51, true, "north", "south", innerMember)
	outer := w.agree(nil, "north", "south")
	own := w.agree(func(c *charter.Charter) {
		withTalks(c)
		c.Procedures[0].Name = innerProcedure
	}, "north", innerMember)
	w.text, w.lines, w.id = outer.Text, outer.Signatures, charter.EditionID(outer.Text)
	for id, all := range map[parley.PartyID][]Adoption{"north": {outer, own}, "south": {outer}, innerMember: {own}} {
		n := w.open(w.stations[id])
		for _, a := range all {
			if _, err := n.Adopt(t.Context(), a); err != nil {
				t.Fatal(err)
			}
		}
		n.Close()
	}
	south := w.stations["south"].keys["link"].Public()
	w.tap = func(from parley.PartyID, to ed25519.PublicKey, frame []byte) {
		if from == "north" && to.Equal(south) {
			frames.Write(frame)
		}
	}
	w.link("north", "south", simnet.Path{Delay: 10 * time.Millisecond})
	w.link("north", innerMember, simnet.Path{Delay: 10 * time.Millisecond})
	for _, id := range w.order {
		w.start(id)
	}
	inner = charter.EditionID(own.Text)
	for _, c := range []parley.Hash{w.id, inner} {
		w.enrolUnder(c)
	}
	time.Sleep(time.Minute)
	return w, inner
}

// enrolUnder gives north the officer lea, who may release, under a charter.
func (w *world) enrolUnder(c parley.Hash) {
	w.t.Helper()
	n := w.stations["north"].node
	v, err := n.Roster(w.t.Context(), c.String(), "")
	if err != nil {
		w.t.Fatal(err)
	}
	previous, err := parley.ParseHash(v.PageHash)
	if err != nil {
		w.t.Fatal(err)
	}
	a := &officer.Act{Party: "north", Charter: c, Number: v.Page + 1, Time: parley.MillisOf(wall()), Previous: previous,
		Entries: []officer.Entry{staffed("north", "lea", officer.Release)}}
	b, err := a.Sign(officer.Ed25519(w.stations["north"].keys["root"]), staffKey("north", "lea"))
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := n.EnterRosterAct(w.t.Context(), ActEntering{Act: b, Who: Who{User: "admin"}}); err != nil {
		w.t.Fatal(err)
	}
}

// decides has north open a proceeding of its own charter about texts, and its member accept; it returns the proceeding.
func (w *world) decides(inner parley.Hash, answer string, texts ...parley.Hash) string {
	w.t.Helper()
	n := w.stations["north"].node
	p := w.opens("north", innerMember)
	p.Act, p.Texts, p.Body, p.Roster = innerProcedure, texts, []byte(innerText), 2
	v, err := n.Draft(w.t.Context(), NewDraft{Charter: inner.String(), Payload: p.Encode(), Who: Who{User: "clerk"}})
	if err == nil {
		v, err = w.signs(v.ID, "lea release")
	}
	if err != nil || v.State != "released" {
		w.t.Fatalf("%+v, %v", v, err)
	}
	of := v.Message.ID
	time.Sleep(time.Minute)
	if answer != "" {
		a := w.acts(innerMember, of, answer, "north")
		a.Seen = []parley.Hash{*a.Proceeding}
		if _, err := w.stations[innerMember].node.Submit(w.t.Context(), w.sealUnder(inner, innerMember, a), Who{}); err != nil {
			w.t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
	}
	return of
}

// A policy may require an adopted proceeding of another charter: the alliance agrees first. The draft waits for an outcome
// that is settled and final and about its own text, and nothing of all that leaves.
func TestDecidedElsewhere(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var left bytes.Buffer
		w, inner := newAllianceWorld(t, &left)
		defer w.stopAll()
		n := w.stations["north"].node
		w.follows("north", fmt.Sprintf("rules:\n  - name: \"agreed first\"\n    to: [\"south\"]\n    release: 1\n    requires: {charter: \"%s\", procedure: \"%s\", outcome: \"met\"}\n"+
			"  - name: \"inside\"\n    release: 1\n", inner, innerProcedure))
		p := w.message("north", "south", parley.Priority, outerText)
		v, err := n.Draft(t.Context(), NewDraft{Charter: w.id.String(), Payload: p.Encode(), Who: Who{User: "clerk"}})
		if err != nil {
			t.Fatal(err)
		}
		text, err := parley.ParseHash(v.TextHash)
		if err != nil || text != parley.Sum([]byte(outerText)) {
			t.Fatal(text, err)
		}
		if v, err = w.signs(v.ID, "lea release"); err != nil || v.State != "open" || !strings.Contains(strings.Join(v.Missing, ";"), "--decided") {
			t.Fatalf("%+v, %v", v, err)
		}
		another := parley.Sum([]byte("Another text."))
		for _, c := range []struct {
			answer, says string
			texts        []parley.Hash
		}{
			{"", "stands at open", []parley.Hash{text}},
			{"decline", "stands at declined", []parley.Hash{text}},
			{"accept", "not about this text", nil},
			{"accept", "not about this text", []parley.Hash{another}},
			{"accept", "not about this text", []parley.Hash{text, another}},
		} {
			of := w.decides(inner, c.answer, c.texts...)
			v, err := n.DecideDraft(t.Context(), v.ID, of, Who{User: "clerk"})
			if err != nil || v.State != "open" || !strings.Contains(strings.Join(v.Missing, ";"), c.says) {
				t.Errorf("%q: %+v, %v", c.says, v, err)
			}
		}
		of := w.decides(inner, "accept", text)
		if v, err = n.DecideDraft(t.Context(), v.ID, of, Who{User: "clerk"}); err != nil || v.State != "released" {
			t.Fatalf("%+v, %v", v, err)
		}
		w.wait("north", v.Message.ID, "recorded", time.Minute)
		if m := w.show("south", v.Message.ID); len(m.Marks) != 0 || *m.Text != outerText {
			t.Errorf("%+v", m)
		}
		evidence, err := n.Evidence(t.Context(), v.Message.ID, Who{})
		if err != nil {
			t.Fatal(err)
		}
		left.Write(evidence)
		size := strings.Split(w.serves("checkpoint"), "\n")[1]
		for _, path := range []string{"checkpoint", "tile/0/000.p/" + size, "tile/entries/000.p/" + size} {
			left.WriteString(w.serves(path))
		}
		w.nothingInner(left.Bytes(), v, inner, of)
	})
}

// serves returns what north answers over HTTP for a path of its record under the outer charter.
func (w *world) serves(path string) string {
	w.t.Helper()
	answer := httptest.NewRecorder()
	w.stations["north"].node.HTTPHandler().ServeHTTP(answer, httptest.NewRequest("GET", "/record/"+w.id.String()+"/north/"+path, nil))
	if answer.Code != http.StatusOK || answer.Body.Len() == 0 {
		w.t.Errorf("%s: %d, %d bytes", path, answer.Code, answer.Body.Len())
	}
	return answer.Body.String()
}

// nothingInner searches all that left for what must not.
func (w *world) nothingInner(left []byte, v DraftView, inner parley.Hash, of string) {
	w.t.Helper()
	if !bytes.Contains(left, []byte(outerText)) || !bytes.Contains(left, []byte("north")) {
		w.t.Fatal("the search would find nothing at all")
	}
	draft, _ := hex.DecodeString(v.ID)
	proceeding, _ := hex.DecodeString(of)
	text := parley.Sum([]byte(outerText))
	for name, secret := range map[string][]byte{
		"id of the draft": draft, "id of the draft in digits": []byte(v.ID), "internal charter": inner[:], "internal charter in digits": []byte(inner.String()),
		"member": []byte(innerMember), "procedure": []byte(innerProcedure), "internal text": []byte(innerText), "decision": proceeding,
		"decision in digits": []byte(of), "hash of the text": text[:], "local user": []byte("clerk"), "policy": []byte("agreed first"),
		"member's link key": w.stations[innerMember].keys["link"].Public(), "beginning of the charter id": inner[:8],
	} {
		if bytes.Contains(left, secret) {
			w.t.Errorf("what left holds the %s", name)
		}
	}
}
