package node

import (
	"encoding/binary"
	"time"

	"parley"
	"parley/internal/bearer"
	"parley/link"
	"parley/wire"
)

const (
	strangerTime  = 10 * time.Second
	strangerBytes = 2 * wire.MaxSheet // of frames, in all
	maxStrangers  = 16                // at once
)

var errManyStrangers = parley.Errorf(parley.CodeLimit, "%d strangers are heard at once, which is the most", maxStrangers)

// meetStranger lets a connection whose key is in no sheet held explain itself, within 10 s, by one sheet that is signed
// by a root of a common charter, holds that key, and is newer than the one held. It is closed either way; who explained
// himself connects again and is known.
func (n *Node) meetStranger(srv *server, conn bearer.Session) {
	defer conn.Close()
	select {
	case srv.strangers <- struct{}{}:
		defer func() { <-srv.strangers }()
	default:
		n.turnedAway(conn.Address(), parley.KeyIDOf(conn.Peer()), errManyStrangers)
		return
	}
	timer := time.AfterFunc(strangerTime, func() { conn.Close() })
	defer timer.Stop()
	s := &stranger{n: n, conn: conn, m: link.New(link.Config{Source: noSource{}}), now: time.Now()}
	if err := s.hear(); err != nil {
		n.turnedAway(conn.Address(), parley.KeyIDOf(conn.Peer()), err)
	}
}

// A stranger is a connection that nobody knows yet. Its machine shares no charter with it, so it says nothing but a
// HELLO that names none, and takes nothing but a sheet.
type stranger struct {
	n    *Node
	conn bearer.Session
	m    *link.Machine
	now  time.Time // runs ahead of the clock, so that every frame is acknowledged at once
}

// hear returns nil when a sheet has explained the key.
func (s *stranger) hear() error {
	if err := s.m.Step(s.now, link.Up{Reliable: s.conn.Reliable(), MaxFrame: s.conn.MaxFrame()}); err != nil {
		return err
	}
	for left := strangerBytes; ; {
		if known, err := s.work(); known || err != nil {
			return err
		}
		b, err := s.conn.Receive()
		if err != nil {
			return err
		}
		if left -= len(b); left < 0 {
			return parley.Errorf(parley.CodeLimit, "more than %d bytes came", strangerBytes)
		}
		if err := s.take(b); err != nil {
			return err
		}
	}
}

func (s *stranger) take(b []byte) error {
	ev := link.Received{Frame: b}
	if !s.conn.Reliable() {
		if len(b) < 8 {
			return parley.Errorf(parley.CodeBadEncoding, "a packet came without a number")
		}
		ev.Packet, ev.Frame = binary.BigEndian.Uint64(b), b[8:]
	}
	if f, err := wire.DecodeFrame(ev.Frame, wire.MaxFrame); err == nil {
		if p, ok := f.(*wire.Part); ok && p.Total > strangerBytes {
			return parley.Errorf(parley.CodeTooLarge, "a frame of %d bytes in parts", p.Total)
		}
	}
	s.now = s.now.Add(time.Second)
	return s.m.Step(s.now, ev)
}

// work sends what is to be sent and looks at what came.
func (s *stranger) work() (known bool, err error) {
	r := s.m.Ready(s.now.Add(time.Second / 2))
	defer s.m.Advance(r)
	var frames [][]byte
	for _, p := range r.Send {
		f := p.Frame
		if !s.conn.Reliable() {
			f = append(binary.BigEndian.AppendUint64(nil, p.Number), f...)
		}
		frames = append(frames, f)
	}
	if len(frames) > 0 {
		if err := s.conn.Send(frames); err != nil {
			return false, err
		}
	}
	for _, d := range r.Deliver {
		if said, ok := d.(link.VolumeIn); ok && !opensVolume(said.Statement) { // by which its root was replaced
			if err := s.n.learnStatement(said.Charter, said.Statement); err != nil {
				return false, err
			}
			continue
		}
		sheet, ok := d.(link.SheetIn)
		if !ok {
			continue
		}
		if err := s.n.learnSheet(sheet.Sheet); err != nil {
			return false, err
		}
		if s.n.peerByLink(s.conn.Peer()) == nil {
			return false, parley.Errorf(parley.CodeBadKey, "the sheet does not hold the key of the connection")
		}
		return true, nil
	}
	return false, nil
}

// noSource has nothing to send.
type noSource struct{}

func (noSource) Body(parley.Hash, bool, uint64, int) []byte                { return nil }
func (noSource) Leaves(link.LogKey, uint64, uint64) [][]byte               { return nil }
func (noSource) Frontier(link.LogKey, uint64) []parley.Hash                { return nil }
func (noSource) Stop(link.LogKey, uint64, uint64) link.Head                { return link.Head{} }
func (noSource) Proof(link.LogKey, uint64, uint64) ([]byte, []parley.Hash) { return nil, nil }
