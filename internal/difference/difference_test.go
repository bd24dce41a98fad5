package difference

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// shown writes pieces as [-taken out-]{+put in+}.
func shown(list []Piece) string {
	var b strings.Builder
	for _, p := range list {
		switch p.Kind {
		case Removed:
			b.WriteString("[-" + p.Text + "-]")
		case Added:
			b.WriteString("{+" + p.Text + "+}")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

// "what was changed between two texts, by words"
func TestBetween(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"", "", ""},
		{"", "All.", "{+All.+}"},
		{"The parties meet monthly.", "The parties meet monthly.", "The parties meet monthly."},
		{"The parties meet monthly.", "The parties meet at least monthly.", "The parties meet {+at least +}monthly."},
		{"The parties shall meet every month.", "The parties meet every quarter.", "The parties [-shall -]meet every [-month-]{+quarter+}."},
		{"two of them", "three or more of them", "[-two-]{+three or more+} of them"},
		{"one two", "three four", "[-one two-]{+three four+}"},
		{"Сторони зустрічаються щомісяця", "Сторони зустрічаються щороку", "Сторони зустрічаються [-щомісяця-]{+щороку+}"},
		{"ё и\u0306 x", "ё и\u0306 y", "ё и\u0306 [-x-]{+y+}"},
		{"a\nb", "a\nc", "a\n[-b-]{+c+}"},
	} {
		if got := shown(Between(c.a, c.b)); got != c.want {
			t.Errorf("from %q to %q: %q, want %q", c.a, c.b, got, c.want)
		}
		if got := Changed(Between(c.a, c.b)); got != (c.a != c.b) {
			t.Errorf("from %q to %q: changed is %v", c.a, c.b, got)
		}
	}
}

// "What is Same or Removed, put together, is the first text; what is Same or Added the second."
func TestBetweenHoldsBothTexts(t *testing.T) {
	text := rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"the", "line", " ", " ", ", ", "\n", "й", "и\u0306", "\u0301", "\xff", "[", "]"}), 0, 30).Draw(t, "words"), "")
	})
	rapid.Check(t, func(t *rapid.T) {
		a, b := text.Draw(t, "a"), text.Draw(t, "b")
		var one, other strings.Builder
		for _, p := range Between(a, b) {
			if p.Kind != Added {
				one.WriteString(p.Text)
			}
			if p.Kind != Removed {
				other.WriteString(p.Text)
			}
		}
		if one.String() != a || other.String() != b {
			t.Fatalf("from %q to %q: %q and %q", a, b, one.String(), other.String())
		}
	})
}

// "It never takes more than a moment": two texts of 60,000 bytes that nothing but the same two words fills, and two in which
// each stretch between shared words has one more of them, which stands once there.
func TestBetweenIsBounded(t *testing.T) {
	var nested, other strings.Builder
	for i := range 12_000 {
		nested.WriteString(string(rune(0x4e00+i%8000)) + " " + string(rune(0x4e00+(i+1)%8000)) + "!")
		other.WriteString(string(rune(0x4e00+(12_000-i)%8000)) + " ")
	}
	for _, c := range [][2]string{{strings.Repeat("yes no ", 60_000/7), strings.Repeat("no no yes ", 60_000/10)}, {nested.String(), other.String()}} {
		began := time.Now()
		pieces := Between(c[0], c[1])
		if took := time.Since(began); took > 2*time.Second {
			t.Errorf("it took %v", took)
		}
		if len(pieces) == 0 {
			t.Error("nothing came of it")
		}
	}
}
