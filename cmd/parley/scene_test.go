package main

import (
	"flag"
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/internal/scenario"
)

// The stories that the fold plays alone are played by whole nodes too, and each party's verbs show what the story says
// that it sees. Every record verifies in the end, and the auditor's tool finds each final outcome proved.
func TestScenes(t *testing.T) { playScenes(t, "../../procedure/testdata/*.txt", 13) }

// The same on the ready charters, but for what takes long: a year, or thirty parties.
func TestReadyScenes(t *testing.T) { playScenes(t, "../../procedure/testdata/ready/*.txt", 31) }

func playScenes(t *testing.T, pattern string, least int) {
	playInOneProcess(t)
	atWindow := sync.OnceValues(func() (*window, error) { return newWindow(t) })
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) < least {
		t.Fatalf("%d scenes: %v", len(files), err)
	}
	tool := buildVerify(t)
	percent := debug.SetGCPercent(400) // many nodes in one process: their heap grows before it is collected
	t.Cleanup(func() { debug.SetGCPercent(percent) })
	for _, file := range files {
		if story := readStory(t, file); strings.Contains(file, "/ready/") && (latest(story) > year/4 || most(story) > 10) {
			continue
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			var w *window
			if inBrowser.MatchString(file) || *allInBrowser && ofTheField.MatchString(file) {
				var err error
				if w, err = atWindow(); err != nil {
					t.Fatal(err)
				}
				w.mu.Lock()
				defer w.mu.Unlock()
			}
			verifyAll(t, tool, playScene(t, file, w))
		})
	}
}

// ofTheField are the stories of the charters for notices, ceasefires and sites, which are looked at on the pages of the console
// as well.
var ofTheField = regexp.MustCompile(`/ready/(2[1-9]|30|3[5-7])-`)

// inBrowser are those of them that a real browser plays to the end: so many of their last lines. A page costs it a fifth of a
// second of processor time, which keeps it from more.
var inBrowser = regexp.MustCompile(`/ready/(21|27|35)-`)

const atWindowFor = 2

var allInBrowser = flag.Bool("all-in-browser", false, "play all stories of the field's charters whole in a real browser; some minutes")

const year = 365 * 24 * time.Hour

// latest returns the time of the last line of a story.
func latest(story scenario.Story) (at time.Duration) {
	for _, l := range story.Lines {
		at = max(at, l.At)
	}
	return at
}

// most returns how many parties the largest charter of a story has.
func most(story scenario.Story) (n int) {
	for _, l := range story.Lines {
		n = max(n, len(l.Parties))
	}
	return n
}

// playScene plays a story and returns what proves its outcomes.
func playScene(t *testing.T, file string, w *window) (proofs []sceneProof) {
	began := time.Now()
	story := readStory(t, file)
	into, pages := t.TempDir(), ""
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		defer s.end()
		s.paged = ofTheField.MatchString(file)
		s.light = latest(story) > 4*24*time.Hour || most(story) > 10
		for i, l := range story.Lines {
			if w != nil && (*allInBrowser || len(story.Lines)-i <= atWindowFor) {
				s.window = w
			}
			s.play(l)
		}
		proofs = s.prove(into)
		s.check(filepath.Base(file))
		if s.paged && (s.looked == 0 || len(s.pressed) == 0) {
			t.Errorf("%d looks at pages, acts by button: %v", s.looked, s.pressed)
		}
		if struck := strings.Contains(file, "struck-after-expiry"); struck != (s.struckLate > 0) {
			t.Errorf("a site struck after expiry is seen %d times", s.struckLate)
		}
		pages = fmt.Sprintf(", %d looks at pages, by button %s", s.looked, strings.Join(s.pressed, " "))
	})
	t.Logf("%v, %d outcomes proved%s", time.Since(began).Round(10*time.Millisecond), len(proofs), pages)
	return proofs
}

// check verifies the records, of many the first ones, and what is to be held of one story only.
func (s *scene) check(file string) {
	for i, name := range slices.Sorted(maps.Keys(s.nodes)) {
		x := s.nodes[name]
		if i >= 6 || s.nodes[secondFace(x.party)] != nil {
			continue
		}
		s.parley("record", "verify", "--dir", x.dir)
	}
	if inner := slices.Sorted(maps.Keys(s.told)); strings.HasPrefix(file, "10-") {
		s.nothingLeaves("alliance", inner[0], "south", inner[1])
	}
}

func (s *scene) end() {
	for _, x := range s.nodes {
		x.stop()
	}
}

// pass lets time pass on every clock of a scene.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}
