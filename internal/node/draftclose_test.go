package node

import (
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/wire"
)

// A draft is a message before it is one: when its message leaves by another way, ready signed, it is released, and can be
// given up no more.
func TestADraftLeavesByAnotherWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDraftingWorld(t)
		defer w.stopAll()
		n, d := w.stations["north"].node, w.drafts("One.")
		_, prepared, err := w.prepares(d.ID, "dan", "draft")
		if err != nil {
			t.Fatal(err)
		}
		p, err := wire.DecodePayload(prepared.Payload)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := n.Submit(t.Context(), w.signedBy(p, "dan draft", "rex review", "lea release").Encode(), Who{User: "other"}); err != nil {
			t.Fatal(err)
		}
		if v, err := n.ShowDraft(t.Context(), d.ID); err != nil || v.State != "released" {
			t.Errorf("its draft is %s, %v", v.State, err)
		}
		_, err = n.CancelDraft(t.Context(), d.ID, Who{})
		w.refusedAs(err, parley.CodeDuplicate)
	})
}

// The same message drafted again, as by a client that had no answer, is the same draft.
func TestADraftIsMadeOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDraftingWorld(t)
		defer w.stopAll()
		n, p := w.stations["north"].node, w.message("north", "south", parley.Routine, "One.")
		a, err := n.Draft(t.Context(), NewDraft{Payload: p.Encode()})
		b, err2 := n.Draft(t.Context(), NewDraft{Payload: p.Encode()})
		if err != nil || err2 != nil || a.ID != b.ID {
			t.Errorf("%s and %s, %v, %v", a.ID, b.ID, err, err2)
		}
	})
}

// A draft is made for the page in force in the own record, and not for one that is held and has not been entered.
func TestADraftNamesThePageInForce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDraftingWorld(t)
		defer w.stopAll()
		a, b := w.nextPage("north", staffed("north", "new", 15))
		w.learn("north", a, b)
		v := w.drafts("One.")
		if v, err := w.signs(v.ID, "dan draft", "rex review", "lea release"); err != nil || v.State != "released" {
			t.Errorf("%s, %v", v.State, err)
		}
	})
}

// The alarm of duress is silent: the metrics, which others read than who may know it, do not count it.
func TestDuressIsInNoMetric(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newDraftingWorld(t)
		defer w.stopAll()
		n, d := w.stations["north"].node, w.drafts("One.")
		x, _, err := w.prepares(d.ID, "rex", "review")
		if err != nil {
			t.Fatal(err)
		}
		x.Duress = true
		if _, err := n.SignDraft(t.Context(), d.ID, x); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		families, err := n.Metrics().Gather()
		if err != nil || len(families) == 0 {
			t.Fatal(families, err)
		}
		for _, f := range families {
			for _, m := range f.Metric {
				for _, l := range m.Label {
					if l.GetValue() == EventDuress {
						t.Errorf("%s says so", f.GetName())
					}
				}
			}
		}
	})
}
