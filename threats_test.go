package parley_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// checkThreats reports the rows of the threat model that claim a defence and name no test for it, or claim what no row
// may.
func checkThreats(text string) (rows int, faults []string) {
	for i, line := range strings.Split(text, "\n") {
		cells := strings.Split(strings.Trim(line, "|"), "|")
		if !strings.HasPrefix(line, "| ") || len(cells) != 4 || strings.TrimSpace(cells[0]) == "threat" {
			continue
		}
		rows++
		today, _, missing := strings.Cut(strings.TrimSpace(cells[2]), ":")
		named := testName.MatchString(cells[3])
		switch {
		case today != "built" && today != "in part" && today != "open":
			faults = append(faults, fmt.Sprintf("line %d: a defence is built, in part or open, not %q", i+1, today))
		case today == "in part" && !missing:
			faults = append(faults, fmt.Sprintf("line %d: say what is missing", i+1))
		case today != "open" && !named:
			faults = append(faults, fmt.Sprintf("line %d: no test shows it", i+1))
		case today == "open" && named:
			faults = append(faults, fmt.Sprintf("line %d: what is open is shown by no test", i+1))
		}
	}
	return rows, faults
}

// TestThreatModel holds that each defence in the threat model is shown by a test; that the test exists, TestDocs does.
func TestThreatModel(t *testing.T) {
	text, err := os.ReadFile("doc/threat-model.md")
	if err != nil {
		t.Fatal(err)
	}
	rows, faults := checkThreats(string(text))
	for _, f := range faults {
		t.Error(f)
	}
	if rows < 40 {
		t.Errorf("only %d threats were found", rows)
	}
}

func TestThreatModelPlanted(t *testing.T) {
	for line, want := range map[string]int{
		"| a | b | built | `" + "Test" + "X` |":           0,
		"| a | b | in part: no c | `" + "Test" + "X` |":   0,
		"| a | b | open | |":                              0,
		"| a | b | built | |":                             1,
		"| a | b | in part | `" + "Test" + "X` |":         1,
		"| a | b | soon | `" + "Test" + "X` |":            1,
		"| a | b | open: not built | `" + "Test" + "X` |": 1,
		"| threat | defence | today | shown by |":         0,
		"| where | bound | about |":                       0,
	} {
		if _, faults := checkThreats(line); len(faults) != want {
			t.Errorf("%q: %q", line, faults)
		}
	}
}
