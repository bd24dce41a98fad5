package main

import (
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/scenario"
)

// A sceneProof is evidence that a party of a scene exported, and what it is to say.
type sceneProof struct{ file, print, says string }

// prove has whoever looked last under each charter export what proves the outcome, where it is final and confirmed.
func (s *scene) prove(into string) (all []sceneProof) {
	for _, ch := range s.told {
		s.chapter = ch
		v := s.look(ch.seenBy)
		if !v.Final || v.Proof != "confirmed" {
			continue
		}
		p := sceneProof{filepath.Join(into, ch.opening[:12]+".evidence"), ch.print, `it stands at "` + v.State + `"`}
		s.parley("evidence", "--dir", s.nodes[ch.seenBy].dir, "--proceeding", ch.opening, "-o", p.file)
		all = append(all, p)
	}
	return all
}

// verifyAll has the auditor's tool judge them.
func verifyAll(t *testing.T, tool string, all []sceneProof) {
	for _, p := range all {
		out, err := exec.Command(tool, "--charter", p.print, p.file).CombinedOutput()
		if err != nil || !strings.Contains(string(out), p.says) {
			t.Errorf("parley-verify: %v, and not %q:\n%s", err, p.says, out)
		}
	}
}

// buildVerify builds the auditor's tool.
func buildVerify(t *testing.T) string {
	tool := filepath.Join(t.TempDir(), "parley-verify")
	if out, err := exec.Command("go", "build", "-o", tool, "parley/cmd/parley-verify").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return tool
}

// nothingLeaves holds that of what a party does under one charter nothing goes to a party of another: no id of the charter,
// of its proceeding, acts and texts, and no word that is said there. Of the other charter it finds all of that.
func (s *scene) nothingLeaves(from, inner, to, outer string) {
	m := &s.nodes[from].mask
	for which, ch := range map[string]*sceneChapter{inner: s.told[inner], outer: s.told[outer]} {
		found, ids := 0, []string{ch.id, ch.opening}
		for _, more := range []map[string]string{ch.acts, ch.texts} {
			for _, id := range more {
				ids = append(ids, id)
			}
		}
		for _, id := range ids {
			raw, _ := hex.DecodeString(id)
			if m.told(address(to), raw) || m.told(address(to), []byte(id)) {
				found++
			}
		}
		said := m.told(address(to), []byte(planted+ch.id[:12]))
		if which == inner && (found > 0 || said) || which == outer && (found < 3 || !said) {
			s.t.Errorf("of %d ids under the charter of %.40s %d went to %s; words: %v", len(ids), which, found, to, said)
		}
	}
}

func readStory(t *testing.T, file string) scenario.Story {
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	story, err := scenario.Read(string(text))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return story
}
