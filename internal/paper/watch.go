package paper

import (
	"fmt"
	"strings"

	"parley"
	"parley/internal/node"
)

// HandOver returns the sheet of one hand-over as it is drawn: its text as it was signed, then who signed it.
func HandOver(party string, w node.WatchView, exercise bool) Document {
	d := Document{Kind: "Hand-over", Title: "Hand-over of the watch of " + w.Post, DTG: dtg(or(value(w.Offered), w.Taken)), ID: or(value(w.Hash), w.ID), Lang: "en", Parts: []Part{watch(party, w)}}
	if exercise {
		d.Exercise = exerciseWord
	}
	return d
}

// WatchLog returns the watches of one day as they are drawn.
func WatchLog(party, day string, list []node.WatchView, exercise bool) Document {
	var all strings.Builder
	for _, w := range list {
		fmt.Fprintf(&all, "%s %s %s %s\n", w.ID, w.Taken, value(w.Hash), value(w.Ended))
	}
	d := Document{Kind: "Watch log", Title: "Watch log of " + party + ", " + day + " UTC", DTG: day, ID: parley.Sum([]byte(all.String())).String(), Lang: "en"}
	if exercise {
		d.Exercise = exerciseWord
	}
	for _, w := range list {
		d.Parts = append(d.Parts, watch(party, w))
	}
	if len(list) == 0 {
		d.Parts = append(d.Parts, Part{Fields: []Field{{"watches", "none was taken or went on"}}})
	}
	return d
}

func watch(party string, w node.WatchView) Part {
	p := Part{Heading: party + "/" + w.Post + ": " + w.User, Fields: fields("watch", w.ID, "officer", value(w.Officer), "taken", w.Taken, "ended", or(value(w.Ended), "it goes on"),
		"handed over", value(w.Offered), "sheet", value(w.Hash), "charter", value(w.Charter))}
	if r := w.Relief; r != nil {
		p.Fields = append(p.Fields, fields("taken by", strings.Join(given(r.User, value(r.Officer)), ", "), "next watch", r.ID)...)
	}
	p.Fields = append(p.Fields, fields("signed, gave", value(w.Gave), "signed, took", value(w.Took))...)
	for _, m := range w.Marks {
		p.Fields = append(p.Fields, Field{"note", m})
	}
	p.Text = strings.TrimRight(value(w.Sheet), "\n")
	return p
}

func or(s, other string) string {
	if s != "" {
		return s
	}
	return other
}
