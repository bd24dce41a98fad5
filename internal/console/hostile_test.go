package console

import (
	"context"
	"net/url"
	"strings"
	"testing"
	"time"

	"parley/internal/node"
)

// harmless expects that a page holds nothing of what hostile text could do.
func harmless(t *testing.T, name, page string) {
	t.Helper()
	for _, bad := range []string{"<script>alert", "<img src=x", "<style>*", "\u202e", "\x07", "\x1b", strings.Repeat("\u0301\u0337", 3), strings.Repeat("\u0301", 6)} {
		if strings.Contains(page, bad) {
			t.Errorf("%s has %q", name, bad)
		}
	}
	if len(page) > 90_000 {
		t.Errorf("%s has %d bytes", name, len(page))
	}
}

// "A hostile message can't break, mislead or slow a page: a test each": message, board, alarm and traffic, drawn with what a
// party might write. What turns the direction is seen, towers of marks are cut, a file name stands as it is.
func TestHostileStories(t *testing.T) {
	drawn, err := parseTemplates()
	if err != nil {
		t.Fatal(err)
	}
	for name, wants := range map[string][]string{
		"message-hostile": {"&lt;script&gt;alert(1)", "⟨U&#43;202E⟩", "⟨U&#43;001B⟩", "notes⟨U&#43;202E⟩txt.exe"},
		"board-hostile":   {"&lt;script&gt;alert(1)", "⟨U&#43;202E⟩", "data-alarm", "⟨…⟩"},
		"traffic-hostile": {"&lt;script&gt;alert(1)", "⟨U&#43;202E⟩", "⟨…⟩"},
	} {
		began := time.Now()
		b, err := drawn.Tell(name, "en", "light")
		if err != nil {
			t.Fatal(err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("%s took %v", name, took)
		}
		page := strings.ReplaceAll(string(b), "value=\"&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\u202e\"", "") // what the reader himself typed
		harmless(t, name, page)
		for _, want := range wants {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not have %q", name, want)
			}
		}
	}
	for in, want := range map[string]string{"й и\u0306 ґєії ё": "й и\u0306 ґєії ё", "a\u200bb": "a⟨U+200B⟩b", "one\ntwo": "one\ntwo", "\u2066x": "⟨U+2066⟩x"} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) is %q, want %q", in, got, want)
		}
	}
}

// The same from the node to the page: a FLASH of 64 KiB of marks that answers nothing lies on no page, and no page is slow.
func TestHostileMessageOnEveryPage(t *testing.T) {
	for _, text := range []string{hostile, "Z" + strings.Repeat("\u0301", 32<<10), strings.Repeat("\u202e\u2066", 10<<10), strings.Repeat("W", 64<<10), strings.Repeat("<b>", 20<<10)} {
		r := newRoom(t)
		r.signIn()
		subject := hostileSubject
		m := r.node.message(1, "flash", text)
		m.Subject, m.Lang, m.Marks = &subject, &subject, []string{text[:min(len(text), 900)]}
		m.Attachments = []node.AttachmentView{{Name: hostileName, MediaType: "<b>\u202e", Size: 5, ID: m.ID, Held: 5}}
		m.From = "north/duty"
		r.node.in[0] = m
		r.c.desk.put(false, true, false, r.c.waitingOf(context.Background(), m))
		for _, path := range []string{"/", "/traffic", "/traffic?text=" + url.QueryEscape(text[:min(300, len(text))]), "/message/" + m.ID, "/lines", "/compose?answer=" + m.ID} {
			began := time.Now()
			a := r.do("GET", path, nil)
			if took := time.Since(began); took > 2*time.Second {
				t.Errorf("%.40s took %v", path, took)
			}
			if a.code >= 500 {
				t.Errorf("%.40s is answered %d", path, a.code)
			}
			body := a.body
			if strings.HasPrefix(path, "/message/") && len(body) > 400_000 || !strings.HasPrefix(path, "/message/") && len(body) > 150_000 {
				t.Errorf("%.40s has %d bytes", path, len(body))
			}
			for _, bad := range []string{"<script>alert", "<img src=x", "<style>*", "<b><b>"} {
				if strings.Contains(body, bad) {
					t.Errorf("%.40s has %q", path, bad)
				}
			}
			if !strings.Contains(path, "text=") && !strings.Contains(path, "compose") && (strings.Contains(body, "\u202e") || strings.Contains(body, strings.Repeat("\u0301", 6))) {
				t.Errorf("%.40s has what turns directions, or towers of marks", path)
			}
		}
	}
}
