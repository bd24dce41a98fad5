package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"parley"
	"parley/internal/feed"
)

// feedPath is where programs read notices that can send no header of their own: a calendar gives the token as the password of
// any name.
const feedPath = "/api/feed"

// A fed is which notices a feed holds, and in which format.
type fed struct {
	Format  string `query:"format" enum:"ics,geojson,cap,notam,navarea" required:"true"`
	Charter string `query:"charter" maxLength:"64" doc:"id, or at least its first 8 digits; left out: every charter that is not restricted"`
	Notice  string `query:"notice" maxLength:"64" doc:"one notice, by the id of any of its messages, or at least its first 8 digits; cap needs it where there are several"`
	Lang    string `query:"lang" maxLength:"35" doc:"of the texts; left out: English, else the first authentic one"`
	FIR     string `query:"fir" maxLength:"4" doc:"notam: the flight information region, four letters"`
	Series  string `query:"series" maxLength:"1" doc:"notam: the series; left out: no numbers"`
	Navarea string `query:"navarea" maxLength:"5" doc:"navarea: the area, I to XXI; left out: no numbers"`
}

func (d *door) feed(a huma.API) {
	op := d.operation(a, route{"feed", http.MethodGet, feedPath, Read, "The notices as they stand, for a calendar, a map, or those who warn shipping and aviation", 0})
	content := map[string]*huma.MediaType{}
	for _, media := range feed.Media {
		kind, _, _ := strings.Cut(media, ";")
		content[kind] = &huma.MediaType{}
	}
	op.Responses = map[string]*huma.Response{"200": {Description: "the feed", Content: content}}
	huma.Register(a, op, func(ctx context.Context, f *fed) (*file, error) {
		b, err := d.fed(ctx, f)
		return &file{feed.Media[f.Format], b}, failure(err)
	})
}

func (d *door) fed(ctx context.Context, f *fed) ([]byte, error) {
	g, err := feed.Gather(ctx, d.node, feed.Query{Charter: f.Charter, Notice: f.Notice, Lang: f.Lang, Who: who(ctx)})
	if err != nil {
		return nil, err
	}
	w, err := feed.Write(f.Format, g.Notices, feed.Options{Lang: g.Lang, FIR: f.FIR, Series: f.Series, Navarea: f.Navarea})
	if err != nil {
		return nil, err
	}
	if len(w.Documents) != 1 {
		return nil, parley.Errorf(parley.CodeUsage, "there are %d notices, and each is a document of its own: name one", len(w.Documents))
	}
	return w.Documents[0], nil
}
