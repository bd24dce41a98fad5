package chart

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parley"
)

// An overlay is lines, areas and points; a hundred thousand of them do not slow a map.
func TestOverlay(t *testing.T) {
	o, err := ReadOverlay([]byte(`{"type":"FeatureCollection","features":[
		{"type":"Feature","properties":{"name":"<script>"},"geometry":{"type":"LineString","coordinates":[[0,0],[10,10,5]]}},
		{"type":"Feature","properties":null,"geometry":null},
		{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[[[20,20],[30,20],[30,30],[20,20]]]]}},
		{"type":"Feature","geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[-5,-5]}]}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	laid := World().Lay(o)
	if strings.Count(laid.Path, "M") != 2 || len(laid.Spots) != 1 || strings.Contains(laid.Path, "script") {
		t.Errorf("it is laid as %+v", laid)
	}
	var b strings.Builder
	b.WriteString(`{"type":"LineString","coordinates":[[0,0]`)
	for i := range 100_000 {
		fmt.Fprintf(&b, ",[%d.%d,%d.5]", i%170, i%10, i%80)
	}
	b.WriteString("]}")
	if o, err = ReadOverlay([]byte(b.String())); err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	laid = World().Lay(o)
	if took := time.Since(began); took > 2*time.Second || len(laid.Path) > 12*maxPath {
		t.Errorf("100,000 points took %v, %d bytes", took, len(laid.Path))
	}
	if laid := World().Lay(nil); laid.Path != "" {
		t.Errorf("no overlay is laid as %+v", laid)
	}
}

func TestOverlayRefused(t *testing.T) {
	deep := strings.Repeat(`{"type":"GeometryCollection","geometries":[`, 12) + strings.Repeat("]}", 12)
	for _, s := range []string{"", "x", `{"type":"Topology"}`, `{"type":"Point","coordinates":[1]}`, `{"type":"Point","coordinates":[1,91]}`, `{"type":"Point","coordinates":["1","2"]}`,
		`{"type":"Polygon","coordinates":[[1,2]]}`, `{"type":"LineString"}`, `{"type":"LineString","coordinates":[[1e9,0]]}`, deep} {
		if _, err := ReadOverlay([]byte(s)); err == nil || parley.SentenceOf(err) == "" {
			t.Errorf("%.80q is read: %v", s, err)
		}
	}
}

func FuzzReadOverlay(f *testing.F) {
	f.Add([]byte(`{"type":"Polygon","coordinates":[[[20,20],[30,20],[30,30],[20,20]]]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if o, err := ReadOverlay(b); err == nil {
			World().Lay(o)
		}
	})
}
