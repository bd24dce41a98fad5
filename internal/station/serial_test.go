package station

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"
)

// A modem that keeps what is written.
type modem struct {
	bytes.Buffer
}

func (m *modem) Read(b []byte) (int, error) { return m.Buffer.Read(b) }
func (m *modem) Close() error               { return nil }

// "After a silence a sender puts a zero byte before a packet, too, so that noise before it spoils nothing."
func TestNoiseInASilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &modem{}
		s := NewSerial(m, "modem")
		m.Write([]byte("noise"))
		s.Send([]byte{1, 0, 2}, "")
		s.Send([]byte{3}, "") // at once: no zero more
		time.Sleep(2 * quiet)
		m.Write([]byte("noise"))
		s.Send([]byte{4}, "")
		if n := bytes.Count(m.Bytes(), []byte{0}); n != 5 {
			t.Errorf("%d zero bytes: %x", n, m.Bytes())
		}
		for _, want := range [][]byte{{1, 0, 2}, {3}, {4}} {
			if got, _, err := s.Receive(); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%x, want %x, %v", got, want, err)
			}
		}
	})
}
