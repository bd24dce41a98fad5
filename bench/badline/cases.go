//go:build linux

package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// The usual line of the tables: 9,600 bit/s, 300 ms one way.
const (
	usualRate  = 9600
	usualDelay = 300 * time.Millisecond
)

// A result is one measured value of one run.
type result struct {
	what  string
	value float64
	unit  string // s or B
	limit float64
	aim   float64 // at most; 0: none
}

// A benchCase is one row, or several.
type benchCase struct {
	name, title string
	most        int // runs
	run         func(ctx context.Context, seed uint64) ([]result, error)
}

var cases = []benchCase{
	{"warm", "an idle warm line of 9,600 bit/s, 300 ms", 5, warm},
	{"cold", "a cold line of 9,600 bit/s, 300 ms: no session", 5, cold},
	{"bulk", "10 s after a bulk item of 256 KiB, 9,600 bit/s, 300 ms", 3, bulk},
	{"flap", "64 kbit/s, 300 ms, down for 30 s right after submission", 5, flap},
}

// limit is the physical limit of a text one way.
func limit(text string, rate int, delay time.Duration) float64 {
	return float64(len(text)*8)/float64(rate) + delay.Seconds()
}

// warm sends a FLASH on a line that carried some already, in each language.
func warm(ctx context.Context, seed uint64) (out []result, err error) {
	s, err := newStage(ctx, seed)
	if err != nil {
		return nil, err
	}
	defer s.clear()
	s.path.set(usualRate, usualDelay, 0)
	for range 3 {
		if _, err := s.send(ctx, s.text("en")); err != nil {
			return nil, err
		}
	}
	for _, lang := range []string{"en", "ru", "uk"} {
		text := s.text(lang)
		t, err := s.send(ctx, text)
		if err != nil {
			return nil, err
		}
		least, most, bytes := limit(text, usualRate, usualDelay), 0.0, 0.0
		if lang == "en" {
			most, bytes = 0.95, 900
		}
		out = append(out, result{lang + " delivered", t.delivered.Seconds(), "s", least, most},
			result{lang + " recorded, seen by the sender", t.recorded.Seconds(), "s", least + usualDelay.Seconds(), 0},
			result{lang + " bytes both ways", float64(t.bytes), "B", float64(len(text)), bytes})
	}
	return out, nil
}

// cold starts both nodes afresh, and submits before there is a session.
func cold(ctx context.Context, seed uint64) ([]result, error) {
	s, err := newStage(ctx, seed)
	if err != nil {
		return nil, err
	}
	defer s.clear()
	if _, err := s.send(ctx, s.text("en")); err != nil {
		return nil, err
	}
	s.path.setDown(true)
	for _, p := range s.table.Parties {
		p.Stop()
	}
	s.quiet(ctx)
	s.path.set(usualRate, usualDelay, 0)
	s.path.setDown(false)
	for _, p := range slices.Backward(s.table.Parties) {
		if err := p.Open(); err != nil {
			return nil, err
		}
		if err := p.Serve(); err != nil {
			return nil, err
		}
	}
	text := s.text("en")
	t, err := s.send(ctx, text)
	least := limit(text, usualRate, usualDelay)
	return []result{{"delivered", t.delivered.Seconds(), "s", least, 6}, {"recorded, seen by the sender", t.recorded.Seconds(), "s", least + usualDelay.Seconds(), 0},
		{"bytes both ways", float64(t.bytes), "B", float64(len(text)), 0}}, err
}

const bulkSize = 256 << 10

