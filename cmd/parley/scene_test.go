package main

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/internal/scenario"
)

// The stories that the fold plays alone are played by whole nodes too, and each party's verbs show what the story says
// that it sees. Every record verifies in the end, and the auditor's tool finds each final outcome proved.
func TestScenes(t *testing.T) {
	playInOneProcess(t)
	files, err := filepath.Glob("../../procedure/testdata/*.txt")
	if err != nil || len(files) < 13 {
		t.Fatalf("%d scenes: %v", len(files), err)
	}
	tool := buildVerify(t)
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			t.Parallel()
			verifyAll(t, tool, playScene(t, file))
		})
	}
}

// playScene plays a story and returns what proves its outcomes.
func playScene(t *testing.T, file string) (proofs []sceneProof) {
	began := time.Now()
	story, err := scenario.Read(readStory(t, file))
	if err != nil {
		t.Fatal(err)
	}
	into := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		s := newScene(t)
		defer s.end()
		s.light = slices.ContainsFunc(story.Lines, func(l scenario.Line) bool { return l.At > 100*24*time.Hour || len(l.Parties) > 10 })
		for _, l := range story.Lines {
			s.play(l)
		}
		proofs = s.prove(into)
		s.check(filepath.Base(file))
	})
	t.Logf("%v, %d outcomes proved", time.Since(began).Round(10*time.Millisecond), len(proofs))
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
