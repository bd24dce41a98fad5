package procedure

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/wire"
)

var (
	update  = flag.Bool("update", false, "write the vectors anew")
	drawn   = flag.Int("drawn", 12, "random cases among the vectors; another number writes a file of its own, see -vectors")
	vectors = flag.String("vectors", "../spec/vectors/procedure/folds.txt", "the file of vectors")
)

// The vectors hold what the fold says of the scenarios, of the stories below, and of random cases.
func TestVectors(t *testing.T) {
	var out bytes.Buffer
	out.WriteString("# Proceedings as one reader holds them, and what they come to. Section 6.8 says what the lines mean.\n")
	files, _ := filepath.Glob("testdata/*.txt")
	for _, f := range files {
		s := playFile(t, f)
		if len(s.ids) <= 7 {
			name := strings.TrimSuffix(filepath.Base(f), ".txt")
			vector(&out, strings.ReplaceAll(name[3:], "-", " "), s.nodes[0].input())
		}
	}
	for i, lines := range vectorStories {
		s := story(t, lines)
		vector(&out, fmt.Sprintf("story %d", i+1), s.nodes[1].input())
	}
	for i, kept := 0, 0; kept < *drawn; i++ {
		rng := rand.New(rand.NewPCG(42, uint64(i)))
		shape := drawShape(rng, i)
		if shape.parties > 4 || *drawn < 100 && i%3 > 0 {
			continue
		}
		v := &verdicts{}
		v.begin(i)
		w := newWorld(rng, shape, offRules{}, v)
		shape.steps /= 1 + i%3
		w.run(shape)
		x := w.nodes[(w.honest()+i)%len(w.ids)]
		if x.j == nil || w.liars.has(x.party) {
			continue
		}
		kept++
		vector(&out, fmt.Sprintf("drawn %d, %s", i, lieNames[shape.lie]), x.input())
	}
	if *update {
		if err := os.WriteFile(*vectors, out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(*vectors)
	if err != nil || !bytes.Equal(want, out.Bytes()) {
		t.Errorf("%s: differs from what the fold says now, or %v", *vectors, err)
	}
}

// vectorStories show what no scenario does.
var vectorStories = []string{
	"parties east north south west\n08:00 west alone\n09:00 north opens inquiry party west\n09:30 north does add",
	"parties east north south west\n09:00 north opens inquiry party west\n10:30 all test\n10:40 all test",
	"parties east north south\n08:00 east alone\n09:00 north opens silence until 18:00\n17:00 north does certify party east\n20:00 lines up\n20:01 all test",
	"parties east north south\n09:00 north opens silence until 18:00\n10:00 east does object only north\n10:10 south does amend unmarked\n10:20 east does hold",
	"parties north south\n09:00 north opens invitation until 18:00\n09:30 south does hold\n10:00 south does accept blind\n10:10 north does correct of invitation",
	"parties east north south\n09:00 north opens decision\n10:00 east does agree as nothing\n10:10 east does agree text paper\n10:20 east does agree text paper",
	"parties east north south\n09:00 north opens wording\n10:00 east does agree text first\n10:05 east does agree blind text second as unseen\n10:10 south alone\n10:20 south does agree text first\n10:30 north does word\n11:00 lines up\n11:10 east does agree text first\n11:20 south does agree text second\n11:30 north does agree text second",
	"parties east north south\n09:00 north opens wording\n10:00 east does agree text first\n10:10 south does agree text second\n10:20 north does agree text first\n10:30 south does agree text second as same\n10:40 south does agree text first as other",
	"parties north south\n08:00 south clock 60\n09:00 north opens invitation until 12:00\n11:30 south does accept",
	"parties east north south west\n09:00 north opens joint-question party west with south\n09:30 east does remark\n10:05 all test",
	"parties east north south west\n09:00 north opens points party south with west 1? 2? 3?\n09:10 north does find 1/confirmed 2/confirmed 9/confirmed 1/open\n09:20 south does find 1/open 2/confirmed\n09:30 east does find 1/confirmed\n09:40 west does verify 2/confirmed\n09:50 south does find 1/not-confirmed",
	"parties east north south west\n09:00 north opens joint-question party west with south,east\n09:10 west does answer\n09:20 south does settle\n09:30 west does remark\n09:40 east does settle",
	"parties north south\n09:00 north opens site until 12:00\n09:30 south does receive\n10:00 south does list\n12:01 all test\n12:30 south does receive as again\n13:00 north does renew until 15:00\n13:10 south does receive as third\n15:01 all test\n16:00 north does struck",
}

// vector writes one block.
func vector(out *bytes.Buffer, name string, in Input) {
	r, err := Fold(in)
	if err != nil {
		panic(err)
	}
	opening := in.Bodies[slices.IndexFunc(in.Bodies, func(b Body) bool { return b.ID == in.Opening })]
	fmt.Fprintf(out, "\ncase: %q\n", name)
	for _, l := range writeProcedure(r.Procedure) {
		fmt.Fprintln(out, l)
	}
	var ids []parley.PartyID
	for _, p := range in.Charter.Parties {
		ids = append(ids, p.ID)
	}
	fmt.Fprintf(out, "parties: %s\nnow: %d\nopening: %v %x\n", list(ids), in.Now, in.Opening, opening.Payload.Nonce)
	for i := range in.Bodies {
		fmt.Fprintln(out, strings.TrimRight("body: "+bodyLine(&in, &in.Bodies[i]), " "))
	}
	for _, l := range in.Logs {
		for _, v := range l.Volumes {
			volumeLines(out, l.Party, &v)
		}
	}
	resultLines(out, r)
}

func bodyLine(in *Input, b *Body) string {
	m := b.Payload
	s := fmt.Sprintf("%v %s %s", b.ID, m.From.Party, m.Act)
	var to []parley.PartyID
	for _, a := range m.Action {
		to = append(to, a.Party)
	}
	s += " to " + commas(to)
	if m.Proceeding == nil {
		s += " names " + commas(m.Participants)
	} else if *m.Proceeding != in.Opening {
		s += fmt.Sprintf(" in %v", *m.Proceeding)
	}
	s += hashes(" seen ", m.Seen) + hashes(" texts ", m.Texts)
	if c := m.Refers.Corrects; c != nil {
		s += fmt.Sprintf(" corrects %v", *c)
	}
	f := b.Fields.(simFields)
	if f.until != 0 {
		s += fmt.Sprintf(" field until %d", f.until)
	}
	if f.to != "" {
		s += " party party " + string(f.to)
	}
	for _, p := range f.joint[""] {
		s += " joint " + choose(m.Act == "points", "monitors", "askers") + " " + string(p)
	}
	for _, q := range f.ids {
		s += " question " + q
	}
	for _, a := range f.answers {
		s += " answer " + a.Question + " " + a.Status
	}
	for _, a := range f.findings {
		s += " finding " + a.Question + " " + a.Says
	}
	if b.Void != "" {
		s += " void"
	}
	return s
}

func choose(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}

func commas(ids []parley.PartyID) string {
	if len(ids) == 0 {
		return "-"
	}
	return strings.ReplaceAll(list(ids), " ", ",")
}

func hashes(word string, ids []parley.Hash) string {
	if len(ids) == 0 {
		return ""
	}
	var out []string
	for _, id := range ids {
		out = append(out, hex.EncodeToString(id[:]))
	}
	return word + strings.Join(out, ",")
}

func volumeLines(out *bytes.Buffer, p parley.PartyID, v *Volume) {
	fork := ""
	if v.Fork != nil {
		fork = fmt.Sprintf(" fork %d", *v.Fork)
	}
	fmt.Fprintf(out, "record: %s %d %d%s\n", p, v.Number, v.Held, fork)
	for _, c := range v.Cosigned {
		if c.Mirror != p && c.Size > 0 {
			fmt.Fprintf(out, "cosigned: %s %d\n", c.Mirror, c.Size)
		}
	}
	for _, l := range v.Leaves {
		if l.Kind == wire.LeafClock {
			fmt.Fprintf(out, "leaf: %d %d %d\n", l.Index, l.Kind, l.Date)
		} else {
			fmt.Fprintf(out, "leaf: %d %d %d %x %v\n", l.Index, l.Kind, l.Date, l.Mark, l.ID)
		}
	}
}

func resultLines(out *bytes.Buffer, r *Result) {
	dash := func(s string) string { return strings.ReplaceAll(cmp.Or(s, "-"), " ", "-") }
	for _, e := range r.Entries {
		id := hex.EncodeToString(e.Act[:])
		if e.Lapse {
			id = "lapse"
		}
		line := fmt.Sprintf("entry: %s %d %s %s %s", id, e.Date, dash(e.From), e.To, dash(standingWords[e.Standing]))
		if e.Settled {
			line += " settled"
		}
		if e.Confirmed {
			line += " confirmed"
		}
		fmt.Fprintln(out, line)
	}
	slices.SortFunc(r.Aside, func(a, b Entry) int { return bytes.Compare(a.Act[:], b.Act[:]) })
	for _, e := range r.Aside {
		fmt.Fprintf(out, "aside: %v %s\n", e.Act, dash(standingWords[e.Standing]))
	}
	fmt.Fprintf(out, "stands: %s\nturn: %s\nsince: %d\n", dash(r.State), list(r.Turn), r.Since)
	switch r.Lapse {
	case LapseNone, LapseUnknown:
		fmt.Fprintf(out, "until: %s\n", lapseWords[r.Lapse])
	default:
		fmt.Fprintf(out, "until: %d %s\n", r.Until, dash(lapseWords[r.Lapse]))
	}
	fmt.Fprintf(out, "proof: %s\nground: %s\nvouched: %s\n", dash(proofWords[r.Proof]), dash(r.Ground.State), dash(r.Vouched.State))
	for _, q := range r.Questions {
		fmt.Fprintf(out, "asked: %s %s\n", q.ID, cmp.Or(q.Status, "open"))
	}
	for _, f := range r.Found {
		fmt.Fprintf(out, "found: %s %s%s\n", f.Question, f.Act, choose(f.Common, " common", ""))
		for _, w := range f.Words {
			fmt.Fprintf(out, "word: %s %s %v%s\n", w.Party, w.Says, w.Act, choose(w.Earlier, " earlier", ""))
		}
	}
}
