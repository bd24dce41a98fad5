package link

import (
	"strings"
	"testing"

	"parley"
)

func instant(s string) parley.Millis {
	m, err := parley.ParseMillis(s)
	if err != nil {
		panic(err)
	}
	return m
}

// [LINK-50] The line test of number k is due k intervals after the edition entered into force, and the sides alternate.
func TestSchedule(t *testing.T) {
	s := Schedule{InForce: instant("2026-11-22T00:30:00.000Z"), Minutes: 60}
	for _, c := range []struct {
		at   string
		want int64
	}{
		{"2026-11-21T23:00:00.000Z", 0}, {"2026-11-22T00:30:00.000Z", 0}, {"2026-11-22T01:29:59.999Z", 0},
		{"2026-11-22T01:30:00.000Z", 1}, {"2026-11-22T14:30:00.000Z", 14}, {"2026-11-23T00:30:00.000Z", 24},
	} {
		if got := s.Number(instant(c.at)); got != c.want {
			t.Errorf("%s: test %d, not %d", c.at, got, c.want)
		}
		if c.want > 0 && s.Number(s.At(c.want)) != c.want {
			t.Errorf("test %d is not due when it is due", c.want)
		}
	}
	if (Schedule{InForce: s.InForce}).Number(s.InForce+1<<40) != 0 {
		t.Error("there is a test without a schedule")
	}
	for i := range 4 {
		for j := i + 1; j < 4; j++ {
			for k := range int64(6) {
				if FirstSends(i, j, k) == FirstSends(i, j, k+1) {
					t.Errorf("parties %d and %d: the same side sends tests %d and %d", i, j, k, k+1)
				}
			}
		}
	}
	if !FirstSends(0, 1, 1) {
		t.Error("of two parties the one named second sends the first test")
	}
}

// A line test can be read by people who know nothing of the form: the number of the test that day, the date, the time.
func TestTestText(t *testing.T) {
	s := Schedule{InForce: instant("2026-11-20T00:30:00.000Z"), Minutes: 60}
	for lang, want := range map[string]string{
		"en": "LINE TEST 15 of 22 NOV 26, 1430Z. Please confirm.", "xx": "LINE TEST 15 of 22 NOV 26, 1430Z. Please confirm.",
		"fr": "ESSAI DE LIGNE 15 du 22 NOV 26, 1430Z. Veuillez confirmer.", "de": "LEITUNGSPRÜFUNG 15 vom 22 NOV 26, 1430Z. Bitte bestätigen.",
		"ru": "ПРОВЕРКА ЛИНИИ 15 за 22 NOV 26, 1430Z. Прошу подтвердить.", "uk": "ПЕРЕВІРКА ЛІНІЇ 15 за 22 NOV 26, 1430Z. Прошу підтвердити.",
	} {
		if got := s.TestText(lang, s.Number(instant("2026-11-22T14:31:12.000Z"))); got != want {
			t.Errorf("%s: %q", lang, got)
		}
	}
	if got, want := s.TestText("en", s.Number(instant("2026-11-21T00:30:00.000Z"))), "LINE TEST 1 of 21 NOV 26, 0030Z. Please confirm."; got != want {
		t.Errorf("the first test of a day: %q", got)
	}
}

// [LINK-56] What is taken for the node's own words, and left out of lists, has nothing in it that an officer could miss.
func TestIsPlain(t *testing.T) {
	s := Schedule{InForce: instant("2026-11-20T00:30:00.000Z"), Minutes: 5}
	at := instant("2026-11-22T14:31:12.000Z")
	d := LineDay{Day: instant("2026-11-22T00:00:00.000Z"), Times: []StateTime{{"tls", StateUp, 1440}}}
	for _, w := range words {
		for form, texts := range map[string][]string{
			FormLineTest: {s.TestText(w.lang, 700), TestNowText(w.lang, at)}, FormTestAnswer: {AnswerText(w.lang, at, at)}, FormLineDay: {d.Text(w.lang)},
		} {
			for _, text := range texts {
				if !IsPlain(form, []byte(text)) {
					t.Errorf("%s in %s is not plain: %q", form, w.lang, text)
				}
				for _, other := range []string{FormLineTest, FormTestAnswer, FormLineDay, "text"} {
					if IsPlain(other, []byte(text)) != (other == form) {
						t.Errorf("%q as a %s", text, other)
					}
				}
				for _, bad := range []string{text + " ", text + "We attack.", "x" + text, text + "\n", strings.Replace(text, "NOV", "NOW OR NEVER", 1), strings.Replace(text, "22", "2X", 1), ""} {
					if IsPlain(form, []byte(bad)) {
						t.Errorf("%s: %q is plain", form, bad)
					}
				}
			}
		}
	}
}

