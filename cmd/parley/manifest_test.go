package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley"
)

func sampleManifest() *manifest {
	sum := parley.Sum([]byte("x")).String()
	return &manifest{Party: "north", Made: "2026-11-22T14:30:00.000Z", Keys: true,
		Files: []listedFile{{"config.yaml", sum}, {"keys/log.key", sum}, {"node.db", sum}, {"party.yaml", sum}, {"два слова", sum}}}
}

func TestManifestIsRead(t *testing.T) {
	text := string(sampleManifest().encode())
	m, ok := parseManifest(text)
	if !ok || string(m.encode()) != text {
		t.Fatalf("read %+v from\n%s", m, text)
	}
	for i := range text {
		if m, ok := parseManifest(text[:i] + string(text[i]^1) + text[i+1:]); ok {
			t.Errorf("a flipped bit at %d was read as %+v", i, m)
		}
		if _, ok := parseManifest(text[:i]); ok {
			t.Errorf("%d of %d bytes were read", i, len(text))
		}
	}
}

// No name leads out of the backup, hides another, or stands twice.
func TestManifestNames(t *testing.T) {
	for _, name := range []string{"", "..", "../x", "/etc/passwd", "a/../b", "a//b", "./a", "a/", "a\nb", "a\\b", manifestName, "a\x00", "a\xff"} {
		m := sampleManifest()
		m.Files = []listedFile{{name, m.Files[0].SHA256}}
		if _, ok := parseManifest(string(m.encode())); ok {
			t.Errorf("%q was read", name)
		}
	}
	m := sampleManifest()
	m.Files[1] = m.Files[0]
	if _, ok := parseManifest(string(m.encode())); ok {
		t.Error("a name stands twice")
	}
	dir := t.TempDir()
	m = sampleManifest()
	m.Files = m.Files[:2]
	if err := os.WriteFile(filepath.Join(dir, manifestName), m.encode(), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := readManifest(dir); err == nil || !strings.Contains(parley.SentenceOf(err), "party.yaml is not in its MANIFEST") {
		t.Errorf("without a database: %v", err)
	}
}

func FuzzManifest(f *testing.F) {
	f.Add(string(sampleManifest().encode()))
	f.Fuzz(func(t *testing.T, text string) {
		m, ok := parseManifest(text)
		if !ok {
			return
		}
		if string(m.encode()) != text {
			t.Errorf("%q became %q", text, m.encode())
		}
		for _, file := range m.Files {
			if !filepath.IsLocal(file.Name) {
				t.Errorf("%q leads outside", file.Name)
			}
		}
	})
}
