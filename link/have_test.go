package link

import (
	"fmt"
	"testing"

	"parley"
	"parley/wire"
)

// [LINK-22] HAVE says what is held in part, or whole and not yet recorded.
func TestHaveSaysWhatIsHeld(t *testing.T) {
	a, b, c := parley.Hash{0xaa}, parley.Hash{0xbb}, parley.Hash{0xcc}
	l := newLine(t, true, func(cfg *Config) {
		cfg.Partials = []Partial{
			{ID: a, Blob: true, Log: southLog, Size: 100, Ranges: []wire.Range{{To: 10}, {From: 20, To: 30}}},
			{ID: b, Log: southLog, Size: 50, Precedence: parley.Flash, Ranges: []wire.Range{{To: 50}}},
			{ID: c, Log: southLog, Size: 50, Ranges: []wire.Range{{To: 50}}},
		}
	})
	l.must(Recorded{c})
	l.up()
	l.want("urgent ones first", "HELLO 1 charters", "HAVE bb00 50 0-50 aa00 100 0-10,20-30", "PING")
	l.down()
	l.must(Dropped{a})
	l.up()
	l.want("one was dropped", "HELLO 1 charters", "HAVE bb00 50 0-50", "PING")
}

// [LINK-22] It may leave out any of it: what saves most goes into a short frame.
func TestHaveIsShort(t *testing.T) {
	l := newLine(t, true, func(cfg *Config) {
		for i := range 60 {
			cfg.Partials = append(cfg.Partials, Partial{ID: parley.Hash{byte(i + 1)}, Blob: true, Size: 1000, Ranges: []wire.Range{{To: uint64(i + 1)}}})
		}
	})
	l.up()
	l.ready()
	h := l.decode(l.sent[1]).(*wire.Have)
	if len(h.Items) != maxHave || h.Items[0].Ranges[0].To != 60 || len(l.sent[1].Frame) > 1000 {
		t.Errorf("%d items, the first %v, %d bytes", len(h.Items), h.Items[0], len(l.sent[1].Frame))
	}
}

// [LINK-22] After the first HAVE of a session a sender MUST send again what that HAVE does not name, whatever earlier
// sessions had acknowledged, and MUST NOT send what it names. A later HAVE only adds.
func TestHaveDecides(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	id := l.offer(text("map", 900), true, parley.Routine)
	head := id.String()[:4]
	msg := l.offer("a message", false, parley.Routine)
	l.want("all of both", "BODY n=1 0+9 whole routine", "BLOB n=2 0+251 opens "+head+" of 900 routine", "BLOB n=2 251+291",
		"BLOB n=2 542+290", "BLOB n=2 832+68")
	l.ackAll()
	l.down()
	l.up()
	l.receive(l.hello(2, 2))
	l.ready()
	l.sent = nil
	l.receive(&wire.Have{Items: []wire.Held{{ID: id, Size: 900, Ranges: []wire.Range{{To: 300}, {From: 400, To: 600}}}, {ID: vectorHash("unknown"), Size: 4}}})
	l.want("what is missing", "ACK", "BODY n=1 0+9 whole routine",
		fmt.Sprintf("BLOB n=2 300+100 opens %s of 900 routine", head), "BLOB n=2 600+290", "BLOB n=2 890+10")
	l.down()
	l.up()
	l.receive(l.hello(2, 2), &wire.Have{Items: []wire.Held{{ID: msg, Size: 9, Ranges: []wire.Range{{To: 9}}}, {ID: id, Size: 900, Ranges: []wire.Range{{To: 899}}}}})
	l.want("one byte", "HELLO 1 charters", "HAVE", "PING", fmt.Sprintf("BLOB n=1 899+1 opens %s of 900 routine", head), "ACK")
	l.ackAll()
	l.receive(&wire.Have{})
	l.want("a later HAVE takes nothing back")
}

// [LINK-22] A reader that is offered a body that it holds whole answers with one.
func TestHaveAnswers(t *testing.T) {
	l := newLine(t, true, func(cfg *Config) {
		cfg.Partials = []Partial{{ID: parley.Hash{1}, Blob: true, Log: southLog, Size: 10, Ranges: []wire.Range{{To: 10}}}}
	})
	l.greet()
	l.receive(opened(1, true, parley.Hash{1}, "0123456789", 0, 4))
	l.want("offered again", "ACK", "HAVE 0100 10 0-10")
	other := newLine(t, true)
	other.greet()
	id := other.offer(text("map", 9000), true, parley.Routine)
	other.ready()
	other.sent = nil
	other.receive(&wire.Have{Items: []wire.Held{{ID: id, Size: 9000, Ranges: []wire.Range{{To: 9000}}}}})
	other.ackAll()
	other.want("the sender stops")
}

// haveOf is a HAVE of the first n bytes of a body.
func haveOf(id parley.Hash, size, n uint64) *wire.Have {
	return &wire.Have{Items: []wire.Held{{ID: id, Size: size, Ranges: []wire.Range{{To: n}}}}}
}
