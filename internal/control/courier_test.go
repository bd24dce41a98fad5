package control

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"parley"
	"parley/internal/node"
)

func (f *fake) PackCourier(_ context.Context, q node.PackQuery, who node.Who, file func() (io.WriteCloser, error)) (node.PackView, error) {
	if err := f.note("pack %s %d %v", q.Party, q.Max, who); err != nil && q.Max == 0 {
		return node.PackView{}, err
	}
	for _, b := range [][]byte{f.blob, []byte("second")} {
		w, err := file()
		if err != nil {
			return node.PackView{}, err
		}
		if _, err := w.Write(b); err != nil {
			return node.PackView{}, err
		}
		if err := w.Close(); err != nil {
			return node.PackView{}, err
		}
	}
	return node.PackView{Party: string(q.Party), Messages: 3}, f.fail
}

func (f *fake) ImportCourier(_ context.Context, sealed io.Reader, who node.Who) (node.ImportView, error) {
	b, err := io.ReadAll(sealed)
	if err != nil {
		return node.ImportView{}, err
	}
	return node.ImportView{From: "south", Number: uint64(len(b))}, f.note("import %d %v", len(b), who)
}

// A gathered file of a packing.
type gathered struct {
	bytes.Buffer
	closed *[]string
}

func (g *gathered) Close() error { *g.closed = append(*g.closed, g.String()); return nil }

// Files of a packing come through the socket as the node wrote them, however long; its error comes too, before the first
// file and behind it. A bundle that is imported comes whole.
func TestCourierOverTheSocket(t *testing.T) {
	f := newFake()
	f.blob = []byte(strings.Repeat("sealed ", 500_000))
	c, _ := start(t, f)
	pack := func(most int) (files []string, v node.PackView, err error) {
		v, err = c.PackCourier(t.Context(), node.PackQuery{Party: "south", Max: most}, who, func() (io.WriteCloser, error) {
			return &gathered{closed: &files}, nil
		})
		return files, v, err
	}
	files, v, err := pack(0)
	if err != nil || len(files) != 2 || files[0] != string(f.blob) || files[1] != "second" || v.Messages != 3 || f.seen() != "pack south 0 {ann duty}" {
		t.Errorf("%d files, %+v, %v, %s", len(files), v, err, f.seen())
	}
	in, err := c.ImportCourier(t.Context(), bytes.NewReader(f.blob), who)
	if err != nil || in.Number != uint64(len(f.blob)) || f.seen() != "import 3500000 {ann duty}" {
		t.Errorf("%+v, %v, %s", in, err, f.seen())
	}
	f.fail = parley.Errorf(parley.CodeUnknownParty, "there is no such party")
	for most := range 2 {
		files, _, err = pack(most)
		if parley.CodeOf(err) != parley.CodeUnknownParty || len(files) != 2*most {
			t.Errorf("%d files, %v", len(files), err)
		}
	}
	if _, err = c.ImportCourier(t.Context(), bytes.NewReader(f.blob), who); parley.CodeOf(err) != parley.CodeUnknownParty {
		t.Error(err)
	}
}
