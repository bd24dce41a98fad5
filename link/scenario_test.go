package link

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/wire"
)

// The scenarios under testdata are plays: a line that begins with ">" says what happens, the lines below it are what
// then passes over the line, with the time since the start. -update writes them anew.
func TestScenarios(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatal("no scenario", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := play(t, string(want))
			if *update {
				err = os.WriteFile(path, []byte(got), 0o644)
			} else if got != string(want) {
				err = fmt.Errorf("the play is now:\n%s", got)
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
}

// play performs the lines of a scenario that begin with ">" and returns it with all that passes.
func play(t *testing.T, text string) string {
	var out bytes.Buffer
	var s *sim
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "#") || line == "\n" {
			out.WriteString(line)
		}
		if !strings.HasPrefix(line, ">") {
			continue
		}
		out.WriteString(line)
		words := strings.Fields(line[1:])
		if words[0] == "line" {
			s = newSim(t, 1, true, path{rate: integer(t, words[1]) / 8, delay: span(t, words[2])})
			s.trace = func(from int, p Packet) { record(&out, s, from, p) }
			continue
		}
		s.act(t, words)
	}
	return out.String()
}

// act performs one line: connect, cut, wait SPAN, restart NODE, NODE sends SIZE PRECEDENCE [attachment].
func (s *sim) act(t *testing.T, words []string) {
	node := map[string]*simNode{"north": s.nodes[0], "south": s.nodes[1]}
	switch words[0] {
	case "connect":
		s.connect()
	case "cut":
		s.cut()
	case "wait":
		s.wait(span(t, words[1]))
	case "restart":
		node[words[1]].restart()
	default:
		p, err := parley.ParsePrecedence(words[3])
		if err != nil || words[1] != "sends" {
			t.Fatal(words)
		}
		node[words[0]].send(integer(t, words[2]), len(words) > 4, p)
	}
}

// record writes one frame, ACKs left out.
func record(out *bytes.Buffer, s *sim, from int, p Packet) {
	f, err := wire.DecodeFrame(p.Frame, wire.MaxFrame)
	if err != nil {
		s.t.Fatal(err)
	}
	if _, ack := f.(*wire.Ack); !ack {
		fmt.Fprintf(out, "%7.3f  %s  %4d bytes  %s\n", s.now.Sub(simStart).Seconds(), s.nodes[from].name, len(p.Frame), describe(f))
	}
}

func integer(t *testing.T, word string) int {
	n, err := strconv.Atoi(word)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func span(t *testing.T, word string) time.Duration {
	d, err := time.ParseDuration(word)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
