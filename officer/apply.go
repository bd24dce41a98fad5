package officer

import (
	"slices"

	"parley"
)

// The entries in effect: each finds the roster as the entries before it left it.

func (e *Enrol) apply(t *taking) error {
	if _, known := t.r.officers[e.Officer]; known {
		return badRoster("the officer %s is or was there already, and an id is never given again", e.Officer)
	}
	o := Officer{ID: e.Officer, Posts: e.Posts, From: e.From, Until: e.Until}
	if e.Name != nil {
		o.Name = *e.Name
	}
	if err := t.admits(o, o); err != nil {
		return err
	}
	t.r.officers[o.ID] = o
	return t.add(o.ID, e.Keys)
}

func (e *Rekey) apply(t *taking) error {
	o, err := t.serving(e.Officer)
	if err != nil {
		return err
	}
	if err := t.admits(o, o); err != nil {
		return err
	}
	for _, kid := range e.Removed {
		h := t.r.keys[kid]
		if h.Officer != o.ID || h.Out {
			return badRoster("the key %s is none that the officer %s has", kid, o.ID)
		}
		t.out(kid)
	}
	return t.add(o.ID, e.Added)
}

func (e *Change) apply(t *taking) error {
	before, err := t.serving(e.Officer)
	if err != nil {
		return err
	}
	after := before
	after.Posts, after.From, after.Until = e.Posts, e.From, e.Until
	if err := t.admits(before, after); err != nil {
		return err
	}
	t.r.officers[after.ID] = after
	return nil
}

func (e *Revoke) apply(t *taking) error {
	o, err := t.serving(e.Officer)
	if err != nil {
		return err
	}
	if err := t.admits(o, o); err != nil {
		return err
	}
	o.Revoked = true
	t.r.officers[o.ID] = o
	for _, h := range t.r.KeysOf(o.ID) {
		t.out(h.Key.ID())
	}
	return nil
}

func (e *Compromised) apply(t *taking) error {
	if _, known := t.r.officers[e.Officer]; !known {
		return badRoster("there is no officer %s", e.Officer)
	}
	if e.Key != nil {
		if h, known := t.r.keys[*e.Key]; !known || h.Officer != e.Officer {
			return badRoster("the key %s is none that the officer %s has or had", *e.Key, e.Officer)
		}
	}
	for _, h := range t.r.KeysOf(e.Officer) {
		if e.Key != nil && *e.Key != h.Key.ID() {
			continue
		}
		since := e.Since
		if h.Compromised != nil {
			since = min(since, *h.Compromised)
		}
		h.Out, h.Compromised = true, &since
		t.r.keys[h.Key.ID()] = h
	}
	return nil
}

func (e *Quorum) apply(t *taking) error {
	if !t.root {
		return badRoster("only the root says how many administrators are needed")
	}
	t.r.quorum = int(e.Needed)
	return nil
}

// serving returns an officer who is there and not revoked.
func (t *taking) serving(id ID) (Officer, error) {
	o, known := t.r.officers[id]
	switch {
	case !known:
		return o, badRoster("there is no officer %s", id)
	case o.Revoked:
		return o, badRoster("the officer %s is revoked", id)
	}
	return o, nil
}

// admits holds that what makes, changes or ends an administrator is done by the root [OFF-19].
func (t *taking) admits(before, after Officer) error {
	if !t.root && (before.Administers() || after.Administers()) {
		return badRoster("the officer %s is an administrator, and only the root makes, changes or ends one", after.ID)
	}
	return nil
}

// add gives an officer keys, none of which was ever there or is one of the party's own [OFF-20].
func (t *taking) add(id ID, keys []Key) error {
	for _, k := range keys {
		hash := k.Hash()
		if t.reserved(hash) {
			return badRoster("the key %s of the officer %s is one of the party's root, recovery or sheets", k.ID(), id)
		}
		holder, there := t.r.hashes[hash]
		if h, same := t.r.keys[k.ID()]; same {
			holder, there = h.Officer, true
		}
		if there {
			return badRoster("the key %s of the officer %s is or was a key of the officer %s; every key has one holder", k.ID(), id, holder)
		}
		t.r.keys[k.ID()], t.r.hashes[hash] = Held{Key: k, Officer: id}, id
	}
	if n := len(slices.DeleteFunc(t.r.KeysOf(id), func(h Held) bool { return h.Out })); n > MaxKeys {
		return badRoster("the officer %s would have %d keys, more than %d", id, n, MaxKeys)
	}
	return nil
}

// out takes a key out of force.
func (t *taking) out(kid parley.KeyID) {
	h := t.r.keys[kid]
	h.Out = true
	t.r.keys[kid] = h
}
