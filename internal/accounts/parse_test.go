package accounts

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/examples"
)

const (
	one   = "sources:\n  a: {outlet: Herald, date: 2021-06-30}\n"
	event = "  - {date: 2020, channel: c, act: met, source: [a]}\n"
	good  = one + "events:\n" + event
)

// badFiles are refused, each with a sentence that says where and what.
var badFiles = map[string]struct{ text, says string }{
	"empty":                 {"", "is empty"},
	"a comment only":        {"# nothing\n", "is empty"},
	"no YAML":               {"events: [\x00\n\t- {", "not readable"},
	"not UTF-8":             {good + "# \xff\n", "not UTF-8"},
	"a list":                {"- events\n", "not readable"},
	"a word":                {"events\n", "not readable"},
	"two documents":         {good + "---\n" + good, "more than one document"},
	"anchor":                {strings.Replace(good, "{outlet", "&x {outlet", 1), "an anchor or an alias in line 2"},
	"alias":                 {one + "events: &x\n" + event + "disagreements: *x\n", "an anchor or an alias in line 3"},
	"merge":                 {one + "events:\n  - {<<: {act: met}, date: 2020, channel: c, source: a}\n", "an anchor or an alias in line 4"},
	"tag":                   {strings.Replace(good, "Herald", "!!str Herald", 1), "a tag in line 2"},
	"unknown part":          {good + "verdict: guilty\n", `the file of accounts has the key "verdict", which has no meaning here`},
	"part twice":            {good + "events: []\n", "twice"},
	"no event":              {one, "holds no event"},
	"events empty":          {one + "events: []\n", "holds no event"},
	"events a mapping":      {one + "events: {a: b}\n", "events is no list"},
	"event a word":          {one + "events: [met]\n", "event 1 is no list of keys and values"},
	"event without date":    {good + "  - {channel: c, act: met, source: [a]}\n", "event 2 names no date"},
	"event without channel": {good + "  - {date: 2020, act: met, source: [a]}\n", "event 2 names no channel"},
	"event without act":     {good + "  - {date: 2020, channel: c, source: [a]}\n", "event 2 names no act"},
	"event without source":  {good + "  - {date: 2020, channel: c, act: met}\n", "event 2 names no source; every claim here is somebody's account"},
	"event, empty sources":  {good + "  - {date: 2020, channel: c, act: met, source: []}\n", "event 2 names no source"},
	"unknown source":        {good + "  - {date: 2020, channel: c, act: met, source: [b]}\n", `event 2 names the source "b", which the file does not hold`},
	"source twice":          {good + "  - {date: 2020, channel: c, act: met, source: [a, a]}\n", `event 2 names the source "a" twice`},
	"source a mapping":      {good + "  - {date: 2020, channel: c, act: met, source: {a: a}}\n", "event 2: the source is no name"},
	"unknown key":           {good + "  - {date: 2020, channel: c, act: met, denied_by: x, source: a}\n", `event 2 has the key "denied_by"`},
	"key twice":             {good + "  - {date: 2020, channel: c, act: met, act: left, source: a}\n", `event 2 has the key "act" twice`},
	"a list for a text":     {good + "  - {date: 2020, channel: c, act: met, by: [x], source: a}\n", "event 2: the by is no text"},
	"a key that is a list":  {good + "  - {date: 2020, channel: c, act: met, [x]: y, source: a}\n", "event 2 has a key that is no word"},
	"no such day":           {good + "  - {date: 2021-02-29, channel: c, act: met, source: a}\n", `event 2: the date "2021-02-29" is no date: write 2014, 2014-06 or 2014-06-12`},
	"a time of day":         {good + "  - {date: 2021-02-01T00:00:00Z, channel: c, act: met, source: a}\n", "event 2: the date"},
	"a short date":          {good + "  - {date: 2021-2, channel: c, act: met, source: a}\n", "event 2: the date"},
	"year 20":               {good + "  - {date: 20, channel: c, act: met, source: a}\n", "event 2: the date"},
	"year 0000":             {good + "  - {date: 0000, channel: c, act: met, source: a}\n", "event 2: the date"},
	"approx perhaps":        {good + "  - {date: 2020, approx: perhaps, channel: c, act: met, source: a}\n", `event 2: approx is "perhaps"; write true or false`},
	"turned text":           {good + "  - {date: 2020, channel: c, act: met, note: \"x\\u202Ey\", source: a}\n", "event 2: the note holds the character U+202E"},
	"long text":             {good + "  - {date: 2020, channel: c, act: met, note: " + strings.Repeat("x", maxLine+1) + ", source: a}\n", "event 2: the note has 4097 bytes"},
	"source without outlet": {"sources:\n  a: {date: 2020}\n", `the source "a" names no outlet`},
	"source without date":   {"sources:\n  a: {outlet: Herald}\n", `the source "a" names no date`},
	"source, unknown key":   {"sources:\n  a: {outlet: Herald, date: 2020, bias: x}\n", `the source "a" has the key "bias"`},
	"source without name":   {"sources:\n  \"\": {outlet: Herald, date: 2020}\n", "a source has no name"},
	"party without name":    {good + "parties:\n  north: {members: 3}\n", `the party "north" names no name`},
	"claim without source":  {good + "channels:\n  c: {founded: {value: 2002}}\n", `the channel "c": founded names no source`},
	"claim without value":   {good + "channels:\n  c: {founded: {source: a}}\n", `the channel "c": founded names no value`},
	"claim a word":          {good + "channels:\n  c: {founded: 2002}\n", `the channel "c": founded is no list of keys and values`},
	"one value":             {good + "disagreements:\n  - {what: x, values: [{value: y, source: a}]}\n", "disagreement 1 has fewer than two values"},
	"value without source":  {good + "disagreements:\n  - {what: x, values: [{value: y, source: a}, {value: z}]}\n", "disagreement 1, value 2 names no source"},
	"value, both sources":   {good + "disagreements:\n  - {what: x, values: [{value: y, source: a, reported_by: a}, {value: z, source: a}]}\n", "disagreement 1, value 1 has both source and reported_by"},
	"value and months":      {good + "disagreements:\n  - {what: x, values: [{value: y, months: 2, source: a}, {value: z, source: a}]}\n", "names neither or both of value and months"},
	"months none":           {good + "disagreements:\n  - {what: x, values: [{months: some, source: a}, {value: z, source: a}]}\n", `months is "some"; write a number from 1`},
	"months too many":       {good + "disagreements:\n  - {what: x, values: [{months: 99999999999999999999, source: a}, {value: z, source: a}]}\n", "write a number from 1"},
	"statement, no source":  {good + "who_ended_what:\n  - {what: x, date: 2014}\n", "statement 1 names no source"},
	"statement, no date":    {good + "who_ended_what:\n  - {what: x, source: a}\n", "statement 1 names no date"},
	"too many events":       {one + "events:\n" + strings.Repeat("  - {}\n", maxList+1), "events has 10001 entries, more than 10000"},
	"too large":             {good + "#" + strings.Repeat(" ", MaxFile), "more than 1048576"},
}

