package node

import (
	"context"
	"fmt"
	"io"
	"sync"

	"parley"
	"parley/courier"
	"parley/internal/keystore"
	"parley/internal/store"
	"parley/wire"
)

// LeastBundle is the shortest file, in bytes, that a packing can be asked for: what opens a bundle must fit it.
const LeastBundle = 64 << 10

// maxBundles bounds one packing; what is left goes with the next.
const maxBundles = 4096

// courierDesk has one packing or import go on at a time.
type courierDesk struct{ sync.Mutex }

// PackCourier packs what a party lacks.
func (n *Node) PackCourier(ctx context.Context, q PackQuery, who Who, file func() (io.WriteCloser, error)) (v PackView, err error) {
	if !n.online() {
		return v, n.notRunning()
	}
	if q.Max != 0 && q.Max < LeastBundle {
		return v, parley.Errorf(parley.CodeUsage, "a bundle cannot be held to %d bytes: the least is %d", q.Max, LeastBundle)
	}
	p, err := n.courierPeer(q.Party)
	if err != nil {
		return v, err
	}
	n.courier.Lock()
	defer n.courier.Unlock()
	k := &packing{n: n, p: p, ctx: ctx, src: &source{n: n, p: p}, file: file, room: roomFor(q.Max), view: PackView{Party: string(p.name()), Bundles: []BundleView{}}}
	if err = k.run(); err == nil {
		n.journal(who, "courier-pack", k.view.sentence())
	}
	return k.view, err
}

func (v PackView) sentence() string {
	size := 0
	for _, b := range v.Bundles {
		size += b.Size
	}
	s := fmt.Sprintf("for %s: bundles %d, bytes %d, messages %d, attachments %d, entries %d", v.Party, len(v.Bundles), size, v.Messages, v.Attachments, v.Entries)
	if len(v.Bundles) > 0 {
		s += fmt.Sprintf("; the first is number %d", v.Bundles[0].Number)
	}
	return s
}

// roomFor returns how long the inside may be so that the sealed file is at most so long.
func roomFor(most int) int {
	if most == 0 {
		return courier.MaxBundle
	}
	return min(most-keystore.SealOverhead(most), courier.MaxBundle)
}

// A packing writes one bundle after the other. It changes nothing at this node but the number of the last bundle: what is
// packed stays in the queue until a head of the peer's settles it.
type packing struct {
	n    *Node
	p    *peer
	ctx  context.Context
	src  *source
	file func() (io.WriteCloser, error)
	room int // for the inside
	view PackView

	word  courierWord
	hello *wire.Hello
	have  map[parley.Hash][]wire.Range // bytes of bodies that the peer said it holds

	// of the bundle that is open
	w       *courier.Writer
	out     *counted
	sealed  io.WriteCloser
	number  uint64
	fresh   bool                   // it holds nothing but what opens it
	numbers map[parley.Hash]uint64 // N of bodies in pieces
	last    uint64                 // N given out last
	reach   map[store.LogID]uint64 // place up to which leaves stand in it without a gap
	parts   uint64
}

// counted counts what goes into a file.
type counted struct {
	io.WriteCloser
	size int
}

func (c *counted) Write(b []byte) (int, error) {
	n, err := c.WriteCloser.Write(b)
	c.size += n
	return n, err
}

// begin opens the next bundle with what every one begins with.
func (k *packing) begin() (err error) {
	if err := k.ctx.Err(); err != nil {
		return err
	}
	if len(k.view.Bundles) >= maxBundles {
		return parley.Errorf(parley.CodeLimit, "%d bundles are packed; the rest goes with the next packing", maxBundles)
	}
	now := k.n.now()
	k.word, err = k.n.changeCourierWord(k.p, func(w *courierWord) { w.Packed = max(w.Packed+1, uint64(now)) })
	if err != nil {
		return storageSentence(err, "the number of the bundle could not be stored")
	}
	f, err := k.file()
	if err != nil {
		return err
	}
	k.out, k.number = &counted{WriteCloser: f}, k.word.Packed
	if k.sealed, err = keystore.Seal(k.out, k.p.sheet().Seal); err != nil {
		return err
	}
	if k.w, err = courier.NewWriter(k.sealed, k.head(now)); err != nil {
		return err
	}
	k.numbers, k.last, k.reach, k.parts = map[parley.Hash]uint64{}, 0, map[store.LogID]uint64{}, 0
	for _, f := range k.opening() {
		if err := k.write(f); err != nil {
			return err
		}
	}
	k.fresh = true
	return nil
}

// end seals the bundle that is open, if one is.
func (k *packing) end() error {
	if k.w == nil {
		return nil
	}
	if err := k.w.Close(k.n.LinkKey()); err != nil {
		return err
	}
	if err := k.sealed.Close(); err != nil {
		return parley.Wrap(err, parley.CodeStorage, "the file could not be written")
	}
	if err := k.out.Close(); err != nil {
		return err
	}
	k.view.Bundles = append(k.view.Bundles, BundleView{k.number, k.out.size})
	k.w = nil
	return nil
}

// next ends the bundle that is open and opens another.
func (k *packing) next() error {
	if err := k.end(); err != nil {
		return err
	}
	return k.begin()
}

// write puts a frame into the bundle, in parts where it is too long for one.
func (k *packing) write(f wire.Frame) error {
	b := wire.EncodeFrame(f)
	if len(b) <= wire.MaxFrame {
		return k.w.Frame(b)
	}
	k.parts++
	const piece = wire.MaxFrame - 64
	for at := 0; at < len(b); at += piece {
		part := &wire.Part{Frame: k.parts, Offset: uint64(at), Total: uint64(len(b)), Bytes: b[at:min(len(b), at+piece)]}
		if err := k.w.Frame(wire.EncodeFrame(part)); err != nil {
			return err
		}
	}
	return nil
}

// cost bounds what a frame takes.
func cost(f wire.Frame) int {
	size := len(wire.EncodeFrame(f))
	return size + 2 + 96*(size/(wire.MaxFrame-64))
}

// left is how many bytes of frames still fit.
func (k *packing) left() int { return k.room - k.w.Size() }

// put writes what unit returns, which must stand together, into this bundle or the next: what it returns may differ from
// one bundle to another.
func (k *packing) put(unit func() []wire.Frame) (bool, error) {
	for {
		frames, size := unit(), 0
		for _, f := range frames {
			size += cost(f)
		}
		if size > k.left() && k.fresh {
			return false, nil
		}
		if size > k.left() {
			if err := k.next(); err != nil {
				return false, err
			}
			continue
		}
		for _, f := range frames {
			if err := k.write(f); err != nil {
				return false, err
			}
			k.fresh = false
		}
		return true, nil
	}
}
