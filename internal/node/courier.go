package node

import (
	"context"
	"encoding/hex"
	"io"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// Couriers is the part of API about a line by hand: bundles that go in files (spec/9-courier.md).
type Couriers interface {
	// PackCourier packs all that a party has not settled, as one bundle or several: file is called for each, and what it
	// returns is closed when the bundle is whole. It packs no file where there is no seal for the party.
	PackCourier(ctx context.Context, q PackQuery, who Who, file func() (io.WriteCloser, error)) (PackView, error)
	// ImportCourier takes a sealed bundle. Nothing of it is used before it was read to its end; taking it again does no
	// harm. Errors: CodeBadKey where it is sealed for somebody else; CodeBadEncoding where it was changed or cut short.
	ImportCourier(ctx context.Context, sealed io.Reader, who Who) (ImportView, error)
}

// PackQuery says what is packed.
type PackQuery struct {
	Party parley.PartyID `json:"party"`
	Max   int            `json:"max"` // bytes of one file, at least LeastBundle; 0: as long as a bundle may be
}

// PackView says what was packed.
type PackView struct {
	Party       string       `json:"party"`
	Bundles     []BundleView `json:"bundles"`
	Messages    int          `json:"messages"`    // acknowledgements among them
	Attachments int          `json:"attachments"` // whole or in part
	Entries     uint64       `json:"entries"`     // of the own record, receipts among them
	TooLong     int          `json:"too_long"`    // pages that fit no file of that size
}

// BundleView is one bundle.
type BundleView struct {
	Number uint64 `json:"number"`
	Size   int    `json:"size"` // of the file, in bytes
}

// ImportView says what a bundle brought that was not here.
type ImportView struct {
	From   string `json:"from"`
	Number uint64 `json:"number"`
	Packed string `json:"packed"` // by the sender's clock
	// Signed says that the sender's link key signed the bundle. Else only what bears its owner's own signature was used.
	Signed      bool     `json:"signed"`
	Overtaken   bool     `json:"overtaken"`   // a bundle that was packed later was taken before
	Messages    []string `json:"messages"`    // new ones, acknowledgements among them
	Receipts    []string `json:"receipts"`    // own messages that the sender's record holds now
	Attachments []string `json:"attachments"` // whole now
	Entries     uint64   `json:"entries"`     // of records, new ones
	Bytes       uint64   `json:"bytes"`       // of messages and attachments that are not whole yet, new ones
}

// Nothing reports whether all that a bundle holds was here.
func (v ImportView) Nothing() bool {
	return len(v.Messages)+len(v.Receipts)+len(v.Attachments) == 0 && v.Entries+v.Bytes == 0
}

// A courierWord is what is remembered of the bundles between this node and a peer: the numbers that are used up, and what
// the peer's newest one said of what is held there.
type courierWord struct {
	_      struct{} `cbor:",toarray"`
	Packed uint64
	Taken  uint64
	Hello  []byte // frame, or empty
	Have   [][]byte
}

func courierKey(p *peer) string { return "courier/" + hex.EncodeToString(p.root[:]) }

const maxCourierWord = 4 << 20

func readCourierWord(r store.Reader, p *peer) (w courierWord, err error) {
	b, err := r.Meta(courierKey(p))
	if err == nil && len(b) > 0 {
		err = wire.Unmarshal("note about bundles", b, maxCourierWord, &w)
	}
	return w, ignoreNotFound(err)
}

// changeCourierWord stores what change makes of it.
func (n *Node) changeCourierWord(p *peer, change func(*courierWord)) (w courierWord, err error) {
	err = n.cfg.Store.Update(func(tx store.Tx) (err error) {
		if w, err = readCourierWord(tx, p); err != nil {
			return err
		}
		change(&w)
		return tx.PutMeta(courierKey(p), wire.Marshal(w))
	})
	return w, err
}

// courierPeer finds the party at the other end of a line by hand.
func (n *Node) courierPeer(id parley.PartyID) (*peer, error) {
	for _, p := range n.allPeers() {
		if p.name() == id {
			if p.parted() {
				return nil, errParted
			}
			return p, nil
		}
	}
	return nil, parley.Errorf(parley.CodeUnknownParty, "there is no party %q with which this node shares a charter", id)
}

// held returns how many leaves of our record under a charter the peer holds by its own newest word: its HELLO, or its
// cosignature, whichever it made later [COU-8].
func (w courierWord) held(r store.Reader, ps peerSeat) (size uint64, err error) {
	own := ps.t.own()
	var at parley.Millis
	if f, err := wire.DecodeFrame(w.Hello, wire.MaxFrame); err == nil {
		if h, ok := f.(*wire.Hello); ok {
			size, at = helloHeld(h, ps.t, own.log), h.Time
		}
	}
	last, err := r.LastCosigned(own.log, ps.s.id)
	if err != nil || last == 0 {
		return size, ignoreNotFound(err)
	}
	c, err := cosignatureOf(r, own.log, ps.s.id, last)
	if err == nil && c != nil && parley.Millis(c.Time)*1000 > at {
		size = last
	}
	return size, err
}

// helloHeld returns what a HELLO says of how much of one volume of our record is held.
func helloHeld(h *wire.Hello, t *table, log store.LogID) uint64 {
	for _, c := range h.Charters {
		switch {
		case c.ID != t.id:
		case log.Volume == 0 && t.self < len(c.Sizes):
			return c.Sizes[t.self]
		case log.Volume > 0:
			for _, v := range c.Volumes {
				if int(v.Party) == t.self && v.Volume == log.Volume {
					return v.Size
				}
			}
		}
	}
	return 0
}

// helloFrame is our HELLO to a peer, in the order in which frames that we make name records.
func (n *Node) helloFrame(p *peer) *wire.Hello {
	h := &wire.Hello{Version: wire.LinkVersion, Time: n.now()}
	for _, c := range n.helloCharters(p) {
		hc := wire.HelloCharter{ID: c.ID, Edition: c.Edition, Short: c.Short, Sheets: c.Sheets, Sizes: c.Sizes}
		for _, v := range c.Volumes {
			hc.Volumes = append(hc.Volumes, wire.HelloVolume{Party: placeIn(c, v.Party), Volume: v.Number, Size: v.Size})
		}
		if c.Recovering {
			h.Features |= wire.FeatureRecovering
		}
		h.Charters = append(h.Charters, hc)
	}
	return h
}

func placeIn(c link.Charter, party parley.PartyID) uint64 {
	for i, id := range c.Parties {
		if id == party {
			return uint64(i)
		}
	}
	return wire.LaterVolumes // no party has this place; a charter's volumes are of its parties
}
