package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"parley"
	"parley/charter"
	"parley/wire"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"parley": main})
}

// TestScripts plays the verbs as users meet them.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Condition:           condition,
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"ports":   ports,
			"fill":    fill,
			"keep":    keep,
			"until":   until,
			"keys":    keys,
			"field":   field,
			"replace": replace,
			"flip":    flip,
			"rename":  renameBlob,
			"listen":  listen,
			"parties": parties,
			"mode":    mode,
			"fetch":   fetch,
			"knock":   knock,
			"wrong":   wrong,
			"forget":  forget,
			"sql":     changeDatabase,
			"soon":    soon,
			"example": example,
			"age":     stockAge,
			"light":   lightKey,

			"rootprint": rootprint,
		},
	})
}

// ports NAME ... sets each variable to a free loopback address.
func ports(ts *testscript.TestScript, neg bool, args []string) {
	var held []net.Listener
	for _, name := range args {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		ts.Check(err)
		held = append(held, l)
		ts.Setenv(name, l.Addr().String())
	}
	for _, l := range held {
		l.Close()
	}
}

// soon NAME SECONDS sets a variable to the time in so many seconds, in RFC 3339.
func soon(ts *testscript.TestScript, neg bool, args []string) {
	seconds, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Setenv(args[0], time.Now().UTC().Add(time.Duration(seconds)*time.Second).Format(time.RFC3339))
}

// example DOCUMENT FILE writes the shell commands of a document of this repository to a file, in their order.
func example(ts *testscript.TestScript, neg bool, args []string) {
	b, err := os.ReadFile(filepath.Join(repository, "doc", args[0]))
	ts.Check(err)
	script := "set -eu\n"
	for i, block := range strings.Split(string(b), "```sh\n") {
		if commands, _, ends := strings.Cut(block, "```"); i > 0 && ends {
			script += commands
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(script), 0o600))
}

// repository is the root of this repository, from where a test begins.
var repository = func() string {
	dir, err := filepath.Abs("../..")
	if err != nil {
		panic(err)
	}
	return dir
}()

// rootprint FILE NAME sets a variable to the fingerprint of the new root in a statement, as its holder reads it out.
func rootprint(ts *testscript.TestScript, neg bool, args []string) {
	x, err := charter.ParseRootText([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Setenv(args[1], charter.Fingerprint(parley.Sum(x.Root)))
}

// listen ADDRESS occupies an address until the script ends.
func listen(ts *testscript.TestScript, neg bool, args []string) {
	l, err := net.Listen("tcp", args[0])
	ts.Check(err)
	ts.Defer(func() { l.Close() })
}

// fill FILE N TEXT makes a file of N bytes that repeats TEXT, which may be written with Go's escapes.
func fill(ts *testscript.TestScript, neg bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	text, err := strconv.Unquote(`"` + args[2] + `"`)
	ts.Check(err)
	b := bytes.Repeat([]byte(text), n/len(text)+1)[:n]
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

// keep NAME sets a variable to the last standard output, without the line feed at its end.
func keep(ts *testscript.TestScript, neg bool, args []string) {
	ts.Setenv(args[0], strings.TrimSuffix(ts.ReadFile("stdout"), "\n"))
}

// tries bounds until: each try starts a process, and leaves the processors to others for a while before the next.
const (
	tries = 3000
	pause = 50 * time.Millisecond
)

// until PATTERN COMMAND ... runs a command until it succeeds and its standard output holds PATTERN.
func until(ts *testscript.TestScript, neg bool, args []string) {
	again := time.NewTicker(pause)
	defer again.Stop()
	for range tries {
		if err := ts.Exec(args[1], args[2:]...); err == nil && strings.Contains(ts.ReadFile("stdout"), args[0]) {
			return
		}
		<-again.C
	}
	ts.Fatalf("after %d tries %q has not said %q; last: %s", tries, args[1:], args[0], ts.ReadFile("stdout"))
}

// field NAME KEY sets a variable to a string of the JSON object, or of the first in the JSON array, that stdout holds.
func field(ts *testscript.TestScript, neg bool, args []string) {
	var objects []map[string]any
	text := strings.TrimSpace(ts.ReadFile("stdout"))
	if !strings.HasPrefix(text, "[") {
		text = "[" + text + "]"
	}
	ts.Check(json.Unmarshal([]byte(text), &objects))
	if len(objects) == 0 {
		ts.Fatalf("stdout holds no object")
	}
	value, ok := objects[0][args[1]].(string)
	if !ok {
		ts.Fatalf("%s is no string", args[1])
	}
	ts.Setenv(args[0], value)
}

// keys FILE KEY ... holds that the JSON value in FILE, or the first element of the array in it, is an object with
// these keys in this order and no others.
func keys(ts *testscript.TestScript, neg bool, args []string) {
	d := json.NewDecoder(strings.NewReader(ts.ReadFile(args[0])))
	token, err := d.Token()
	ts.Check(err)
	if token == json.Delim('[') {
		token, err = d.Token()
		ts.Check(err)
	}
	if token != json.Delim('{') {
		ts.Fatalf("%s holds no object", args[0])
	}
	var got []string
	for d.More() {
		k, err := d.Token()
		ts.Check(err)
		got = append(got, k.(string))
		var v json.RawMessage
		ts.Check(d.Decode(&v))
	}
	if want := args[1:]; strings.Join(got, " ") != strings.Join(want, " ") {
		ts.Fatalf("the keys are\n%s\nnot\n%s", strings.Join(got, " "), strings.Join(want, " "))
	}
}

// replace FILE OLD NEW replaces all of OLD, both with Go's escapes. OLD must be there.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	var words [2]string
	for i := range words {
		w, err := strconv.Unquote(`"` + strings.ReplaceAll(args[i+1], `"`, `\"`) + `"`)
		ts.Check(err)
		words[i] = w
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, words[0]) {
		ts.Fatalf("%s does not hold %q", args[0], words[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.ReplaceAll(text, words[0], words[1])), 0o600))
}

// flip FILE OFFSET turns one bit of the byte at the offset, counted from the end if it is negative.
func flip(ts *testscript.TestScript, neg bool, args []string) {
	b := []byte(ts.ReadFile(args[0]))
	at, err := strconv.Atoi(args[1])
	ts.Check(err)
	if at < 0 {
		at += len(b)
	}
	b[at] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

// rename FILE NAME gives the first attachment of a saved message another name; the signature no longer fits.
func renameBlob(ts *testscript.TestScript, neg bool, args []string) {
	e, p, err := wire.DecodeEnvelope([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	p.Blobs[0].Name = args[1]
	e.Payload = p.Encode()
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), e.Encode(), 0o600))
}

// mode FILE PERM holds that the permissions are these, in octal.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := fmt.Sprintf("%o", info.Mode().Perm()); got != args[1] {
		ts.Fatalf("%s has the mode %s, not %s", args[0], got, args[1])
	}
}

