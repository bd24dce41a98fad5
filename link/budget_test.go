package link

import (
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// What a FLASH of 200 characters costs on a warm line, until its receipt is acknowledged, in packets of IP both ways. Its
// envelope has 375 bytes. On a reliable bearer TCP's own acknowledgement of 52 bytes is the last packet.
func TestBudget(t *testing.T) {
	for _, c := range []struct {
		reliable bool
		frames   string
		bytes    int
	}{
		{true, "BODY 391 ENTRY 95, ACK 6 ENTRY 86", 786},
		{false, "BODY 391 ENTRY 95, ACK 7 ENTRY 86, ACK 7", 744},
	} {
		north, south := newLine(t, c.reliable).reads(1000), newLine(t, c.reliable).reads(1000)
		for _, l := range []*line{north, south} {
			for len(l.src.leaves[northLog]) < 1000 {
				l.src.leaves[northLog] = append(l.src.leaves[northLog], wire.Leaf{Kind: wire.LeafClock}.Encode())
			}
			l.grow(1000, parley.Routine)
			l.take()
		}
		body := strings.Repeat("x", 375)
		north.m.queue.entries[north.says(body, parley.Flash)].Index = 1000
		flash := north.take()
		south.receive(&wire.Body{Type: wire.TypeBody, N: 5, Bytes: []byte(body), Open: &wire.Open{Log: wire.Log{Party: 1}, Size: 375, Precedence: parley.Flash}},
			&wire.Entry{Log: wire.Log{Party: 1}, Size: 1001, Leaf: cut(north.src.leaves[northLog][1000]), Signature: make([]byte, 64)})
		south.records(wire.Leaf{Kind: wire.LeafReceived, ID: parley.Sum([]byte(body))}, parley.Flash)
		receipt := south.take()
		ack := &wire.Ack{Bytes: north.total}
		if !c.reliable {
			ack = &wire.Ack{Packets: []wire.Range{{From: 1, To: flash[len(flash)-1].Number + 1}}}
		}
		north.receive(ack, &wire.Entry{Log: wire.Log{Party: 1}, Size: 1001, Leaf: cut(south.src.leaves[northLog][1000]), Signature: make([]byte, 64)})
		north.wait(30 * time.Second)
		last := north.take()

		var said []string
		total := 0
		for _, packet := range [][]Packet{flash, receipt, last} {
			if len(packet) > 0 {
				said = append(said, north.contents(packet))
				total += onLine(packet, c.reliable)
			}
		}
		if c.reliable {
			total += 52
		}
		t.Logf("measured: reliable %v: %s: %d bytes", c.reliable, strings.Join(said, ", "), total)
		if got := strings.Join(said, ", "); got != c.frames || total != c.bytes {
			t.Errorf("%s: %d bytes, not %s: %d", got, total, c.frames, c.bytes)
		}
	}
}

// take returns what was sent since the last look.
func (l *line) take() []Packet {
	l.ready()
	out := l.sent
	l.sent = nil
	return out
}

func (l *line) contents(ps []Packet) string {
	var out []string
	for _, p := range ps {
		name, _, _ := strings.Cut(describe(l.decode(p)), " ")
		out = append(out, fmt.Sprint(name, " ", len(p.Frame)))
	}
	return strings.Join(out, " ")
}

// onLine is how many bytes of IP frames take that go together: over TLS behind their lengths in one record, over UDP in one
// packet of chapter 8.
func onLine(ps []Packet, reliable bool) int {
	n, expected := 52+22, uint64(0)
	if !reliable {
		n, expected = 28+5+16, ps[0].Number // head and tag [NAR-8]
	}
	for _, p := range ps {
		if reliable {
			n += 2 + len(p.Frame)
			continue
		}
		n += len(binary.AppendVarint(nil, int64(p.Number-expected))) + len(binary.AppendUvarint(nil, uint64(len(p.Frame)))) + len(p.Frame)
		expected = p.Number + 1
	}
	return n
}
