package node

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"parley"
	"parley/internal/store"
	"parley/record"
	"parley/wire"
)

// verifyPiece is how many leaves are in memory at a time.
const verifyPiece = 1024

// checkLogs checks every record that is held, piece by piece, and that each belongs to somebody.
func (a *audit) checkLogs() error {
	for _, l := range a.logs {
		if t := a.table(l.Charter); t == nil || t.seat(l.Party) == nil {
			a.fault(store.LogID{}, DifferenceView{Table: "log", Party: string(l.Party)}, "log: a record of %s under charter %s belongs to no party", l.Party, l.Charter)
		}
	}
	total, err := a.allEntries()
	if err != nil {
		return err
	}
	a.entries = total
	for _, t := range a.tables {
		for _, s := range t.seats() {
			rec := RecordView{Charter: t.id.String(), Party: string(s.id), Errors: []string{}, Proofs: []ProofView{}, log: s.log}
			for _, log := range volumesOf(a.logs, s) {
				c := &logCheck{a: a, t: t, s: s.volume(log), origin: record.OriginOf(t.id, s.id, log.Volume)}
				if err := c.run(); err != nil {
					a.unread(s.log, "log", "log of "+string(s.id), err)
				}
				rec.Size = c.size
			}
			a.records = append(a.records, rec)
			if err := a.ctx.Err(); err != nil {
				return err
			}
		}
	}
	return nil
}

// allEntries counts the entries of all records.
func (a *audit) allEntries() (total uint64, err error) {
	for _, l := range a.logs {
		size, err := a.r.LogSize(l)
		if err != nil {
			return 0, err
		}
		total += size
	}
	return total, nil
}