// parties [FLAG] makes the directories north and south on the addresses $NORTH and $SOUTH, and a charter.yaml that
// both have signed and adopted; the flags go to charter draft.
func parties(ts *testscript.TestScript, neg bool, args []string) {
	parley := func(out string, args ...string) {
		ts.Check(ts.Exec("parley", args...))
		if out != "" {
			ts.Check(os.WriteFile(ts.MkAbs(out), []byte(ts.ReadFile("stdout")), 0o600))
		}
	}
	for name, title := range map[string]string{"north": "Northland", "south": "Southmark"} {
		parley("", "init", name, "--party", name, "--name", title, "--listen", ts.Getenv(strings.ToUpper(name)))
		parley(name+".yaml", "party", "--dir", name)
	}
	parley("charter.yaml", append([]string{"charter", "draft", "--party", "north.yaml", "--party", "south.yaml"}, args...)...)
	parley("", "charter", "fingerprint", "charter.yaml")
	fingerprint := strings.TrimSpace(ts.ReadFile("stdout"))
	ts.Setenv("FINGERPRINT", fingerprint)
	for _, name := range []string{"north", "south"} {
		parley(name+".sig", "charter", "sign", "--dir", name, "--fingerprint", fingerprint, "charter.yaml")
	}
	parley("", "charter", "adopt", "--dir", "north", "--party", "south.yaml", "charter.yaml", "north.sig", "south.sig")
	parley("", "charter", "adopt", "--dir", "south", "--party", "north.yaml", "charter.yaml", "north.sig", "south.sig")
}

// fetch URL prints what an HTTP GET answers: the status and the body, as standard output of the script.
func fetch(ts *testscript.TestScript, neg bool, args []string) {
	r, err := http.Get(args[0])
	ts.Check(err)
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("fetched"), append([]byte(r.Status+"\n"), body...), 0o600))
}

// knock ADDRESS says something to a port that no node would, and waits for the end.
func knock(ts *testscript.TestScript, neg bool, args []string) {
	conn, err := net.Dial("tcp", args[0])
	ts.Check(err)
	defer conn.Close()
	_, err = io.WriteString(conn, "GET / HTTP/1.0\r\n\r\n")
	ts.Check(err)
	io.Copy(io.Discard, conn)
}

// wrong STATUS COMMAND ... runs a command that must end with this status, print one line on standard error that
// begins with "parley: ", and nothing on standard output.
func wrong(ts *testscript.TestScript, neg bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || strconv.Itoa(exit.ExitCode()) != args[0] {
		ts.Fatalf("%q ended with %v, not with status %s", args[1:], err, args[0])
	}
	said := ts.ReadFile("stderr")
	if !strings.HasPrefix(said, "parley: ") || strings.Count(said, "\n") != 1 || ts.ReadFile("stdout") != "" {
		ts.Fatalf("%q said %q and %q", args[1:], said, ts.ReadFile("stdout"))
	}
}

// condition knows [mounts]: this machine lets a process mount file systems in a name space of its own.
func condition(name string) (bool, error) {
	if name != "mounts" {
		return false, fmt.Errorf("there is no condition %s", name)
	}
	return exec.Command("unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=64k none /mnt").Run() == nil, nil
}

// sql DATABASE STATEMENT changes a database that no node has open.
func changeDatabase(ts *testscript.TestScript, neg bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	_, err = db.Exec(args[1])
	ts.Check(err)
}

// forget DATABASE ID deletes a message behind the node's back.
func forget(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(deleteMessage(ts.MkAbs(args[0]), args[1]))
}
