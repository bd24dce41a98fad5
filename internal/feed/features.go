package feed

import (
	"encoding/json"
	"fmt"

	"parley"
	"parley/form"
	"parley/overlap"
)

// A collection is a GeoJSON document.
type collection struct {
	Type     string    `json:"type"`
	Features []feature `json:"features"`
}

// A feature is one place of a notice, or a notice that names none.
type feature struct {
	Type       string         `json:"type"`
	ID         string         `json:"id"`
	Geometry   *geometry      `json:"geometry"`
	Properties map[string]any `json:"properties"`
}

type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

// features writes each place of each notice as a feature. Where only words say where it is, it has no geometry.
func (w *Written) features(list []Notice) {
	c := collection{"FeatureCollection", []feature{}}
	for i := range list {
		n := &list[i]
		if len(n.Places) == 0 {
			c.Features = append(c.Features, feature{"Feature", n.ID, nil, n.properties()})
		}
		for k := range n.Places {
			p := &n.Places[k]
			of := n.properties()
			p.describe(of)
			c.Features = append(c.Features, feature{"Feature", fmt.Sprintf("%s/%d", n.ID, k), p.drawn(), of})
		}
	}
	b, _ := json.Marshal(c) // of strings, numbers and lists: it does not fail
	w.Documents = [][]byte{append(b, '\n')}
}

// drawn is the geometry of a place: a circle becomes a polygon around it, whose radius stands in the properties.
func (p *Place) drawn() *geometry {
	switch p.Kind {
	case form.PlaceCircle:
		return areas(polygons(ringAround(p.Points[0], p.Metres)))
	case form.PlacePolygon:
		return areas(polygons(p.Points))
	case form.PlaceRoute:
		return routes(lines(p.Points))
	}
	return nil
}

func areas(list [][]ring) *geometry {
	var out [][][][2]float64
	for _, rings := range list {
		var polygon [][][2]float64
		for _, r := range rings {
			polygon = append(polygon, append(r.degrees(), r.degrees()[0]))
		}
		out = append(out, polygon)
	}
	switch len(out) {
	case 0:
		return nil
	case 1:
		return &geometry{"Polygon", out[0]}
	}
	return &geometry{"MultiPolygon", out}
}

func routes(list []ring) *geometry {
	var out [][][2]float64
	for _, r := range list {
		out = append(out, r.degrees())
	}
	switch len(out) {
	case 0:
		return nil
	case 1:
		return &geometry{"LineString", out[0]}
	}
	return &geometry{"MultiLineString", out}
}

// degrees is longitude and latitude of each point.
func (r ring) degrees() [][2]float64 {
	out := make([][2]float64, len(r))
	for i, p := range r {
		out[i] = [2]float64{float64(p.x) / 1e5, float64(p.y) / 1e5}
	}
	return out
}

// properties are what a notice says besides where it is.
func (n *Notice) properties() map[string]any {
	of := map[string]any{"notice": n.ID, "version": n.version(), "party": string(n.Party), "name": n.Name, "title": n.Title, "charter": n.Charter, "cancelled": n.Cancelled, "exercise": n.Exercise, "sent": rfc3339(n.Sent)}
	if n.Reference != nil {
		of["reference"] = n.Reference.String()
	}
	for key, t := range map[string]parley.Millis{"from": n.From, "until": n.Until} {
		if t != 0 {
			of[key] = rfc3339(t)
		}
	}
	if n.Height != nil && n.Height.From != overlap.OpenFrom {
		of["lower_m"] = float64(n.Height.From) / 100
	}
	if n.Height != nil && n.Height.To != overlap.OpenTo {
		of["upper_m"] = float64(n.Height.To) / 100
	}
	if len(n.Text) > 0 {
		of["text"] = n.Text
	}
	return of
}

// describe adds what a geometry cannot say of a place.
func (p *Place) describe(of map[string]any) {
	of["field"], of["place"], of["kind"] = p.Field, p.Says, p.Kind
	if p.Precision != 0 {
		of["precision_m"] = p.Precision
	}
	switch {
	case p.Kind == form.PlaceCircle:
		of["radius_m"] = p.Metres
		of["centre"] = ring{{p.Points[0].Lon, p.Points[0].Lat}}.degrees()[0]
	case p.Kind == form.PlaceRoute && p.Metres != 0:
		of["width_m"] = p.Metres
	}
}
