package link

import (
	"testing"
	"time"

	"parley/wire"
)

// [LINK-28] A PING MUST be answered with a PONG that holds its token and the time, ahead of everything else.
func TestPong(t *testing.T) {
	l := newLine(t, true)
	l.greet()
	l.offer(text("map", 9000), true, 0)
	l.ready() // the window is full
	l.sent = nil
	l.receive(&wire.Ping{Token: 5}, &wire.Ping{Token: 1 << 40})
	l.want("at once", "ACK", "PONG 5", "PONG 1099511627776")
}

// Half the round trip added to the time of PING gives the offset of the peer's clock.
func TestClockOffset(t *testing.T) {
	l := newLine(t, true)
	l.up()
	l.ready()
	ping := l.decode(l.sent[2]).(*wire.Ping)
	l.now = l.now.Add(600 * time.Millisecond)
	l.receive(&wire.Pong{Token: ping.Token + 1}, &wire.Pong{Token: ping.Token, Time: ping.Time + 300 + 2500}, &wire.Pong{Token: ping.Token})
	l.wantDelivered("one measurement", "PongIn 600ms 2.5s")
	if st := l.m.Stats().Sessions[0]; st.ClockOffset != 2500*time.Millisecond || st.RTT != 600*time.Millisecond {
		t.Errorf("stats %+v", st)
	}
}

// [LINK-29] Where the operator set a keep-alive time, a PING goes when the peer was silent for that long; after three
// without anything received the node MUST end the session.
func TestKeepAlive(t *testing.T) {
	l := newLine(t, true, func(cfg *Config) { cfg.KeepAlive = time.Minute })
	l.greet()
	l.wait(time.Minute - time.Nanosecond)
	l.sent = nil
	l.want("not yet")
	l.wait(time.Nanosecond)
	l.want("the first", "PING")
	l.wait(time.Minute)
	l.want("the second", "PING")
	l.receive(&wire.Ack{})
	l.wait(3 * time.Minute)
	l.want("three more, since something came", "PING", "PING", "PING")
	l.wait(time.Minute - time.Nanosecond)
	if len(l.closed) != 0 {
		t.Fatal("ended too early")
	}
	l.wait(time.Nanosecond)
	if len(l.closed) != 1 || l.closed[0] != 1 {
		t.Errorf("to be closed: %v", l.closed)
	}
	l.wait(time.Hour)
	l.want("nothing more")
}

// Without a keep-alive time an idle line is silent.
func TestSilence(t *testing.T) {
	for _, reliable := range []bool{true, false} {
		l := newLine(t, reliable)
		l.greet()
		l.wait(time.Second)
		l.sent = nil
		l.wait(1000 * time.Hour)
		l.want("in a thousand hours")
	}
}

// Where the operator of a bearer wants no traffic on a silent line, none goes there, whatever the other bearers keep alive.
func TestNoKeepAliveOnThisBearer(t *testing.T) {
	l := newLine(t, true, func(cfg *Config) { cfg.KeepAlive = time.Minute })
	l.step(Up{Session: 7, MaxFrame: 1000, Bearer: "hf", Cost: 10, KeepAlive: -1})
	l.ready()
	if s := l.m.sessions[7]; s.ping.keepAlive != 0 {
		t.Errorf("a PING after %v of silence", s.ping.keepAlive)
	}
	if st := l.m.Stats().Sessions[0]; st.Bearer != "hf" || st.Cost != 10 {
		t.Errorf("stats %+v", st)
	}
}
