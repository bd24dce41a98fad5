package verdict

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"parley/record"
	"parley/wire"
)

const exerciseLine = "EXERCISE EXERCISE EXERCISE"

// Print writes a report as parley-verify shows it, the verdict first [REC-32]. What comes from the file is made safe to show
// on a terminal.
func Print(w io.Writer, r *record.Report) {
	if r.Verdict == record.Fails {
		fmt.Fprintf(w, "DOES NOT VERIFY: %s\nNothing in this file is proved.\n", safe(r.Why))
		return
	}
	printVerdict(w, r)
	if r.Exercise {
		fmt.Fprintf(w, "\n%s\n", exerciseLine)
	}
	printText(w, r.Text)
	printList(w, "Proved:", r.Findings)
	printList(w, "Not proved:", r.NotProved)
	if r.Exercise {
		fmt.Fprintf(w, "\n%s\n", exerciseLine)
	}
}

func printVerdict(w io.Writer, r *record.Report) {
	last := r.Editions[len(r.Editions)-1]
	if r.Verdict == record.Verified {
		fmt.Fprintln(w, "VERIFIED against the charter that you named.")
	} else {
		fmt.Fprintln(w, "NO CHARTER WAS NAMED. The file is consistent in itself, and that is no proof: whoever made it may have")
		fmt.Fprintln(w, "made up the charter and the parties in it. Compare this fingerprint with the parties' own, then name it:")
		fmt.Fprintf(w, "  parley-verify --charter \"%s\" FILE\n", last.Fingerprint)
	}
	if r.NotReleased != "" {
		fmt.Fprintf(w, "The message was NOT RELEASED AS AGREED: %s.\n", safe(r.NotReleased))
	}
	fmt.Fprintf(w, "\nCharter %s\n", r.Charter)
	for _, e := range r.Editions {
		fmt.Fprintf(w, "  edition %d: %s\n", e.Number, e.Fingerprint)
	}
}

// printText writes the message line by line behind a bar, so that nothing in it can pass for a line of the report.
func printText(w io.Writer, text []byte) {
	if len(text) == 0 {
		return
	}
	fmt.Fprintln(w, "\nText of the message, as signed:")
	for line := range strings.Lines(string(text)) {
		fmt.Fprintf(w, "  | %s\n", safe(strings.TrimSuffix(line, "\n")))
	}
}

func printList(w io.Writer, title string, sentences []string) {
	fmt.Fprintf(w, "\n%s\n", title)
	for _, s := range sentences {
		fmt.Fprintf(w, "  - %s\n", safe(s))
	}
}

// safe replaces what a terminal would act on instead of showing.
func safe(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || wire.IsBidiControl(r) || r == 0x2028 || r == 0x2029 {
			return '\uFFFD'
		}
		return r
	}, s)
}
