package console

import (
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"parley"
)

// A Story is a page with sample data: what it looks like in one state, without a node.
type Story struct {
	Page string
	Make func(Frame) any
}

// StoryNames lists the stories in order.
func StoryNames() []string { return slices.Sorted(maps.Keys(stories)) }

// stories are all pages in the states that matter. Their states are invented.
var stories = joined(
	map[string]Story{
		"about":         {"about", func(f Frame) any { return aboutStory(f) }},
		"failure":       {"failure", func(f Frame) any { return &FailurePage{f, "no message held here begins with 4f0c66a1", "not-found"} }},
		"lines":         {"lines", func(f Frame) any { return &LinesPage{f, storyLines()} }},
		"lines-bearers": {"lines", func(f Frame) any { return &LinesPage{f, storyBearers()} }},
		"signin-fault": {"signin", func(f Frame) any {
			return signInStory(f, SignInPage{Fault: "no officer in force of this party has a key that this is signed by"})
		}},
		"signin-out": {"signin", func(f Frame) any { f.Bare = true; return signInStory(f, SignInPage{Out: "rex"}) }},
		"signin":     {"signin", func(f Frame) any { f.Bare = true; return signInStory(f, SignInPage{Used: true}) }},
	},
	boardStories,
	alarmStories,
	composeStories,
	proceedingStories,
	actStories,
	formStories,
	noticeStories,
	trafficStories,
	watchStories,
	draftStories,
	peopleStories,
	recordStories,
	journalStories,
)

var boardStories = map[string]Story{
	"board-calm":    {"board", func(f Frame) any { return calmBoard(f) }},
	"board-flash":   {"board", func(f Frame) any { return flashBoard(f, true) }},
	"board-live":    {"board", func(f Frame) any { return flashBoard(f, false) }},
	"board-hostile": {"board", func(f Frame) any { return hostileBoard(f) }},
	"board-move":    {"board", func(f Frame) any { return moveBoard(f) }},
	"board-new": {"board", func(f Frame) any {
		f.Exercise = false
		return &BoardPage{Frame: f, Next: Next{Kind: "none"}, NoCharters: true}
	}},
}

var composeStories = map[string]Story{
	"compose":          {"compose", func(f Frame) any { return composeStory(f, "", "") }},
	"compose-fault":    {"compose", func(f Frame) any { return composeStory(f, "the message has no text", "text") }},
	"preview":          {"preview", func(f Frame) any { return previewStory(f) }},
	"preview-officers": {"preview", func(f Frame) any { return previewOfficersStory(f) }},
	"preview-unsigned": {"preview", func(f Frame) any { p := previewStory(f); p.Unsigned = true; return p }},
}

var trafficStories = map[string]Story{
	"message-flash":   {"message", func(f Frame) any { return flashMessage(f) }},
	"message-hostile": {"message", func(f Frame) any { return hostileMessage(f) }},
	"message-sent":    {"message", func(f Frame) any { return sentMessage(f) }},
	"sent":            {"traffic", func(f Frame) any { return trafficStory(f, true) }},
	"traffic":         {"traffic", func(f Frame) any { return trafficStory(f, false) }},
	"traffic-fault":   {"traffic", func(f Frame) any { return faultyTraffic(f) }},
	"traffic-hostile": {"traffic", func(f Frame) any { return hostileTraffic(f) }},
	"traffic-nothing": {"traffic", func(f Frame) any { p := trafficStory(f, false); p.Rows, p.Filter.Text = nil, "канал"; return p }},
}

// joined is the stories of all parts of the console.
func joined(parts ...map[string]Story) map[string]Story {
	all := map[string]Story{}
	for _, part := range parts {
		maps.Copy(all, part)
	}
	return all
}

// Stories serves every page with sample data.
func Stories() (http.Handler, error) {
	drawn, err := parseTemplates()
	if err != nil {
		return nil, err
	}
	if err := drawn.addPseudo(); err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /static/", staticFiles())
	mux.HandleFunc("GET /live", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		fmt.Fprint(w, "event: beat\ndata: 0\n\n")
		http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})
	mux.HandleFunc("GET /alarm", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		var list strings.Builder
		for _, name := range StoryNames() {
			fmt.Fprintf(&list, "<li><a href=\"/stories/%s\">%s</a></li>", name, html.EscapeString(name))
		}
		fmt.Fprintf(w, "<!doctype html><html lang=\"en\"><title>Stories</title><ul>%s</ul></html>", list.String())
	})
	mux.HandleFunc("GET /stories/{name}/shapes", func(w http.ResponseWriter, r *http.Request) {
		s, ok := stories[r.PathValue("name")]
		if p, is := s.Make(storyFrame).(*MapPage); ok && is {
			w.Header().Set("Content-Type", "application/json")
			json.NewEncoder(w).Encode(p.drawn)
		}
	})
	mux.HandleFunc("GET /stories/{name}", func(w http.ResponseWriter, r *http.Request) {
		b, err := drawn.Tell(r.PathValue("name"), r.FormValue("language"), r.FormValue("theme"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Write(b)
	})
	return strict(mux), nil
}

// Tell draws a story.
func (t *templates) Tell(name, lang, theme string) ([]byte, error) {
	s, ok := stories[name]
	if !ok {
		return nil, parley.Errorf(parley.CodeNotFound, "there is no story %.40q", name)
	}
	if t.pages[lang] == nil {
		lang = Languages[0].Tag
	}
	if !slices.Contains(Themes, theme) {
		theme = Themes[0]
	}
	f := storyFrame
	f.Lang, f.Theme, f.Page, f.Path = lang, theme, s.Page, "/stories/"+name
	if name == "sent" {
		f.Page = "sent"
	}
	page := s.Make(f)
	t.storyWords(lang, page)
	return t.draw(lang, s.Page, page)
}

var storyNow = time.Date(2026, 11, 22, 2, 58, 0, 0, time.UTC)

var storyFrame = Frame{Party: "south", Name: "Southmark", User: "watch-2", Post: "duty", Exercise: true, Now: at(0), Path: "/", now: storyNow}

// at is an instant so many seconds before the story's now; less than nothing: after it.
func at(seconds int) Instant {
	return instantOfTime(storyNow.Add(-time.Duration(seconds) * time.Second))
}

const (
	minute = 60
	hour   = 60 * minute
	day    = 24 * hour
)

func storyID(n int) string { return parley.Sum([]byte{byte(n)}).String() }
