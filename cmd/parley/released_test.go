package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a release left on a machine is opened by today's program: the records verify, nothing that can be computed differs from what
// they give, letters, attachments and a proceeding under way are there.
func TestReleasedNodes(t *testing.T) {
	files, err := filepath.Glob("testdata/released/*.tar.gz")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".tar.gz"), func(t *testing.T) {
			dir := t.TempDir()
			unpack(t, file, dir)
			north, south := filepath.Join(dir, "north"), filepath.Join(dir, "south")
			for _, node := range []string{north, south} {
				config := filepath.Join(node, "config.yaml")
				text, err := os.ReadFile(config)
				if err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(config, bytes.ReplaceAll(text, []byte("/srv/parley"), []byte(dir)), 0o600); err != nil {
					t.Fatal(err)
				}
				if said := say(t, "record", "verify", "--dir", node); !strings.Contains(said, "all 2 records hold") {
					t.Errorf("%s: %s", node, said)
				}
				say(t, "rebuild", "--dir", node, "--compare")
			}
			if said := say(t, "inbox", "--dir", south); !strings.Contains(said, "Aircraft in difficulty.") {
				t.Errorf("the inbox of south: %s", said)
			}
			if said := say(t, "inbox", "--dir", north); !strings.Contains(said, "The map.") {
				t.Errorf("the inbox of north: %s", said)
			}
			for _, node := range []string{north, south} {
				var talks []struct {
					State string
					Turn  []string
				}
				if err := json.Unmarshal([]byte(say(t, "proceedings", "--dir", node, "--json")), &talks); err != nil {
					t.Fatal(err)
				}
				if len(talks) != 1 || talks[0].State != "asked" || len(talks[0].Turn) != 1 || talks[0].Turn[0] != "south" {
					t.Errorf("%s: proceedings %+v", node, talks)
				}
			}
		})
	}
}

// say runs a verb that has to succeed.
func say(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	root := rootCommand()
	root.SetArgs(args)
	root.SetOut(&out)
	root.SetErr(&errs)
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatalf("parley %s: %v\n%s%s", strings.Join(args, " "), err, out.String(), errs.String())
	}
	return out.String()
}

func unpack(t *testing.T, file, dir string) {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	zipped, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	for files := tar.NewReader(zipped); ; {
		h, err := files.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.Typeflag == tar.TypeDir {
			err = os.MkdirAll(path, 0o700)
		} else if b, e := io.ReadAll(files); e != nil {
			err = e
		} else {
			err = os.WriteFile(path, b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
