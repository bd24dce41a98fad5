package form_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"parley/form"
)

// What a body and a rule cost. Run: go test ./form -run '^$' -bench . -benchtime 1s

func BenchmarkCompile(b *testing.B) {
	c := sampleCharter()
	for b.Loop() {
		if _, err := form.Compile(c); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(sampleRules())), "µs/rule")
}

func benchmarkCheck(b *testing.B, earlier int) {
	r, err := form.Compile(sampleCharter())
	if err != nil {
		b.Fatal(err)
	}
	var before []form.Notice
	for range earlier {
		before = append(before, noticeOf(smallBody()))
	}
	n := noticeOf(fullBody())
	for b.Loop() {
		if flags := r.Check("exercise-notice", n, before); len(flags) != 0 {
			b.Fatal(flags)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*len(sampleRules())), "µs/rule")
}

func BenchmarkCheck(b *testing.B)        { benchmarkCheck(b, 0) }
func BenchmarkCheckEarlier(b *testing.B) { benchmarkCheck(b, form.MaxEarlier) }

func BenchmarkEncode(b *testing.B) {
	f, body := sampleForm(), fullBody()
	for b.Loop() {
		mustEncode(b, f, body)
	}
}

func BenchmarkDecode(b *testing.B) {
	f := sampleForm()
	raw := mustEncode(b, f, fullBody())
	for b.Loop() {
		if _, err := f.Decode(raw); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkShow(b *testing.B) {
	f := sampleForm()
	raw := mustEncode(b, f, fullBody())
	for b.Loop() {
		f.Show("fr", raw)
	}
}

// BenchmarkBinary builds a program with and without this package, and reports what it adds.
func BenchmarkBinary(b *testing.B) {
	size := func(name, imports, call string) float64 {
		dir := b.TempDir()
		source := filepath.Join(dir, name+".go")
		if err := os.WriteFile(source, []byte("package main\n\nimport \"parley/charter\"\n"+imports+"\nfunc main() {\n\tc, _ := charter.Parse(nil)\n"+call+"}\n"), 0o644); err != nil {
			b.Fatal(err)
		}
		out := filepath.Join(dir, name)
		if msg, err := exec.Command("go", "build", "-ldflags=-s -w", "-o", out, source).CombinedOutput(); err != nil {
			b.Fatal(fmt.Errorf("%w: %s", err, msg))
		}
		info, err := os.Stat(out)
		if err != nil {
			b.Fatal(err)
		}
		return float64(info.Size()) / (1 << 20)
	}
	for b.Loop() {
		without, with := size("without", "", "\t_ = c\n"),
			size("with", "import \"parley/form\"\n", "\tr, _ := form.Compile(c)\n\tr.Check(\"\", form.Notice{}, nil)\n\tform.Of(c, \"\").Show(\"\", nil)\n")
		b.ReportMetric(without, "MiB-without")
		b.ReportMetric(with-without, "MiB-added")
	}
}
