package node

import (
	"net/http"
	"strings"

	"parley"
	"parley/internal/store"
	"parley/record"
)

// HTTPHandler serves /record/<charter id>/<party id>/ as a C2SP tlog-tiles prefix: of the own record what at least one
// other party has cosigned, of a mirror what is held here, with our cosignature.
func (n *Node) HTTPHandler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /record/{charter}/{party}/{path...}", func(w http.ResponseWriter, req *http.Request) {
		b, err := n.recordFile(req.PathValue("charter"), req.PathValue("party"), req.PathValue("path"))
		switch {
		case err == nil:
		case parley.CodeOf(err) == parley.CodeNotFound:
			http.Error(w, parley.SentenceOf(err), http.StatusNotFound)
			return
		default:
			n.cfg.Log.Error("a record could not be served", "error", err)
			http.Error(w, "internal error", http.StatusInternalServerError)
			return
		}
		if req.PathValue("path") == "checkpoint" {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Header().Set("Cache-Control", "no-cache")
		} else {
			w.Header().Set("Content-Type", "application/octet-stream")
			if !strings.Contains(req.PathValue("path"), ".p/") {
				w.Header().Set("Cache-Control", "max-age=31536000, immutable")
			}
		}
		w.Write(b)
	})
	return mux
}

func (n *Node) recordFile(charterID, party, path string) (b []byte, err error) {
	notFound := parley.Errorf(parley.CodeNotFound, "there is no such record here")
	id, err := parley.ParseHash(charterID)
	if err != nil {
		return nil, notFound
	}
	t := n.table(id)
	if t == nil || t.seat(parley.PartyID(party)) == nil {
		return nil, notFound
	}
	s := t.seat(parley.PartyID(party))
	err = n.cfg.Store.View(func(r store.Reader) error {
		head, cosigs, err := cosignedHead(r, s.log)
		if err != nil {
			return err
		}
		if path == "checkpoint" {
			key, err := headKey(r, s, head.Size, 0, nil)
			if err != nil || key == nil {
				return parley.Wrap(err, parley.CodeNotFound, "the sheet of %s that signed this record is not held here", s.id)
			}
			b = record.Checkpoint(t.origin(s.id), head.Size, head.Root, key, head.Signature, namedCosignatures(t, s, cosigs))
			return nil
		}
		c := &evidenceCase{n: n, t: t, r: r}
		b, err = record.Tile(path, head.Size, hashes(r, s.log), c.leaves(s.log))
		return err
	})
	return b, err
}

// cosignedHead returns the largest head that a party other than the owner cosigned, with its cosignatures.
func cosignedHead(r store.Reader, log store.LogID) (store.Head, []store.Cosignature, error) {
	cs, err := r.Cosignatures(log)
	if ignoreNotFound(err) != nil {
		return store.Head{}, nil, err
	}
	var best uint64
	for _, c := range cs {
		if c.Mirror != log.Party {
			best = max(best, c.Size)
		}
	}
	if best == 0 {
		return store.Head{}, nil, parley.Errorf(parley.CodeNotFound, "no other party has cosigned this record yet")
	}
	h, err := r.HeadAtOrAfter(log, best)
	if err != nil {
		return h, nil, err
	}
	var with []store.Cosignature
	for _, c := range cs {
		if c.Size == h.Size && c.Mirror != log.Party {
			with = append(with, c)
		}
	}
	return h, with, nil
}

func namedCosignatures(t *table, of *seat, cs []store.Cosignature) (out []record.NamedCosignature) {
	for _, c := range cs {
		key := cosignerKey(t, c.Mirror, record.CheckpointText(t.origin(of.id), c.Size, c.Root), c.Time, c.Signature)
		if key != nil {
			out = append(out, record.NamedCosignature{Name: record.CosignerName(t.id, c.Mirror), Key: key, Seconds: c.Time, Signature: c.Signature})
		}
	}
	return out
}
