package accounts

import (
	"os"
	"strings"
	"testing"
)

// TestPage holds that the example in doc/accounts.md is a file of accounts, and that its table names the acts.
func TestPage(t *testing.T) {
	page, err := os.ReadFile("../../doc/accounts.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(page), "```yaml\n")
	text, _, _ = strings.Cut(text, "```")
	f := read(t, text)
	if len(f.Events) != 3 || len(At(f, day(t, "2021-03-01"))[0].Disagreements) != 0 || len(At(f, day(t, "2021-06-30"))[0].Disagreements) != 1 {
		t.Errorf("%+v", f)
	}
	for _, acts := range [][]string{asking, due, contact, cut, settling} {
		if row := "| `" + strings.Join(acts, "` `") + "` |"; !strings.Contains(string(page), row) {
			t.Errorf("the page does not have the row %s", row)
		}
	}
}
