package station

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"parley"
	"parley/internal/bearer"
	"parley/narrow"
)

// begun dials and sends nothing yet.
func begunDial(t *testing.T, s *Station, address string) bearer.Session {
	t.Helper()
	x, err := s.Dial(t.Context(), address, publicKey(2))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func answeredBy(x bearer.Session) bool { return x.(*session).Answered() }

func accepted(t *testing.T, s *Station) bearer.Session {
	t.Helper()
	x, err := s.Accept()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func came(t *testing.T, x bearer.Session, want ...[]byte) {
	t.Helper()
	for _, w := range want {
		if got, err := x.Receive(); err != nil || !bytes.Equal(got, w) {
			t.Fatalf("%x, not %x, %v", got, w, err)
		}
	}
}

// "The first packet of a cold line may carry a FLASH": what is sent first goes inside the beginning, what does not fit behind
// the answer, and what the other end says within 50 ms inside the answer.
func TestFlashInTheFirstPacket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, north, south, r, _ := pair(t)
		a := begunDial(t, north, "south")
		if len(e.sent) != 0 || answeredBy(a) {
			t.Fatal("something goes before there is anything to say")
		}
		a.Send([][]byte{frame(1, 60), frame(2, 120), frame(3, 200)})
		b := accepted(t, south)
		came(t, b, frame(1, 60), frame(2, 120))
		b.Send([][]byte{frame(1, 50)})
		time.Sleep(holdBack / 2)
		b.Send([][]byte{frame(2, 50)})
		if synctest.Wait(); len(e.sent) != 1 {
			t.Fatalf("%d packets before the answer", len(e.sent))
		}
		came(t, a, frame(1, 50), frame(2, 50))
		came(t, b, frame(3, 200))
		if synctest.Wait(); len(e.sent) != 3 || !answeredBy(a) || !answeredBy(b) || len(r.proved) != 1 {
			t.Errorf("%d packets, want a beginning, an answer and one more; proved %x", len(e.sent), r.proved)
		}
	})
}

// An answer that is full goes at once.
func TestFullAnswer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, north, south, _, _ := pair(t)
		a := begunDial(t, north, "south")
		a.Send([][]byte{frame(1, 60)})
		b := accepted(t, south)
		start := time.Now()
		b.Send([][]byte{frame(1, 150), frame(2, 150)})
		came(t, a, frame(1, 150), frame(2, 150))
		if took := time.Since(start); took != 0 {
			t.Errorf("after %v", took)
		}
	})
}

// [NAR-14] A beginning of the same dial, of which no data packet came yet, goes on with the same session: whichever packets
// of the handshakes are lost, each end has one session, and what it was told.
func TestBeginningsOfOneDial(t *testing.T) {
	for lost := range 8 { // bit 0: the first beginning, 1: its answer, 2: the second answer
		synctest.Test(t, func(t *testing.T) {
			e, north, south, _, r := pair(t)
			beginnings, answers := 0, 0
			e.fate = func(_ string, packet []byte) int {
				if _, ok := narrow.ReadBeginning(packet); ok {
					beginnings++
					return 1 - lost&1*min(1, max(0, 2-beginnings))
				}
				if narrow.IsAnswer(packet) {
					answers++
					return 1 - lost>>answers&1
				}
				return 1
			}
			a := begunDial(t, north, "south")
			a.Send([][]byte{frame(1, 60)})
			if lost&2 == 0 { // the second beginning is under way with the first answer
				time.Sleep(holdBack / 2)
			} else {
				time.Sleep(time.Second)
			}
			a.Send([][]byte{frame(2, 70)})
			b := accepted(t, south)
			if lost&1 == 0 {
				came(t, b, frame(1, 60))
			}
			came(t, b, frame(2, 70))
			time.Sleep(time.Second)
			for i := uint64(3); !answeredBy(a); i++ { // what is lost goes again
				a.Send([][]byte{frame(i, 10)})
				came(t, b, frame(i, 10))
				time.Sleep(time.Second)
			}
			exchange(t, a, b, frame(50, 40))
			exchange(t, b, a, frame(50, 40))
			south.mu.Lock()
			defer south.mu.Unlock()
			if len(south.sessions) != 1 || r.taken < 1 {
				t.Errorf("lost %b: %d sessions, %d beginnings taken", lost, len(south.sessions), r.taken)
			}
		})
	}
}

// A beginning that reuses the number of a dial with data behind it begins another session.
func TestAnotherDialOfTheSameNumber(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, north, south, r, _ := pair(t)
		a, b := dialled(t, north, south, "south", 2)
		r.mu.Lock()
		r.counter++
		c := r.counter
		r.mu.Unlock()
		end, _ := north.endOf(r.held[0])
		_, packet, err := narrow.Begin(end, c, a.(*session).own, []narrow.Frame{{Number: 1, Bytes: []byte{7}}}, north.random)
		if err != nil {
			t.Fatal(err)
		}
		south.take(packet, "north")
		if x := accepted(t, south); x == b {
			t.Error("it belongs to the session that there was")
		}
	})
}

// [NAR-13] A beginning that nobody answers goes again under the next secret of the line.
func TestSecretsInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, north, south, r, s := pair(t)
		known := r.held[0]
		for i := range byte(2) {
			secret, err := narrow.SecretOf(bytes.Repeat([]byte{9 + i}, narrow.SecretSize))
			if err != nil {
				t.Fatal(err)
			}
			r.held = append([]Held{{known.Peer, secret}}, r.held...)
		}
		a := begunDial(t, north, "south")
		for i := uint64(1); i <= 3; i++ {
			a.Send([][]byte{frame(2*i, 60)})
			a.Send([][]byte{frame(2*i+1, 60)}) // at once: under the same
			time.Sleep(patience)
		}
		came(t, accepted(t, south), frame(6, 60), frame(7, 60))
		if synctest.Wait(); s.takes != 2 || len(r.proved) == 0 || r.proved[0] != known.Secret.ID {
			t.Errorf("%d beginnings came, proved %x", s.takes, r.proved)
		}
	})
}

// Nobody answers: the session ends, and nothing is left behind. Where there is no secret of the line there is none.
func TestNobodyAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, north, _, _, _ := pair(t)
		a := begunDial(t, north, "nowhere")
		start := time.Now()
		a.Send([][]byte{frame(1, 60)})
		if _, err := a.Receive(); err == nil || time.Since(start) != unanswered {
			t.Errorf("%v after %v", err, time.Since(start))
		}
		if _, err := north.Dial(t.Context(), "south", publicKey(9)); parley.CodeOf(err) != parley.CodeBadKey {
			t.Error(err)
		}
		north.mu.Lock()
		defer north.mu.Unlock()
		if len(north.sessions) != 0 {
			t.Errorf("%d sessions", len(north.sessions))
		}
	})
}