// [LINK-53] [LINK-54] A line day says for how many minutes each bearer was in each state; what a reader takes is what
// is written again, and all else is refused.
func TestLineDay(t *testing.T) {
	d := LineDay{Day: instant("2026-11-22T00:00:00.000Z"), Times: []StateTime{{"serial", StateUp, 3}, {"tls", StateNoPath, 40}, {"tls", StateUnacknowledged, 1}, {"tls", StateUp, 1399}}}
	want := "LINE DAY 22 NOV 26: how this side saw the line, in minutes.\nday 2026-11-22\nserial up 3\ntls no-path 40\ntls unacknowledged 1\ntls up 1399\n"
	if got := d.Text("en"); got != want {
		t.Fatalf("%q", got)
	}
	back, err := ParseLineDay([]byte(want))
	if err != nil || back.Text("en") != want {
		t.Fatalf("%+v, %v", back, err)
	}
	if back, err = ParseLineDay([]byte("any heading\nday 2026-11-22\n")); err != nil || len(back.Times) != 0 {
		t.Errorf("a day of which nothing was seen: %v", err)
	}
	for _, bad := range []string{
		"", "day 2026-11-22\n", "x\nday 2026-11-22", "x\nday 2026-02-30\n", "x\nday 2026-11-2\n", "x\nday 1999-11-22\n", "x\nDay 2026-11-22\n",
		"x\nday 2026-11-22\ntls up\n", "x\nday 2026-11-22\ntls up 0\n", "x\nday 2026-11-22\ntls up 1441\n", "x\nday 2026-11-22\ntls up 01\n",
		"x\nday 2026-11-22\ntls up +1\n", "x\nday 2026-11-22\ntls down 1\n", "x\nday 2026-11-22\nTLS up 1\n", "x\nday 2026-11-22\ntls  up 1\n",
		"x\nday 2026-11-22\ntls up 1\ntls up 1\n", "x\nday 2026-11-22\ntls up 1\ntls no-path 1\n", "x\nday 2026-11-22\ntls up 1\nserial up 1\n",
		"x\nday 2026-11-22\ntls no-path 1440\ntls up 1\n", "x\nday 2026-11-22\ntls no-node 1\ntls no-path 1\n", "x\nday 2026-11-22\n\n", "\xff\nday 2026-11-22\n", strings.Repeat("x", maxLineDay) + "\nday 2026-11-22\n",
	} {
		if d, err := ParseLineDay([]byte(bad)); err == nil {
			t.Errorf("%.80q was read as %+v", bad, d)
		}
	}
}

// Minutes neither lose nor win any: their sum is that of the times, to the nearest.
func TestMinutes(t *testing.T) {
	for _, c := range []struct{ ms, want []int64 }{
		{[]int64{day}, []int64{1440}}, {[]int64{29_999}, []int64{0}}, {[]int64{30_000}, []int64{1}},
		{[]int64{day / 7, day / 7, day / 7, day / 7, day / 7, day / 7, day - 6*(day/7)}, []int64{206, 205, 206, 206, 206, 205, 206}},
		{[]int64{20_000, 20_000, 20_000}, []int64{0, 1, 0}},
	} {
		got := Minutes(c.ms)
		sum, total := int64(0), int64(0)
		for i := range got {
			sum, total = sum+int64(got[i]), total+c.ms[i]
			if int64(got[i]) != c.want[i] {
				t.Errorf("%v gave %v", c.ms, got)
				break
			}
		}
		if diff := sum*60_000 - total; diff > 30_000 || diff < -30_000 {
			t.Errorf("%v: off by %d ms together", c.ms, diff)
		}
	}
}
