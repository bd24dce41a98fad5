package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"parley"
	"parley/internal/config"
	"parley/internal/control"
)

// manifestName is the list of a backup's files. `sha256sum -c MANIFEST` in the backup checks them, too.
const manifestName = "MANIFEST"

// maxManifest is the largest manifest that is read, in bytes.
const maxManifest = 1 << 20

// A manifest names the files of a backup, each with the SHA-256 of its bytes:
//
//	# parley backup 1
//	# party north
//	# made 2026-11-22T14:30:00.000Z
//	# keys yes
//	<64 digits>  config.yaml
//	...
//	# end <SHA-256 of all before this line>
type manifest struct {
	Party parley.PartyID `json:"party"`
	Made  string         `json:"made"`
	Keys  bool           `json:"keys"` // the backup holds private keys
	Files []listedFile   `json:"files"`
}

// A listedFile is a regular file of a backup; Name is its path in it, with slashes.
type listedFile struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

func (m *manifest) encode() []byte {
	var b strings.Builder
	keys := "no"
	if m.Keys {
		keys = "yes"
	}
	fmt.Fprintf(&b, "# parley backup 1\n# party %s\n# made %s\n# keys %s\n", m.Party, m.Made, keys)
	for _, f := range m.Files {
		fmt.Fprintf(&b, "%s  %s\n", f.SHA256, f.Name)
	}
	fmt.Fprintf(&b, "# end %s\n", parley.Sum([]byte(b.String())))
	return []byte(b.String())
}

// readManifest reads the manifest of the backup in dir.
func readManifest(dir string) (*manifest, error) {
	text, err := readFile(filepath.Join(dir, manifestName), maxManifest)
	if parley.CodeOf(err) == parley.CodeNotFound {
		return nil, parley.Wrap(err, parley.CodeNotFound, "%s is no backup: it holds no file %s", dir, manifestName)
	}
	if err != nil {
		return nil, err
	}
	m, ok := parseManifest(string(text))
	if !ok {
		return nil, parley.Errorf(parley.CodeBadEncoding, "%s of the backup %s is damaged", manifestName, dir)
	}
	for _, name := range []string{config.FileName, partyName, databaseName} {
		if m.sum(name) == "" {
			return nil, parley.Errorf(parley.CodeBadEncoding, "the backup %s is not whole: %s is not in its %s", dir, name, manifestName)
		}
	}
	return m, nil
}

// parseManifest takes only what encode writes.
func parseManifest(text string) (*manifest, bool) {
	m := &manifest{}
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch rest, comment := strings.CutPrefix(line, "# "); {
		case !comment && len(line) > 66:
			m.Files = append(m.Files, listedFile{SHA256: line[:64], Name: line[66:]})
		case strings.HasPrefix(rest, "party "):
			m.Party = parley.PartyID(rest[6:])
		case strings.HasPrefix(rest, "made "):
			m.Made = rest[5:]
		case strings.HasPrefix(rest, "keys "):
			m.Keys = rest == "keys yes"
		}
	}
	for i, f := range m.Files {
		if !listable(f.Name) || i > 0 && m.Files[i-1].Name >= f.Name {
			return nil, false
		}
	}
	return m, string(m.encode()) == text
}

// listable reports whether a name can stand in a manifest: it leads to no place outside, and to one line.
func listable(name string) bool {
	return name != "" && name != manifestName && path.Clean(name) == name && !path.IsAbs(name) && name != ".." && !strings.HasPrefix(name, "../") &&
		!strings.ContainsFunc(name, func(r rune) bool { return r < ' ' || r == '\\' || r == 0x7f || r == 0xfffd })
}

// sum returns what a file's bytes are, or "" for a name that is not listed.
func (m *manifest) sum(name string) string {
	for _, f := range m.Files {
		if f.Name == name {
			return f.SHA256
		}
	}
	return ""
}

// add lists a file of dir under its name, with what its bytes are now.
func (m *manifest) add(dir, name string) error {
	sum, err := sumFile(filepath.Join(dir, filepath.FromSlash(name)))
	m.Files = append(m.Files, listedFile{Name: name, SHA256: sum})
	sort.Slice(m.Files, func(i, j int) bool { return m.Files[i].Name < m.Files[j].Name })
	return err
}

// check holds the files in dir against m: the same names, the same bytes. The error names the first that is not.
func (m *manifest) check(dir string) error {
	listed := map[string]bool{manifestName: true, control.LockName: true} // of whoever writes it
	for _, f := range m.Files {
		listed[f.Name] = true
		sum, err := sumFile(filepath.Join(dir, filepath.FromSlash(f.Name)))
		if parley.CodeOf(err) == parley.CodeNotFound {
			return parley.Wrap(err, parley.CodeNotFound, "the backup %s is not whole: %s is missing", dir, f.Name)
		}
		if err != nil {
			return err
		}
		if sum != f.SHA256 {
			return parley.Errorf(parley.CodeBadEncoding, "the backup %s is damaged: %s is not what was written", dir, f.Name)
		}
	}
	return walkFiles(dir, func(name string) error {
		if !listed[name] {
			return parley.Errorf(parley.CodeBadEncoding, "%s in the backup %s is not in its %s", name, dir, manifestName)
		}
		return nil
	})
}

// walkFiles calls fn with the name of each file below dir. What is neither a file nor a directory is an error; a link
// stands for the file that it leads to.
func walkFiles(dir string, fn func(name string) error) error {
	return filepath.WalkDir(dir, func(at string, e os.DirEntry, err error) error {
		if err != nil {
			return unreadable(at, err)
		}
		if e.IsDir() {
			return nil
		}
		info, err := os.Stat(at)
		if err != nil {
			return unreadable(at, err)
		}
		if !info.Mode().IsRegular() {
			return parley.Errorf(parley.CodeStorage, "%s is no file", at)
		}
		name, err := filepath.Rel(dir, at)
		if err != nil {
			return err
		}
		return fn(filepath.ToSlash(name))
	})
}

// sumFile returns the SHA-256 of a file in hexadecimal digits.
func sumFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", unreadable(path, err)
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return "", unreadable(path, err)
	}
	return parley.Hash(sum.Sum(nil)).String(), nil
}

// copyFile copies a file to a new one, for good.
func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return unreadable(from, err)
	}
	defer in.Close()
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return unwritable(to, err)
	}
	return writeFile(to, func(w io.Writer) error { _, err := io.Copy(w, in); return err })
}
