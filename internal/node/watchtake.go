package node

import (
	"context"
	"encoding/hex"
	"errors"
	"io"

	"parley"
	"parley/internal/store"
)

// watchPost checks that a user names a post of this party.
func (n *Node) watchPost(who Who) (parley.PostID, error) {
	post := parley.PostID(who.Post)
	for _, p := range n.ownPosts() {
		if p == post {
			return post, nil
		}
	}
	return "", parley.Errorf(parley.CodeUnknownParty, "this party has no post %.40q", who.Post)
}

// ownPosts are the posts of this party: of its party file, and then those that only a charter names.
func (n *Node) ownPosts() []parley.PostID {
	out := append([]parley.PostID(nil), n.own().party.Posts...)
	for _, t := range n.tables() {
		if p := t.charter().Party(n.cfg.Party); p != nil {
			for _, post := range p.Posts {
				out = addPost(out, post)
			}
		}
	}
	return out
}

func addPost(all []parley.PostID, post parley.PostID) []parley.PostID {
	for _, p := range all {
		if p == post {
			return all
		}
	}
	return append(all, post)
}

// watchNow returns the watch that goes on at a post; ok is false where nobody has it.
func watchNow(r store.Reader, post parley.PostID) (w store.Watch, ok bool, err error) {
	w, err = r.WatchNow(post)
	if errors.Is(err, store.ErrNotFound) {
		return w, false, nil
	}
	return w, err == nil, err
}

// TakeWatch takes the watch of a post; see Watching.
func (n *Node) TakeWatch(ctx context.Context, x WatchTaking) (v WatchView, err error) {
	n.watchDuress(x.Duress, x.Who)
	post, err := n.watchPost(x.Who)
	if err != nil {
		return v, err
	}
	var next store.Watch
	err = n.cfg.Store.Update(func(tx store.Tx) error {
		old, there, err := watchNow(tx, post)
		if err != nil {
			return err
		}
		if there && old.User == x.Who.User && !x.Without && old.Offered == 0 { // he has it: the same asked for again
			next = old
			return nil
		}
		next = store.Watch{Post: post, User: x.Who.User, Taken: n.now()}
		if _, err := io.ReadFull(n.cfg.Rand, next.ID[:]); err != nil {
			return err
		}
		how := "nobody had it"
		if there {
			if how, err = n.relieve(tx, &old, &next, x); err != nil {
				return err
			}
		}
		e := store.Entry{Time: next.Taken, User: x.Who.User, Post: x.Who.Post, Action: "watch-take", Detail: watchName(next.ID) + ": " + how}
		return errors.Join(tx.PutWatch(next), tx.AddEntry(e))
	})
	if err != nil {
		return v, storageSentence(err, "the watch was not taken")
	}
	return n.viewWatch(next)
}

// relieve ends a watch by the next one, and says how for the journal.
func (n *Node) relieve(tx store.Tx, old, next *store.Watch, x WatchTaking) (how string, err error) {
	switch {
	case x.Without:
		how = "without a hand-over from " + old.User
		old.Sheet, old.Offered, old.Gave = nil, 0, nil
	case old.Offered == 0:
		return "", parley.Errorf(parley.CodePolicy, "%s has the watch of the post %s since %s; it is taken when it is handed over, or without a hand-over where that is said", old.User, old.Post, old.Taken.DTG())
	default:
		if how, err = n.relieveBySheet(tx, old, next, x); err != nil {
			return "", err
		}
	}
	old.Ended, old.Relief = next.Taken, next.ID
	return how, tx.PutWatch(*old)
}

func (n *Node) relieveBySheet(tx store.Tx, old, next *store.Watch, x WatchTaking) (how string, err error) {
	if hash := parley.Sum(old.Sheet).String(); x.Sheet != hash {
		return "", parley.Errorf(parley.CodePolicy, "the sheet of the hand-over is another by now (%.12s): read it, and take the watch again", hash)
	}
	how = "handed over by " + old.User + ", sheet " + x.Sheet
	if old.Charter.IsZero() {
		if old.User == x.Who.User {
			return "", parley.Errorf(parley.CodePolicy, "%s hands the watch over and cannot take it too; prepare the hand-over again to keep it", old.User)
		}
		return how, nil
	}
	id, err := n.watchSigner(tx, old, UseTakeWatch, x.Signature)
	if err != nil {
		return "", err
	}
	if id == old.Officer {
		return "", parley.Errorf(parley.CodePolicy, "the officer %s hands the watch over and cannot take it too; prepare the hand-over again to keep it", id)
	}
	next.Officer, old.Took = id, x.Signature
	return how + ", signed by " + id, nil
}

func watchName(id store.WatchID) string { return hex.EncodeToString(id[:]) }
