package node

import (
	"context"
	"fmt"

	"parley"
	"parley/charter"
	"parley/internal/store"
	"parley/record"
)

// VerifyJournal recomputes the tree of the journal from its entries, and holds every signed head against it, and the mark
// of the last one. What was altered, removed or inserted is named.
func (n *Node) VerifyJournal(ctx context.Context) (JournalCheckView, error) {
	n.signJournal()
	out := JournalCheckView{Errors: []string{}}
	err := n.cfg.Store.View(func(r store.Reader) error {
		c := &journalCheck{r: r, party: n.cfg.Party, mark: n.journalMark(), keys: [][]byte{n.own().sheet.Log}}
		c.fault = func(_, format string, args ...any) {
			if len(out.Errors) < maxErrors {
				out.Errors = append(out.Errors, fmt.Sprintf(format, args...))
			}
		}
		if err := c.ownKeys(); err != nil {
			return err
		}
		var err error
		out.Entries, out.Signed, err = c.run()
		return err
	})
	out.OK = err == nil && len(out.Errors) == 0
	return out, err
}

// journalMark returns the last head that was signed over the journal, as it is kept outside the directory; nil: not known.
func (n *Node) journalMark() *Mark {
	if m, ok, err := n.cfg.HighWater.Read(journalLog(n.cfg.Party)); ok && err == nil {
		return &m
	}
	return nil
}

// ownKeys takes the log keys of all own sheets that are held.
func (c *journalCheck) ownKeys() error {
	sheets, err := c.r.AllSheets()
	for _, row := range sheets {
		if sh, bad := charter.ParseSheet(row.Bytes); bad == nil && sh.Party == c.party {
			c.keys = append(c.keys, sh.Log)
		}
	}
	return err
}

// checkJournal is the check of the journal among that of all else, by the store alone: a node that was restored lacks what
// was entered since the copy, and says so in VerifyJournal.
func (a *audit) checkJournal() error {
	c := &journalCheck{r: a.r, party: a.party}
	c.fault = func(table, format string, args ...any) {
		a.fault(store.LogID{}, DifferenceView{Table: table}, format, args...)
	}
	if err := c.ownKeys(); err != nil {
		return err
	}
	_, _, err := c.run()
	return err
}

// A journalCheck recomputes the tree of the journal and holds the signed heads against it.
type journalCheck struct {
	r     store.Reader
	party parley.PartyID
	keys  [][]byte // log keys of own sheets
	mark  *Mark    // the last head signed, as it is kept elsewhere
	fault func(table, format string, args ...any)

	size, from uint64 // entries; from: those below the last head that held
	frontier   []parley.Hash
	named      bool // a fault among the entries from on was named
	heads      []store.JournalHead
	asked      uint64 // size from which on heads are to be read
	signed     uint64
}

// run returns how many entries there are, and the size of the last head.
func (c *journalCheck) run() (entries, signed uint64, err error) {
	seq := uint64(0)
	for {
		list, err := c.r.Journal(seq, verifyPiece)
		if err != nil {
			return c.size, c.signed, err
		}
		if len(list) == 0 {
			return c.size, c.signed, c.beyond()
		}
		for _, e := range list {
			if e.Seq != seq+1 && !c.named {
				c.name("entry %d of the journal is missing", seq+1)
			}
			seq = e.Seq
			if err := c.entry(e); err != nil {
				return c.size, c.signed, err
			}
		}
	}
}

// name names the first entry after the last head that held: what follows from it is not named again.
func (c *journalCheck) name(format string, args ...any) {
	c.named = true
	c.fault("entry", format, args...)
}

func (c *journalCheck) entry(e store.Entry) (err error) {
	leaf := journalLeaf(e)
	if !e.Leaf.IsZero() && e.Leaf != record.LeafHash(leaf) && !c.named {
		c.name("entry %d of the journal is not the one that was entered there: it was altered, or one before it was removed or inserted", e.Seq)
	}
	if c.frontier, err = record.ExtendFrontier(c.size, c.frontier, [][]byte{leaf}); err != nil {
		return err
	}
	c.size++
	if c.mark != nil && c.mark.Size == c.size {
		c.against("high-water file", c.mark.Root)
	}
	h, err := c.head()
	if err != nil || h == nil || h.Size != c.size {
		return err
	}
	return c.judge(*h)
}

// head returns the next signed head, or nil.
func (c *journalCheck) head() (*store.JournalHead, error) {
	for {
		if len(c.heads) == 0 {
			var err error
			if c.heads, err = c.r.JournalHeads(c.asked, verifyPiece); err != nil || len(c.heads) == 0 {
				return nil, err
			}
			c.asked = c.heads[len(c.heads)-1].Size + 1
		}
		if c.heads[0].Size >= c.size {
			return &c.heads[0], nil
		}
		c.fault("journal_head", "journal_head of size %d stands out of order", c.heads[0].Size)
		c.heads = c.heads[1:]
	}
}

// judge holds a signed head against the entries below it, and goes on from it.
func (c *journalCheck) judge(h store.JournalHead) error {
	c.heads = c.heads[1:]
	c.signed = h.Size
	root, bad := record.RootFromFrontier(h.Size, frontierOf(h), nil)
	whole := bad == nil && root == h.Root && len(h.Frontier)%len(root) == 0
	if !whole || !c.verifies(h) {
		c.fault("journal_head", "journal_head of size %d is not what was signed", h.Size)
		return nil
	}
	c.against("head signed", h.Root)
	c.frontier, c.from, c.named = frontierOf(h), h.Size, false
	return nil
}

func (c *journalCheck) verifies(h store.JournalHead) bool {
	if len(c.keys) == 0 { // no charter was adopted yet, and the store holds no sheet
		return true
	}
	for _, k := range c.keys {
		if record.VerifyHead(k, record.JournalOrigin(c.party), h.Size, h.Root, h.Signature) {
			return true
		}
	}
	return false
}

// against holds the entries against a root.
func (c *journalCheck) against(whose string, root parley.Hash) {
	if got, err := record.RootFromFrontier(c.size, c.frontier, nil); (err != nil || got != root) && !c.named {
		c.name("one of the entries %d to %d of the journal was altered, removed or inserted: they do not give the %s over %d", c.from+1, c.size, whose, c.size)
	}
}

// beyond reports what was signed over more entries than there are.
func (c *journalCheck) beyond() error {
	most, whose := uint64(0), "head"
	if c.mark != nil && c.mark.Size > c.size {
		most, whose = c.mark.Size, "head, by the high-water file,"
	}
	for {
		h, err := c.r.JournalHeads(max(c.asked, c.size+1), 1)
		if err != nil {
			return err
		}
		if len(h) > 0 {
			c.heads, c.asked = append(c.heads, h...), h[0].Size+1
			continue
		}
		break
	}
	for _, h := range c.heads {
		if h.Size > c.size && !c.verifies(h) {
			c.fault("journal_head", "journal_head of size %d is not what was signed", h.Size)
		} else if h.Size > c.size {
			most = max(most, h.Size)
		}
	}
	if most > c.size {
		c.fault("entry", "entry %d of the journal is missing: there are %d, and a %s over %d was signed", c.size+1, c.size, whose, most)
	}
	return nil
}
