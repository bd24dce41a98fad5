package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	cyclonedx "github.com/CycloneDX/cyclonedx-go"
)

// The bill of this test's own program is read back by the format's library, names the library that wrote it with the hash of its
// module, and is the same twice.
func TestWrite(t *testing.T) {
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var one, two bytes.Buffer
	for _, out := range []*bytes.Buffer{&one, &two} {
		if err := write(out, "parley", "0.0.1", []string{program, program}); err != nil {
			t.Fatal(err)
		}
	}
	if one.String() != two.String() {
		t.Error("two bills of one program differ")
	}
	var bom cyclonedx.BOM
	if err := cyclonedx.NewBOMDecoder(&one, cyclonedx.BOMFileFormatJSON).Decode(&bom); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, c := range *bom.Components {
		if c.Name == "std" || strings.HasPrefix(c.PackageURL, "pkg:golang/github.com/CycloneDX/cyclonedx-go@v") && c.Hashes != nil && len((*c.Hashes)[0].Value) == 64 {
			found++
		}
	}
	if found != 2 {
		t.Errorf("of %d components, %d of the two that must be there are", len(*bom.Components), found)
	}
	if err := write(&two, "parley", "0.0.1", []string{"main.go"}); err == nil {
		t.Error("a file that is no program has a bill")
	}
}
