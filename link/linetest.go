package link

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"parley"
)

// Forms of what a node says of its line by itself, signed by its duty key; a charter lists them as automatic. Their
// bodies are texts, so that whoever does not know the form can read them.
const (
	FormLineTest   = "line-test"        // a line test [LINK-51]
	FormTestAnswer = "line-test-answer" // the node's own answer to one [LINK-52]
	FormLineDay    = "line-day"         // how one party saw a line on one day [LINK-53]
)

// A Schedule says when the lines of a charter are tested [LINK-50].
type Schedule struct {
	InForce parley.Millis // of the edition
	Minutes int           // between tests; 0: there are none
}

// Number returns the number of the last test due at the instant or before, from 1; 0 before the first one.
func (s Schedule) Number(at parley.Millis) int64 {
	if s.Minutes <= 0 || at < s.InForce {
		return 0
	}
	return int64(at-s.InForce) / s.interval()
}

// At returns when the test of that number is due.
func (s Schedule) At(number int64) parley.Millis {
	return s.InForce + parley.Millis(number*s.interval())
}

func (s Schedule) interval() int64 { return int64(s.Minutes) * 60_000 }

// FirstSends reports whether, of two parties at places i < j of the party order, the one at i sends the test.
func FirstSends(i, j int, number int64) bool { return (int64(i)+int64(j)+number)%2 == 0 }

const day = 86_400_000

// TestText returns the text of the test of that number, in the language or else in English. It counts the tests of the
// day in UTC.
func (s Schedule) TestText(lang string, number int64) string {
	at := s.At(number)
	before := at - at%day - 1
	return fmt.Sprintf(wordsIn(lang).test, number-s.Number(before), dateOf(at), timeOf(at))
}

// TestNowText returns the text of a test that stands on no schedule.
func TestNowText(lang string, at parley.Millis) string {
	return fmt.Sprintf(wordsIn(lang).testNow, dateOf(at), timeOf(at))
}

// AnswerText returns the text of a node's answer, given at an instant, to a test made at another.
func AnswerText(lang string, test, at parley.Millis) string {
	return fmt.Sprintf(wordsIn(lang).answer, dateOf(test), timeOf(test), dateOf(at), timeOf(at))
}

// dateOf and timeOf are the halves of a date-time group: "22 NOV 26" and "1430Z".
func dateOf(m parley.Millis) string { g := m.DTG(); return g[:2] + g[7:] }
func timeOf(m parley.Millis) string { return m.DTG()[2:7] }

// IsPlain reports whether a text is, but for dates and times, one of those that a node makes by itself in a form: there
// is nothing in it for an officer to read.
func IsPlain(form string, body []byte) bool {
	for _, w := range words {
		switch form {
		case FormLineTest:
			if like(w.test, body) || like(w.testNow, body) {
				return true
			}
		case FormTestAnswer:
			if like(w.answer, body) {
				return true
			}
		case FormLineDay:
			heading, _, _ := strings.Cut(string(body), "\n")
			if _, err := ParseLineDay(body); err == nil && like(w.day, []byte(heading)) {
				return true
			}
		}
	}
	return false
}

// phrases are what a node says by itself in one language.
type phrases struct{ lang, test, testNow, answer, day string }

// words is in the order of languages' codes, English first: it stands in for those that are not here.
var words = []phrases{
	{"en", "LINE TEST %d of %s, %s. Please confirm.", "LINE TEST of %s, %s. Please confirm.",
		"LINE TEST of %s, %s: answered by the node on %s, %s. No officer has read it by this.",
		"LINE DAY %s: how this side saw the line, in minutes."},
	{"de", "LEITUNGSPRÜFUNG %d vom %s, %s. Bitte bestätigen.", "LEITUNGSPRÜFUNG vom %s, %s. Bitte bestätigen.",
		"LEITUNGSPRÜFUNG vom %s, %s: vom Knoten beantwortet am %s, %s. Damit hat sie noch niemand im Dienst gelesen.",
		"LEITUNGSTAG %s: wie diese Seite die Leitung sah, in Minuten."},
	{"fr", "ESSAI DE LIGNE %d du %s, %s. Veuillez confirmer.", "ESSAI DE LIGNE du %s, %s. Veuillez confirmer.",
		"ESSAI DE LIGNE du %s, %s : réponse du nœud le %s, %s. Cela ne veut pas dire qu'un officier l'a lu.",
		"JOURNÉE DE LIGNE %s : état de la ligne vu de ce côté, en minutes."},
	{"ru", "ПРОВЕРКА ЛИНИИ %d за %s, %s. Прошу подтвердить.", "ПРОВЕРКА ЛИНИИ за %s, %s. Прошу подтвердить.",
		"ПРОВЕРКА ЛИНИИ за %s, %s: ответ узла %s, %s. Это не значит, что её прочитал дежурный.",
		"СУТКИ ЛИНИИ %s: состояние линии с этой стороны, в минутах."},
	{"uk", "ПЕРЕВІРКА ЛІНІЇ %d за %s, %s. Прошу підтвердити.", "ПЕРЕВІРКА ЛІНІЇ за %s, %s. Прошу підтвердити.",
		"ПЕРЕВІРКА ЛІНІЇ за %s, %s: відповідь вузла %s, %s. Це не означає, що її прочитав черговий.",
		"ДОБА ЛІНІЇ %s: стан лінії з цього боку, у хвилинах."},
}

func wordsIn(lang string) phrases {
	if i := slices.IndexFunc(words, func(w phrases) bool { return w.lang == lang }); i >= 0 {
		return words[i]
	}
	return words[0]
}

// patterns are the phrases with numbers, dates and times in their places.
var patterns = func() map[string]*regexp.Regexp {
	all := map[string]*regexp.Regexp{}
	for _, w := range words {
		for _, phrase := range []string{w.test, w.testNow, w.answer, w.day} {
			p := regexp.QuoteMeta(phrase)
			p = strings.ReplaceAll(p, "%s, %s", `[0-9]{2} [A-Z]{3} [0-9]{2}, [0-9]{4}Z`)
			p = strings.ReplaceAll(p, "%s", `[0-9]{2} [A-Z]{3} [0-9]{2}`)
			all[phrase] = regexp.MustCompile("^" + strings.ReplaceAll(p, "%d", `[1-9][0-9]{0,3}`) + "$")
		}
	}
	return all
}()

func like(phrase string, text []byte) bool { return patterns[phrase].Match(text) }
