package node

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"testing/synctest"
	"time"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/merkle/rfc6962"
	"github.com/transparency-dev/tessera/api"
	"github.com/transparency-dev/tessera/client"
	"github.com/transparency-dev/tessera/fsck"
	"golang.org/x/mod/sumdb/note"

	"parley"
	"parley/internal/simnet"
)

// inProcess answers requests from a handler, without a socket.
type inProcess struct{ h http.Handler }

func (p inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	p.h.ServeHTTP(w, r)
	return w.Result(), nil
}

// Over HTTP, /record/<charter id>/<party id>/ is the C2SP tlog-tiles prefix of that party's record as this node holds
// it: an independent client checks own records and mirrors, with the other side's cosignature.
func TestTilesAreReadByAnIndependentClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, 3, true, "north", "south")
		defer w.stopAll()
		w.link("north", "south", simnet.Path{Delay: 5 * time.Millisecond, Rate: 10_000_000})
		w.start("north")
		w.start("south")
		var last string
		for i := range 300 {
			last = w.send("north", "south", parley.Routine, fmt.Sprintf("Text %d.", i))
		}
		w.wait("north", last, "recorded", time.Hour)
		time.Sleep(time.Minute)
		for _, at := range w.order {
			for _, of := range w.order {
				w.checkTiles(at, of)
			}
		}
	})
}

// checkTiles reads the record of one party at the node of another, or of itself.
func (w *world) checkTiles(at, of parley.PartyID) {
	w.t.Helper()
	n := w.stations[at].node
	cs, err := n.Charters(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	var logKey, cosignerKey string
	for _, p := range cs[0].Parties {
		if p.ID == string(of) {
			logKey = p.Log
		} else {
			cosignerKey = p.Cosigner
		}
	}
	v, err := note.NewVerifier(logKey)
	if err != nil {
		w.t.Fatal(err)
	}
	cosigner, err := fnote.NewVerifierForCosignatureV1(cosignerKey)
	if err != nil {
		w.t.Fatal(err)
	}
	u, err := url.Parse("http://node.invalid/record/" + w.id.String() + "/" + string(of) + "/")
	if err != nil {
		w.t.Fatal(err)
	}
	f, err := client.NewHTTPFetcher(u, &http.Client{Transport: inProcess{n.HTTPHandler()}})
	if err != nil {
		w.t.Fatal(err)
	}
	origin := "parley/" + w.id.String() + "/" + string(of)
	raw, err := f.ReadCheckpoint(w.t.Context())
	if err != nil {
		w.t.Fatalf("checkpoint of %s at %s: %v", of, at, err)
	}
	cp, _, signed, err := log.ParseCheckpoint(raw, origin, v, cosigner)
	if err != nil || cp.Size < 300 || len(signed.Sigs) != 2 {
		w.t.Fatalf("checkpoint of %s at %s: %v, %+v\n%s", of, at, err, cp, raw)
	}
	hasher := func(b []byte) (out [][]byte, err error) {
		var bundle api.EntryBundle
		if err := bundle.UnmarshalText(b); err != nil {
			return nil, err
		}
		for _, e := range bundle.Entries {
			out = append(out, rfc6962.DefaultHasher.HashLeaf(e))
		}
		return out, nil
	}
	if err := fsck.New(origin, v, f, hasher, fsck.Opts{N: 2}).Check(w.t.Context()); err != nil {
		w.t.Fatalf("fsck of %s at %s: %v", of, at, err)
	}
}