func TestBadFiles(t *testing.T) {
	if _, err := Parse([]byte(good)); err != nil {
		t.Fatal(err)
	}
	for name, c := range badFiles {
		f, err := Parse([]byte(c.text))
		if err == nil || f != nil {
			t.Errorf("%s: accepted", name)
			continue
		}
		said := parley.SentenceOf(err)
		if code := parley.CodeOf(err); code != parley.CodeBadMessage && code != parley.CodeTooLarge {
			t.Errorf("%s: code %s", name, code)
		}
		if !strings.Contains(said, c.says) || strings.ContainsAny(said, "\n\r") {
			t.Errorf("%s: %q", name, said)
		}
	}
}

// TestRead holds what is understood without being known: a comma in an unquoted outlet, claims about a channel.
func TestRead(t *testing.T) {
	f := read(t, "sources:\n  a: {outlet: Herald, after Courier, date: 2021-06-30, approx: true}\n"+
		"parties:\n  north: {name: Northland, members: 3}\n"+
		"channels:\n  c: {founded: {value: 2002, source: a}}\n  d:\n    name: D\n    what: x\n"+
		"events:\n  - date: 2020-06-01\n    channel: c-d\n    act: met-at-sea\n    note: |\n      two\n      lines\n    source: a\n")
	if got := f.Text(f.Events[0]); got != "ACCOUNT, Herald, after Courier, about 2021-06-30: 2020-06-01, c d: met at sea; two lines" {
		t.Error(got)
	}
	if c := f.Channels[0]; c.Name != "c" || len(c.Claims) != 1 || c.Claims[0].Value != "2002" {
		t.Errorf("%+v", c)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(examples.Dialogue)
	f.Add([]byte(good))
	for _, c := range badFiles {
		if len(c.text) < 1000 {
			f.Add([]byte(c.text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file, err := Parse(text)
		if err != nil {
			if parley.CodeOf(err) == parley.CodeInternal {
				t.Error(err)
			}
			return
		}
		for _, e := range file.Events {
			if len(e.Source) == 0 || !strings.HasPrefix(file.Text(e), "ACCOUNT, ") || !e.Date.From.Before(e.Date.To) {
				t.Errorf("%+v", e)
			}
		}
		i, err := Import("x", text, nil, 1)
		if err != nil {
			t.Fatal(err)
		}
		back, err := DecodeImported(i.Encode())
		if err != nil || !bytes.Equal(back.Text, text) {
			t.Errorf("not read back: %v", err)
		}
		for _, at := range []time.Time{{}, file.Events[0].Date.From, file.Sources[0].Date.To, time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)} {
			for _, v := range Board([]Imported{i}, at) {
				if v.Proved || len(v.Last.Accounts) == 0 || len(v.Lines()) == 0 {
					t.Errorf("%+v", v)
				}
			}
		}
	})
}
