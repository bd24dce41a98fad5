package officer

import (
	"maps"
	"slices"

	"parley"
)

// DefaultQuorum is the number of administrators that an act needs where no act says another [OFF-18].
const DefaultQuorum = 2

// A Roster is the officers of a party under one charter, as the roster acts of its record make them. It is never changed;
// Take returns another.
type Roster struct {
	party    parley.PartyID
	charter  parley.Hash
	number   uint64
	time     parley.Millis
	quorum   int
	officers map[ID]Officer
	keys     map[parley.KeyID]Held
	hashes   map[parley.Hash]ID // key hash to officer, of every key that was ever there
}

// New returns the roster before the first act.
func New(party parley.PartyID, charter parley.Hash) *Roster {
	return &Roster{party: party, charter: charter, quorum: DefaultQuorum, officers: map[ID]Officer{},
		keys: map[parley.KeyID]Held{}, hashes: map[parley.Hash]ID{}}
}

// An Officer is one person of a roster.
type Officer struct {
	ID      ID
	Name    string // empty: the party does not show it
	Posts   []Post
	From    parley.Millis
	Until   *parley.Millis // nil: until revoked
	Revoked bool
}

// Rights returns what o may do at a post, were o in force.
func (o Officer) Rights(post parley.PostID) Rights {
	for _, p := range o.Posts {
		if p.Post == post {
			return p.Rights
		}
	}
	return 0
}

// Administers reports whether o has the right to change the roster at some post.
func (o Officer) Administers() bool { return o.somewhere(Administer) }

// somewhere reports whether o has the right at any post.
func (o Officer) somewhere(right Rights) bool { return holds(o.Posts, right) }

// ValidAt reports whether o's signatures count at that time, as far as From and Until say.
func (o Officer) ValidAt(at parley.Millis) bool {
	return at >= o.From && (o.Until == nil || at < *o.Until)
}

// A Held is a key that an officer has or had.
type Held struct {
	Key         Key
	Officer     ID
	Out         bool           // removed, declared compromised, or of an officer who was revoked: it signs no more
	Compromised *parley.Millis // declared: since when it may have been in other hands
}

// Party returns whose roster it is.
func (r *Roster) Party() parley.PartyID { return r.party }

// Number returns the number of the last act, 0 where there is none: then the operator keys of sheets sign.
func (r *Roster) Number() uint64 { return r.number }

// Time returns the time of the last act, before which none may be; 0 where there is none.
func (r *Roster) Time() parley.Millis { return r.time }

// Quorum returns how many administrators an act needs that the root does not sign.
func (r *Roster) Quorum() int { return r.quorum }

// Officer returns the officer of that id, revoked or not.
func (r *Roster) Officer(id ID) (Officer, bool) {
	o, ok := r.officers[id]
	return o, ok
}

// Officers returns all officers that there ever were, in ascending order of their ids.
func (r *Roster) Officers() []Officer {
	var out []Officer
	for _, id := range slices.Sorted(maps.Keys(r.officers)) {
		out = append(out, r.officers[id])
	}
	return out
}

// Key returns what is known of the key with that id.
func (r *Roster) Key(kid parley.KeyID) (Held, bool) {
	h, ok := r.keys[kid]
	return h, ok
}

// KeysOf returns the keys that an officer has or had, in ascending order of their ids.
func (r *Roster) KeysOf(id ID) []Held {
	var out []Held
	for _, kid := range slices.SortedFunc(maps.Keys(r.keys), compareKeyIDs) {
		if h := r.keys[kid]; h.Officer == id {
			out = append(out, h)
		}
	}
	return out
}

func compareKeyIDs(a, b parley.KeyID) int { return slices.Compare(a[:], b[:]) }

// Holder returns whose key it is, or was, that has that key hash: no sheet may name it.
func (r *Roster) Holder(hash parley.Hash) (ID, bool) {
	id, ok := r.hashes[hash]
	return id, ok
}

// InForce returns the officers who can sign at that time for a post with all these rights: not revoked, valid, and with a
// key in force. In ascending order of their ids.
func (r *Roster) InForce(post parley.PostID, rights Rights, at parley.Millis) []ID {
	var out []ID
	for _, o := range r.Officers() {
		if !o.Revoked && o.ValidAt(at) && o.Rights(post).Has(rights) && r.canSign(o.ID) {
			out = append(out, o.ID)
		}
	}
	return out
}

func (r *Roster) canSign(id ID) bool {
	return slices.ContainsFunc(r.KeysOf(id), func(h Held) bool { return !h.Out })
}

func (r *Roster) clone() *Roster {
	c := *r
	c.officers, c.keys, c.hashes = maps.Clone(r.officers), maps.Clone(r.keys), maps.Clone(r.hashes)
	return &c
}