// volumesOf returns the volumes of a party's record that are held, in their order, the one that is open now last.
func volumesOf(logs []store.LogID, s *seat) (out []store.LogID) {
	for _, l := range logs {
		if l.Charter == s.log.Charter && l.Party == s.id && l != s.log {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, func(a, b store.LogID) int { return cmp.Compare(a.Volume, b.Volume) })
	return append(out, s.log)
}

// volume returns the seat as it was while a volume of its record was open.
func (s *seat) volume(log store.LogID) *seat {
	if log == s.log {
		return s
	}
	old := &seat{id: s.id, root: s.root, log: log}
	old.held.Store(s.held.Load())
	old.rosterActs.Store(s.rosterActs.Load())
	return old
}

// A logCheck goes through one record from its first leaf. It keeps the hashes of one piece and those of the tree before
// it that later ones are made of.
type logCheck struct {
	a       *audit
	t       *table
	s       *seat
	origin  string
	size    uint64
	walk    *walk
	tree    map[uint64]parley.Hash // by position
	entered []enteredSheet
	last    uint64 // size of the last head that the leaves give
}

// fault reports something about the record.
func (c *logCheck) fault(table, column, format string, args ...any) {
	d := DifferenceView{Table: table, Column: column, Party: string(c.s.id)}
	c.a.fault(c.s.log, d, "%s", table+": "+fmt.Sprintf(format, args...))
}

// differ reports something about the record that the rest gives.
func (c *logCheck) differ(ds ...DifferenceView) { c.a.differ(c.s.log, ds) }

// errStop ends the check of a record whose leaves cannot be followed any further.
var errStop = errors.New("the record cannot be followed")

func (c *logCheck) run() (err error) {
	if c.size, err = c.a.r.LogSize(c.s.log); err != nil {
		return err
	}
	if c.size < 2 && c.s.id == c.a.party {
		c.fault("log", "", "the record of %s, this node's own, holds %d entries: its first two are missing", c.s.id, c.size)
	}
	if c.walk, err = walkFrom(c.a.r, c.t, c.s, 0); err != nil {
		return err
	}
	c.tree = map[uint64]parley.Hash{}
	for from := uint64(0); from < c.size && c.a.ctx.Err() == nil; from += verifyPiece {
		err := c.piece(from, min(c.size, from+verifyPiece))
		if errors.Is(err, errStop) {
			return nil
		}
		if err != nil {
			return err
		}
		c.a.tell("log", int(min(c.size-from, verifyPiece)), c.a.entries)
	}
	if c.last != c.size {
		c.fault("head", "", "the last signed head of %s covers %d of %d entries", c.s.id, c.last, c.size)
	}
	return c.beyond()
}

// piece checks leaves, the hashes that they make, and what was signed over them.
func (c *logCheck) piece(from, to uint64) error {
	raw, err := c.leaves(from, to)
	if err != nil {
		return err
	}
	if err := c.walk.take(raw); err != nil {
		c.fault("leaf", "bytes", "%s: %s", c.s.id, parley.SentenceOf(err))
		return errStop
	}
	fresh, err := record.AppendHashes(from, raw, c.read)
	if err != nil {
		return err
	}
	if err := c.hashes(fresh); err != nil {
		return err
	}
	roots, first := map[uint64]parley.Hash{}, from+1
	if from == 0 {
		first = 0 // where nothing may be signed
	}
	if err := c.heads(first, to+1, roots); err != nil {
		return err
	}
	if err := c.cosignatures(first, to+1, roots); err != nil {
		return err
	}
	return c.forget(to)
}

// leaves reads leaves and holds their columns against their bytes.
func (c *logCheck) leaves(from, to uint64) (raw [][]byte, err error) {
	rows, err := c.a.r.Leaves(c.s.log, from, to)
	if err != nil {
		return nil, err
	}
	for i := range int(to - from) {
		at := from + uint64(i)
		if i >= len(rows) || rows[i].Index != at {
			c.fault("leaf", "", "entry %d of %s is missing", at, c.s.id)
			return nil, errStop
		}
		want, l, err := leafRow(at, rows[i].Bytes)
		if err != nil {
			c.fault("leaf", "bytes", "entry %d of %s: %s", at, c.s.id, parley.SentenceOf(err))
			return nil, errStop
		}
		row := fmt.Sprintf("leaf: entry %d of %s", at, c.s.id)
		if id := messageOf(l); id != "" {
			row += " about message " + id
		}
		c.differ(columnsOf(leafColumns, "leaf", row, messageOf(l), string(c.s.id), rows[i], want)...)
		c.note(at, l)
		raw = append(raw, rows[i].Bytes)
	}
	return raw, nil
}

// leafRow computes the columns of a leaf.
func leafRow(at uint64, b []byte) (store.Leaf, wire.Leaf, error) {
	l, err := wire.DecodeLeaf(b)
	return store.Leaf{Index: at, Kind: uint8(l.Kind), ID: l.ID, Mark: l.Mark, Bytes: b}, l, err
}

// messageOf returns the id of the message that a leaf is about, or "".
func messageOf(l wire.Leaf) string {
	switch l.Kind {
	case wire.LeafSent, wire.LeafReceived, wire.LeafRefused, wire.LeafOpened:
		return l.ID.String()
	}
	return ""
}

// note remembers the sheets that are entered, and counts the own leaves that a message must be held for.
func (c *logCheck) note(at uint64, l wire.Leaf) {
	switch l.Kind {
	case wire.LeafSheet:
		if p := c.s.sheetNamed(l.ID); p != nil {
			c.entered = append(c.entered, enteredSheet{*p, at})
		}
	case wire.LeafSent, wire.LeafReceived, wire.LeafRefused:
		if c.s.id == c.a.party {
			c.a.named[c.t]++
		}
	}
}

// read is the record.HashReader over the hashes in memory.
func (c *logCheck) read(pos []uint64) ([]parley.Hash, error) {
	out := make([]parley.Hash, len(pos))
	for i, p := range pos {
		h, ok := c.tree[p]
		if !ok {
			return nil, fmt.Errorf("no hash at %d", p)
		}
		out[i] = h
	}
	return out, nil
}

// hashes holds the hashes that leaves make against those stored.
func (c *logCheck) hashes(fresh []record.StoredHash) error {
	if len(fresh) == 0 {
		return nil
	}
	held, err := c.a.r.HashesBetween(c.s.log, fresh[0].Pos, fresh[len(fresh)-1].Pos+1)
	if err != nil {
		return err
	}
	at := make(map[uint64]parley.Hash, len(held))
	for _, h := range held {
		at[h.Pos] = h.Hash
	}
	for _, f := range fresh {
		c.tree[f.Pos] = f.Hash
		if h, ok := at[f.Pos]; !ok || h != f.Hash {
			holds := ""
			if ok {
				holds = h.String()
			}
			c.differ(DifferenceView{Table: "tree_hash", Column: "hash", Party: string(c.s.id), Holds: holds, Gives: f.Hash.String(),
				Sentence: fmt.Sprintf("tree_hash: the hash at position %d of the record of %s is not that of the entries", f.Pos, c.s.id)})
		}
	}
	return nil
}

// forget drops the hashes that no later one is made of.
func (c *logCheck) forget(size uint64) error {
	kept := map[uint64]parley.Hash{}
	_, err := record.Frontier(size, func(pos []uint64) ([]parley.Hash, error) {
		all, err := c.read(pos)
		for i := range all {
			kept[pos[i]] = all[i]
		}
		return all, err
	})
	c.tree = kept
	return err
}

// heads checks the heads of from <= size < to, whose roots it keeps.
func (c *logCheck) heads(from, to uint64, roots map[uint64]parley.Hash) error {
	all, err := c.a.r.HeadsBetween(c.s.log, from, to)
	if err != nil {
		return err
	}
	for _, h := range all {
		root, err := c.root(h.Size, roots)
		if err != nil {
			return err
		}
		switch {
		case h.Root != root && h.Reconciled:
			c.fault("head", "root", "the head of size %d of %s is over another tree than the entries here", h.Size, c.s.id)
		case h.Root != root: // a contradiction, kept as such
			c.signedByAny(h)
		case keyBelow(c.entered, h.Size) == nil || !record.VerifyHead(keyBelow(c.entered, h.Size), c.origin, h.Size, h.Root, h.Signature):
			c.fault("head", "signature", "the head of size %d of %s does not verify", h.Size, c.s.id)
		case !h.Reconciled:
			c.differ(DifferenceView{Table: "head", Column: "reconciled", Party: string(c.s.id), Holds: "false", Gives: "true",
				Sentence: fmt.Sprintf("head: the head of size %d of %s fits the entries, and is kept as if it did not: reconciled is false, by the record it is true", h.Size, c.s.id)})
			c.last = h.Size
		default:
			c.last = h.Size
		}
	}
	return nil
}

func (c *logCheck) root(size uint64, roots map[uint64]parley.Hash) (root parley.Hash, err error) {
	root, ok := roots[size]
	if !ok {
		root, err = record.Root(size, c.read)
		roots[size] = root
	}
	return root, err
}

// signedByAny checks a head that the leaves here do not give: some sheet's key must have signed it.
func (c *logCheck) signedByAny(h store.Head) {
	for _, p := range c.s.sheets() {
		if record.VerifyHead(p.Log, c.origin, h.Size, h.Root, h.Signature) {
			return
		}
	}
	c.fault("head", "signature", "the head of size %d of %s, which is kept though it does not fit, is not signed by it", h.Size, c.s.id)
}

// cosignatures checks the cosignatures over sizes from <= size < to.
func (c *logCheck) cosignatures(from, to uint64, roots map[uint64]parley.Hash) error {
	all, err := c.a.r.CosignaturesBetween(c.s.log, from, to)
	if err != nil {
		return err
	}
	for _, k := range all {
		root, err := c.root(k.Size, roots)
		if err != nil {
			return err
		}
		if root != k.Root || cosignerKey(c.t, k.Mirror, record.CheckpointText(c.origin, k.Size, k.Root), k.Time, k.Signature) == nil {
			c.fault("cosignature", "signature", "that of %s over size %d of %s does not verify", k.Mirror, k.Size, c.s.id)
		}
	}
	return nil
}

// beyond looks at what is stored beyond the last leaf: heads that wait for theirs, and nothing else.
func (c *logCheck) beyond() error {
	end := c.size + 1
	heads, err := c.a.r.HeadsBetween(c.s.log, end, math.MaxUint64)
	if err != nil {
		return err
	}
	for _, h := range heads {
		c.signedByAny(h)
		if h.Reconciled {
			c.fault("head", "reconciled", "the head of size %d of %s counts entries that are not in the database", h.Size, c.s.id)
		}
	}
	cs, err := c.a.r.CosignaturesBetween(c.s.log, end, math.MaxUint64)
	if err != nil {
		return err
	}
	for _, k := range cs {
		c.fault("cosignature", "size", "that of %s over size %d of %s is over entries that are not in the database", k.Mirror, k.Size, c.s.id)
	}
	extra, err := c.a.r.HashesBetween(c.s.log, record.HashCount(c.size), math.MaxUint64)
	if err == nil && len(extra) > 0 {
		c.fault("tree_hash", "pos", "%d hashes of the record of %s stand beyond its entries", len(extra), c.s.id)
	}
	return err
}
