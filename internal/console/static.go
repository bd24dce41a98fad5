package console

import (
	"bytes"
	"io/fs"
	"net/http"
	"path"
	"time"
)

// styles and scripts are what every page asks for, in order: what all share, and then a file for each part that needs one.
var (
	styles = []string{
		"style.css",
		"record.css",
		"traffic.css",
		"release.css",
		"form.css",
		"watch.css",
		"notices.css",
		"lines.css",
		"proceeding.css",
	}
	scripts = []string{
		"live.js",
		"alarm.js",
		"draft.js",
		"form.js",
		"map.js",
		"calendar.js",
		"local.js",
		"countdown.js",
		"keys.js",
		"sign.js",
		"check.js",
		"progress.js",
	}
)

// mediaTypes are the kinds of files that this console serves; the system's own table is not asked.
var mediaTypes = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".woff2": "font/woff2",
	".svg": "image/svg+xml", ".wav": "audio/wav"}

// staticFiles serves what pages ask for: styles, scripts, fonts, and the sounds of the alarm.
func staticFiles() http.Handler {
	sounds := map[string][]byte{"alarm.wav": alarmSound(false), "alarm-exercise.wav": alarmSound(true), "silence.wav": wav(make([]int16, soundRate/10))}
	return http.StripPrefix("/static/", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		name := path.Clean(r.URL.Path)
		kind, ok := mediaTypes[path.Ext(name)]
		b, sound := sounds[name]
		if !sound && ok {
			var err error
			b, err = fs.ReadFile(files, "static/"+name)
			ok = err == nil
		}
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Cache-Control", "private, max-age=300")
		http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
	}))
}
