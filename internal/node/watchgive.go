package node

import (
	"context"
	"errors"
	"unicode/utf8"

	"parley"
	"parley/internal/store"
	"parley/officer"
	"parley/wire"
)

// MaxWatchNotes is the length of the notes of a hand-over, in bytes.
const MaxWatchNotes = 4000

// PrepareHandOver writes the sheet of a hand-over; see Watching.
func (n *Node) PrepareHandOver(ctx context.Context, h HandOver) (v WatchView, err error) {
	if len(h.Notes) > MaxWatchNotes || !utf8.ValidString(h.Notes) {
		return v, parley.Errorf(parley.CodeTooLarge, "the notes have more than %d bytes, or are not UTF-8", MaxWatchNotes)
	}
	post, err := n.watchPost(h.Who)
	if err != nil {
		return v, err
	}
	facts, err := n.watchFacts(ctx, post)
	if err != nil {
		return v, err
	}
	var w store.Watch
	err = n.cfg.Store.Update(func(tx store.Tx) error {
		if w, err = mustWatch(tx, post); err != nil {
			return err
		}
		t, err := n.watchRoster(tx, post)
		if err != nil {
			return err
		}
		if w.Charter = (parley.Hash{}); t != nil {
			w.Charter = t.id
		} else if w.User != h.Who.User {
			return notOnWatch(w, h.Who)
		}
		w.Sheet, w.Offered, w.Gave = []byte(facts.sheet(w, h.Notes)), 0, nil
		return tx.PutWatch(w)
	})
	if err != nil {
		return v, storageSentence(err, "the hand-over was not prepared")
	}
	return n.viewWatch(w)
}

// watchDuress raises the silent alarm of an officer who signs under duress. His watch is handed over as if nothing was.
func (n *Node) watchDuress(forced bool, who Who) {
	if forced {
		sentence := "an officer signed the hand-over of the watch of the post " + who.Post + " under duress"
		n.journal(who, duressAction, sentence)
		n.event(EventDuress, "", sentence)
	}
}

// GiveWatch hands the sheet over; see Watching.
func (n *Node) GiveWatch(ctx context.Context, x WatchSigning) (v WatchView, err error) {
	n.watchDuress(x.Duress, x.Who)
	post, err := n.watchPost(x.Who)
	if err != nil {
		return v, err
	}
	var w store.Watch
	err = n.cfg.Store.Update(func(tx store.Tx) error {
		if w, err = mustWatch(tx, post); err != nil {
			return err
		}
		switch hash := parley.Sum(w.Sheet).String(); {
		case len(w.Sheet) == 0 || x.Sheet != hash:
			return parley.Errorf(parley.CodePolicy, "the sheet that was prepared is another by now: read it again before it is handed over")
		case w.Offered != 0: // the same asked for again
			return nil
		}
		detail := watchName(w.ID) + ": sheet " + x.Sheet
		if w.Charter.IsZero() && w.User != x.Who.User {
			return notOnWatch(w, x.Who)
		}
		if !w.Charter.IsZero() {
			id, err := n.watchSigner(tx, &w, UseGiveWatch, x.Signature)
			if err != nil {
				return err
			}
			if w.Officer != "" && w.Officer != id {
				return parley.Errorf(parley.CodePolicy, "the officer %s has the watch of the post %s, and hands it over himself", w.Officer, w.Post)
			}
			w.Officer, w.Gave = id, x.Signature
			detail += ", signed by " + id
		}
		w.Offered = n.now()
		return errors.Join(tx.PutWatch(w), tx.AddEntry(store.Entry{Time: w.Offered, User: x.Who.User, Post: x.Who.Post, Action: "watch-hand", Detail: detail}))
	})
	if err != nil {
		return v, storageSentence(err, "the watch was not handed over")
	}
	return n.viewWatch(w)
}

func mustWatch(r store.Reader, post parley.PostID) (store.Watch, error) {
	w, there, err := watchNow(r, post)
	if err == nil && !there {
		err = parley.Errorf(parley.CodeNotFound, "nobody has the watch of the post %s: take it first", post)
	}
	return w, err
}

func notOnWatch(w store.Watch, who Who) error {
	return parley.Errorf(parley.CodePolicy, "%s has the watch of the post %s, and hands it over himself; you are %s", w.User, w.Post, who.User)
}

// watchRoster returns the first charter under which officers of this party may have the watch of a post; nil: there is none,
// and nobody signs.
func (n *Node) watchRoster(r store.Reader, post parley.PostID) (*table, error) {
	for _, t := range n.tables() {
		st, err := standingNow(r, t)
		if err != nil {
			return nil, err
		}
		if st.roster != nil && len(st.roster.InForce(post, officer.Watch, n.now())) > 0 {
			return t, nil
		}
	}
	return nil, nil
}

// watchSigner returns the officer whose key signed the sheet of a watch, and who may have it.
func (n *Node) watchSigner(r store.Reader, w *store.Watch, use string, signature []byte) (id string, err error) {
	h, err := n.watchKey(r, w, use, signature)
	if err != nil {
		return "", err
	}
	st, err := standingNow(r, n.table(w.Charter))
	if err != nil {
		return "", err
	}
	if st.roster == nil {
		return "", parley.Errorf(parley.CodePolicy, "the roster is not in force yet")
	}
	o, ok := st.roster.Officer(h.Officer)
	if h.Out || !ok || !o.ValidAt(n.now()) || !o.Rights(w.Post).Has(officer.Watch) {
		return "", parley.Errorf(parley.CodePolicy, "the officer %s may not have the watch of the post %s now", h.Officer, w.Post)
	}
	return string(h.Officer), nil
}

// watchKey returns whose key made a signature over the sheet of a watch. The officer need not serve any more.
func (n *Node) watchKey(r store.Reader, w *store.Watch, use string, signature []byte) (h officer.Held, err error) {
	t := n.table(w.Charter)
	if t == nil {
		return h, parley.Errorf(parley.CodeNotFound, "the charter whose officers sign for the post %s is not held here", w.Post)
	}
	if len(signature) == 0 {
		return h, parley.Errorf(parley.CodePolicy, "the roster names who may have the watch of the post %s: one of them signs the sheet", w.Post)
	}
	var s wire.Signature
	if err := wire.Unmarshal("signature", signature, 2*wire.MaxKeyProof, &s); err != nil {
		return h, err
	}
	_, kid, err := s.Header()
	if err != nil {
		return h, err
	}
	roster, err := rosterNow(r, t, t.own())
	if err != nil || roster == nil {
		return h, parley.Wrap(err, parley.CodePolicy, "the roster cannot be read")
	}
	h, known := roster.Key(kid)
	if !known {
		return h, parley.Errorf(parley.CodeBadKey, "the key %s is none of an officer of this party under the charter", kid)
	}
	return h, h.Key.Verify(s, use, t.id[:], w.Sheet)
}
