package feed

import (
	"encoding/xml"
	"fmt"
	"math"
	"strconv"
	"strings"

	"parley"
	"parley/form"
	"parley/overlap"
)

// An alert is a message of the Common Alerting Protocol 1.2. How urgent, severe and certain something is no notice says:
// the standard has the word Unknown for that, and Other for the kind.
type alert struct {
	XMLName     xml.Name `xml:"urn:oasis:names:tc:emergency:cap:1.2 alert"`
	Identifier  string   `xml:"identifier"`
	Sender      string   `xml:"sender"`
	Sent        string   `xml:"sent"`
	Status      string   `xml:"status"`
	MsgType     string   `xml:"msgType"`
	Scope       string   `xml:"scope"`
	Restriction string   `xml:"restriction"`
	References  string   `xml:"references,omitempty"`
	Info        info     `xml:"info"`
}

type info struct {
	Language    string      `xml:"language,omitempty"`
	Category    string      `xml:"category"`
	Event       string      `xml:"event"`
	Urgency     string      `xml:"urgency"`
	Severity    string      `xml:"severity"`
	Certainty   string      `xml:"certainty"`
	Onset       string      `xml:"onset,omitempty"`
	Expires     string      `xml:"expires,omitempty"`
	SenderName  string      `xml:"senderName,omitempty"`
	Headline    string      `xml:"headline"`
	Description string      `xml:"description,omitempty"`
	Parameters  []parameter `xml:"parameter"`
	Areas       []alertArea `xml:"area"`
}

type parameter struct {
	Name  string `xml:"valueName"`
	Value string `xml:"value"`
}

type alertArea struct {
	Says     string   `xml:"areaDesc"`
	Polygons []string `xml:"polygon"`
	Circles  []string `xml:"circle"`
	Altitude string   `xml:"altitude,omitempty"`
	Ceiling  string   `xml:"ceiling,omitempty"`
}

// alerts writes each notice as a message of its own: the standard has no document for several.
func (w *Written) alerts(list []Notice, o Options) {
	for i := range list {
		a := list[i].alert(o.Lang)
		b, _ := xml.MarshalIndent(a, "", " ") // of strings: it does not fail
		w.Documents = append(w.Documents, append([]byte(xml.Header), append(b, '\n')...))
		w.Names = append(w.Names, a.Identifier+".xml")
	}
}

func (n *Notice) alert(lang string) alert {
	a := alert{Identifier: n.identifier(n.version()), Sender: string(n.Party), Sent: capTime(n.Sent), Status: "Actual", MsgType: "Alert",
		Scope: "Restricted", Restriction: "for the parties to the charter: " + n.Charter}
	if n.Exercise {
		a.Status = "Exercise"
	}
	switch {
	case n.Cancelled:
		a.MsgType = "Cancel"
	case n.version() > 0:
		a.MsgType = "Update"
	}
	var earlier []string
	for i, sent := range n.Before {
		earlier = append(earlier, a.Sender+","+n.identifier(i)+","+capTime(sent))
	}
	a.References = strings.Join(earlier, " ")
	a.Info = info{Language: lang, Category: "Other", Event: n.Title, Urgency: "Unknown", Severity: "Unknown", Certainty: "Unknown",
		Onset: capTime(n.From), Expires: capTime(n.Until), SenderName: n.Name, Headline: n.heading(), Description: strings.Join(n.Text, "\n")}
	if n.Reference != nil {
		a.Info.Parameters = []parameter{{"reference", n.Reference.String()}}
	}
	for i := range n.Places {
		a.Info.Areas = append(a.Info.Areas, n.Places[i].alert(n.Height))
	}
	return a
}

// identifier names one message of a notice, without the characters that the standard forbids in it.
func (n *Notice) identifier(version int) string { return fmt.Sprintf("%s-%d", n.ID, version) }

// alert is a place, with the height band of its notice. A band that is open below has no words in the standard.
func (p *Place) alert(height *overlap.Span) alertArea {
	a := alertArea{Says: p.Field + ": " + p.Says}
	switch p.Kind {
	case form.PlaceCircle:
		a.Circles = []string{fmt.Sprintf("%s,%s %s", degrees(p.Points[0].Lat), degrees(p.Points[0].Lon), strconv.FormatFloat(float64(p.Metres)/1000, 'f', -1, 64))}
	case form.PlacePolygon:
		a.Polygons = alertPolygons(polygons(p.Points))
	}
	if height != nil && height.From != overlap.OpenFrom {
		a.Altitude = fmt.Sprint(math.Floor(feet(height.From)))
		if height.To != overlap.OpenTo {
			a.Ceiling = fmt.Sprint(math.Ceil(feet(height.To)))
		}
	}
	return a
}

// alertPolygons are the outer rings, none where something is left out within one: the standard has no rings for that.
func alertPolygons(list [][]ring) (out []string) {
	for _, rings := range list {
		if len(rings) > 1 {
			return nil
		}
		var points []string
		for _, p := range append(rings[0], rings[0][0]) {
			points = append(points, degrees(p.y)+","+degrees(p.x))
		}
		out = append(out, strings.Join(points, " "))
	}
	return out
}

func degrees(n int) string { return strconv.FormatFloat(float64(n)/1e5, 'f', -1, 64) }

// feet of centimetres.
func feet(centimetres int64) float64 { return float64(centimetres) / 30.48 }

// capTime writes an instant as the standard wants it: to the second, and UTC as -00:00.
func capTime(t parley.Millis) string {
	if t == 0 {
		return ""
	}
	return t.Time().UTC().Format("2006-01-02T15:04:05") + "-00:00"
}