// bulk sends an attachment, and a FLASH 10 s later.
func bulk(ctx context.Context, seed uint64) ([]result, error) {
	ctx, cancel := context.WithTimeout(ctx, 6*time.Minute)
	defer cancel()
	s, err := newStage(ctx, seed)
	if err != nil {
		return nil, err
	}
	defer s.clear()
	s.path.set(usualRate, usualDelay, 0)
	for range 3 {
		if _, err := s.send(ctx, s.text("en")); err != nil {
			return nil, err
		}
	}
	blob := make([]byte, bulkSize)
	rand.Read(blob)
	start := time.Now()
	id, err := s.attach(ctx, blob)
	if err != nil {
		return nil, err
	}
	time.Sleep(10 * time.Second)
	text := s.text("en")
	submitted, shown, _, err := s.flash(ctx, text, func() {})
	if err != nil {
		return nil, err
	}
	for {
		r, err := s.table.Parties[1].Node.Attachment(ctx, id)
		if err == nil {
			got, err := io.ReadAll(r)
			r.Close()
			if err != nil || !bytes.Equal(got, blob) {
				return nil, fmt.Errorf("the bulk item is not what was sent, %w", err)
			}
			break
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("the bulk item did not arrive: %w", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
	whole := time.Since(start).Seconds()
	least := limit(text, usualRate, usualDelay)
	return []result{{"FLASH delivered", shown.Sub(submitted).Seconds(), "s", least, 1.2}, {"bulk item whole", whole, "s", float64(bulkSize*8)/usualRate + usualDelay.Seconds(), 0}}, nil
}

// flap takes the line down right after a FLASH was submitted; times count from when it is up again.
func flap(ctx context.Context, seed uint64) ([]result, error) {
	const rate, away = 64_000, 30 * time.Second
	s, err := newStage(ctx, seed)
	if err != nil {
		return nil, err
	}
	defer s.clear()
	s.path.set(rate, usualDelay, 0)
	if _, err := s.send(ctx, s.text("en")); err != nil {
		return nil, err
	}
	text := s.text("en")
	_, shown, _, err := s.flash(ctx, text, func() {
		s.path.setDown(true)
		time.AfterFunc(away, func() { s.path.setDown(false) })
	})
	if err != nil {
		return nil, err
	}
	after := shown.Sub(s.path.upSince())
	return []result{{"delivered, from link-up", after.Seconds(), "s", limit(text, rate, usualDelay), 4}}, nil
}

// figure is the median of a result over the runs.
type figure struct {
	title, what, unit   string
	median, least, most float64
	limit, aim          float64
	runs                int
}

func medians(c benchCase, got []result) (out []figure) {
	var order []string
	by := map[string][]result{}
	for _, r := range got {
		if by[r.what] == nil {
			order = append(order, r.what)
		}
		by[r.what] = append(by[r.what], r)
	}
	for _, what := range order {
		list := by[what]
		var v []float64
		for _, r := range list {
			v = append(v, r.value)
		}
		slices.Sort(v)
		out = append(out, figure{c.title, what, list[0].unit, v[len(v)/2], v[0], v[len(v)-1], list[0].limit, list[0].aim, len(v)})
	}
	return out
}

func (f figure) print(w io.Writer) {
	aim := ""
	if f.aim > 0 {
		met := "met"
		if f.median > f.aim {
			met = "missed"
		}
		aim = fmt.Sprintf("  aim %s: %s", f.number(f.aim), met)
	}
	fmt.Fprintf(w, "%-58s %-34s %9s (%s to %s)  %5.2f x the limit of %s%s\n", f.title, f.what, f.number(f.median), f.number(f.least), f.number(f.most), f.median/f.limit, f.number(f.limit), aim)
}

func (f figure) number(x float64) string {
	if f.unit == "B" {
		return fmt.Sprintf("%.0f B", x)
	}
	return fmt.Sprintf("%.2f s", x)
}

func asCSV(all []figure) string {
	var b strings.Builder
	b.WriteString("case,what,unit,median,least,most,limit,aim,runs\n")
	for _, f := range all {
		fmt.Fprintf(&b, "%q,%q,%s,%.3f,%.3f,%.3f,%.3f,%.3f,%d\n", f.title, f.what, f.unit, f.median, f.least, f.most, f.limit, f.aim, f.runs)
	}
	return b.String()
}
