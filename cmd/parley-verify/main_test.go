package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

const exerciseLine = "EXERCISE EXERCISE EXERCISE"

// vector is one block of a vector file, by name; of names that stand several times, the last.
type vector map[string]string

func vectors(t *testing.T, name string) []vector {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("..", "..", "spec", "vectors", "record", name))
	if err != nil {
		t.Fatal(err)
	}
	var out []vector
	for _, block := range strings.Split(string(b), "\n\n") {
		v := vector{}
		for _, line := range strings.Split(strings.TrimSuffix(block, "\n"), "\n") {
			if key, value, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, "#") {
				v[key] = strings.TrimPrefix(value, " ")
			}
		}
		if v["name"] != "" {
			out = append(out, v)
		}
	}
	return out
}

func (v vector) bytes(t *testing.T, name string) []byte {
	t.Helper()
	b, err := hex.DecodeString(v[name])
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// verify runs the command on a file with these bytes; charter is a fingerprint, or "none".
func verify(t *testing.T, b []byte, charter string) (status int, out, errs string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file with spaces и кириллица")
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"--charter", charter, path}
	if charter == "none" {
		args = args[2:]
	}
	var o, e bytes.Buffer
	status = run(args, nil, &o, &e)
	return status, o.String(), e.String()
}

// [REC-32] `parley-verify` MUST end with status 0 when the file verifies against the charter that was named, 1 when it does not verify, 2 for wrong usage or a file that cannot be read, 3 when the file is consistent in itself but no charter was named, and 4 when it verifies and the message that it is about was not released as agreed; it says these two first.
func TestGoodFiles(t *testing.T) {
	for _, v := range vectors(t, "evidence.txt") {
		b := v.bytes(t, "file")
		status, out, errs := verify(t, b, v["fingerprint"])
		wanted := 0
		if why := strings.Trim(v["not-released"], `"`); why != "" {
			wanted = 4
			if line := "The message was NOT RELEASED AS AGREED: " + why + ".\n"; strings.Index(out, line) != len("VERIFIED against the charter that you named.\n") {
				t.Errorf("%s: %q is not the second line of\n%s", v["name"], line, out)
			}
		}
		if status != wanted || errs != "" || !strings.HasPrefix(out, "VERIFIED against the charter that you named.\n") {
			t.Errorf("%s: status %d, %s%s", v["name"], status, out, errs)
		}
		for _, want := range []string{"\nProved:\n  - ", "\nNot proved:\n  - ", "\nCharter " + v["charter"] + "\n", "\n" + exerciseLine + "\n", v["fingerprint"]} {
			if !strings.Contains(out, want) {
				t.Errorf("%s: %q is not in:\n%s", v["name"], want, out)
			}
		}
		if !strings.HasSuffix(out, exerciseLine+"\n") || strings.Count(out, exerciseLine) != 2 {
			t.Errorf("%s: exercise does not stand before and after:\n%s", v["name"], out)
		}
		status, out, _ = verify(t, b, "none")
		if status != 3 || !strings.HasPrefix(out, "NO CHARTER WAS NAMED.") || strings.Contains(out, "VERIFIED") {
			t.Errorf("%s without a charter: status %d, %s", v["name"], status, out)
		}
		wrong := strings.Replace(v["fingerprint"], v["fingerprint"][:5], "00000", 1)
		if status, out, _ = verify(t, b, wrong); status != 1 || !strings.HasPrefix(out, "DOES NOT VERIFY: ") {
			t.Errorf("%s under another charter: status %d, %s", v["name"], status, out)
		}
	}
}

func TestBadFiles(t *testing.T) {
	bases := map[string][]byte{}
	for _, v := range vectors(t, "evidence.txt") {
		bases[v["name"]] = v.bytes(t, "file")
	}
	bad := vectors(t, "evidence-bad.txt")
	if len(bad) < 50 {
		t.Fatalf("only %d vectors were read", len(bad))
	}
	for _, v := range bad {
		base := bases[v["base"]]
		offset, _ := strconv.Atoi(v["offset"])
		remove, _ := strconv.Atoi(v["remove"])
		b := append(append(append([]byte(nil), base[:offset]...), v.bytes(t, "insert")...), base[offset+remove:]...)
		var why string
		if err := json.Unmarshal([]byte(v["why"]), &why); err != nil {
			t.Fatal(err)
		}
		status, out, errs := verify(t, b, v["fingerprint"])
		if status != 1 || errs != "" || !strings.HasPrefix(out, "DOES NOT VERIFY: ") || !strings.Contains(out, why) || strings.Contains(out, "Proved:") {
			t.Errorf("%s: status %d, %s%s", v["name"], status, out, errs)
		}
	}
}

func TestUsage(t *testing.T) {
	good := vectors(t, "evidence.txt")[1]
	path := filepath.Join(t.TempDir(), "evidence")
	if err := os.WriteFile(path, good.bytes(t, "file"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		in   string
		want int
		says string
	}{
		{nil, "", 2, "usage: parley-verify"},
		{[]string{"a", "b"}, "", 2, "usage: parley-verify"},
		{[]string{path, "--charter", good["fingerprint"]}, "", 2, "usage: parley-verify"},
		{[]string{"--chart", "1", path}, "", 2, "usage: parley-verify"},
		{[]string{"--charter", "", path}, "", 2, "the fingerprint after --charter is empty"},
		{[]string{"--charter", "12345", path}, "", 2, "that is no fingerprint"},
		{[]string{"--charter", "xyz", path}, "", 2, "that is no fingerprint"},
		{[]string{path + ".none"}, "", 2, "no such file"},
		{[]string{filepath.Dir(path)}, "", 2, "is a directory"},
		{[]string{"--help"}, "", 0, "Example:"},
		{[]string{"--charter=" + good["fingerprint"], "-"}, string(good.bytes(t, "file")), 0, "VERIFIED"},
		{[]string{"-"}, "", 1, "DOES NOT VERIFY"},
		{[]string{"-"}, strings.Repeat("a", 9<<20), 1, "more than 8388608"},
	} {
		var o, e bytes.Buffer
		if got := run(c.args, strings.NewReader(c.in), &o, &e); got != c.want || !strings.Contains(o.String()+e.String(), c.says) {
			t.Errorf("%q: status %d, want %d\n%s%s", c.args, got, c.want, &o, &e)
		}
	}
}
