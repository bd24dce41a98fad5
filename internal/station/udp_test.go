package station

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"parley"
)

// Packets become shorter where the system says that a path takes none as long, and the log says so, once for each length.
func TestShorterPackets(t *testing.T) {
	var log bytes.Buffer
	u, err := ListenUDP("127.0.0.1:0", 1400, slog.New(slog.NewTextHandler(&log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	if u.Most() != 1400 {
		t.Errorf("%d bytes", u.Most())
	}
	for _, want := range []int{1120, 1120, 896, 716, 572, 457, 365, leastMTU, leastMTU} {
		than := u.Most()
		if want == than {
			than = 1400 // an earlier packet's
		}
		if err := u.shorter(than, "192.0.2.1:1"); parley.CodeOf(err) != parley.CodeTooLarge || u.Most() != want {
			t.Errorf("%d bytes, want %d, %v", u.Most(), want, err)
		}
	}
	if n := strings.Count(log.String(), "shorter"); n != 7 {
		t.Errorf("%d lines:\n%s", n, log.String())
	}
	if err := u.Send(make([]byte, 70_000), "127.0.0.1:1"); parley.CodeOf(err) != parley.CodeTooLarge {
		t.Errorf("what the system refuses: %v", err)
	}
}
