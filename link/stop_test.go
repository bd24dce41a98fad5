package link

import (
	"testing"

	"parley"
	"parley/wire"
)

// runs returns the LEAVES and HEAD frames that the machine sends while the peer acknowledges everything, runs that go
// on joined.
func (l *line) runs() (out [][2]uint64, heads []uint64) {
	l.t.Helper()
	for l.ready(); len(l.sent) > 0; l.ready() {
		for _, p := range l.sent {
			switch f := l.decode(p).(type) {
			case *wire.Leaves:
				end := f.Start + uint64(len(f.Leaves))
				if n := len(out); n > 0 && out[n-1][1] == f.Start && (len(heads) == 0 || heads[len(heads)-1] != f.Start) {
					out[n-1][1] = end
				} else {
					out = append(out, [2]uint64{f.Start, end})
				}
			case *wire.Head:
				heads = append(heads, f.Size)
			}
		}
		l.sent = nil
		l.ackAll()
	}
	return out, heads
}

// [LINK-34] A node that has more than 4,096 leaves to send MUST send, behind each run of so many, a head over them, where
// it holds one.
func TestLongBacklogGoesInPieces(t *testing.T) {
	for name, c := range map[string]struct {
		held  []uint64 // sizes of the heads that the source has
		heads []uint64 // that go
	}{
		"many heads":        {[]uint64{3000, 4000, 5000, 9000, 9100, 10000}, []uint64{4000, 5000, 9000, 10000}},
		"a far one":         {[]uint64{7000, 10000}, []uint64{7000, 10000}},
		"the last one only": {[]uint64{10000}, []uint64{10000}},
	} {
		l := newLine(t, true)
		l.grow(10000, parley.Routine)
		l.src.heads = c.held
		l.up()
		l.receive(l.hello(2, 2), &wire.Have{})
		runs, heads := l.runs()
		if len(heads) != len(c.heads) {
			t.Fatalf("%s: heads of %d", name, heads)
		}
		for i, h := range c.heads {
			if heads[i] != h {
				t.Errorf("%s: heads of %d", name, heads)
			}
			if runs[i][1] != h {
				t.Errorf("%s: runs of leaves %d", name, runs)
			}
		}
	}
}

// [LINK-26] ASK for leaves MUST be answered with the leaves from that place on, the first of them with the frontier
// before them, and the head over them; of a record that goes on request too.
func TestAnswerOfThirdRecord(t *testing.T) {
	eastLog := LogKey{Charter: testCharter, Party: "east"}
	l := newLine(t, true, func(c *Config) {
		c.Charters[0].Parties = append(c.Charters[0].Parties, "east")
		c.Charters[0].Sheets = append(c.Charters[0].Sheets, wire.Short{})
		c.Charters[0].Sizes = append(c.Charters[0].Sizes, 40)
	})
	l.src.leaves[eastLog] = make([][]byte, 50)
	for i := range l.src.leaves[eastLog] {
		l.src.leaves[eastLog][i] = vectorLeaves()[1]
	}
	hello := func() *wire.Hello {
		h := l.hello(2, 2)
		h.Charters[0].Sheets = append(h.Charters[0].Sheets, wire.Short{})
		h.Charters[0].Sizes = append(h.Charters[0].Sizes, 10)
		return h
	}
	greet := func() {
		l.up()
		l.receive(hello(), &wire.Have{})
		l.ready()
		l.ackAll()
		l.sent, l.got = nil, nil
	}
	greet()
	answer := Answer{Log: eastLog, From: 30, Head: Head{Size: 40, Signature: make([]byte, 64)}}
	for range 2 {
		l.receive(&wire.Ask{What: wire.AskLeaves, Log: wire.Log{Party: 2}, From: 30}, &wire.Ask{What: wire.AskHead, Log: wire.Log{Party: 2}})
		l.wantDelivered("what the node must look up", "AskIn east what 3", "AskIn east what 6")
		l.sent = nil
		l.must(answer)
		l.want("on request", "LEAVES 0/2 30+10 frontier 1", "HEAD 0/2 40 root false")
		l.ackAll()
		l.want("and no more")
	}
	l.must(answer)
	l.down()
	greet()
	l.want("not in another session")
	l.must(Control{Frame: &wire.Head{Log: wire.Log{Party: 2}, Size: 40, Signature: make([]byte, 64), Root: &parley.Hash{}}, Session: -1})
	l.want("a head that the node hands on", "HEAD 0/2 40 root true")
}
