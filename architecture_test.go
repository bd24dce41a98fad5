package parley_test

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// A row of the import table: what the files of a package may import besides the standard library, as import paths of
// this module and paths of other modules (which stand for all their packages). Tests may import what files may, the
// package itself, and the second list.
type row struct {
	files string
	tests string
}

const (
	cbor       = "github.com/fxamacker/cbor/v2"
	yaml       = "go.yaml.in/yaml/v3"
	sumdb      = "golang.org/x/mod/sumdb"
	formats    = "github.com/transparency-dev/formats"
	merkle     = "github.com/transparency-dev/merkle"
	tessera    = "github.com/transparency-dev/tessera"
	cose       = "github.com/veraison/go-cose"
	age        = "filippo.io/age"
	sqlite     = "modernc.org/sqlite"
	direct     = "zombiezen.com/go/sqlite"
	prometheus = "github.com/prometheus/client_golang"
	cobra      = "github.com/spf13/cobra"
	term       = "golang.org/x/term"
	xtext      = "golang.org/x/text"
	ximage     = "golang.org/x/image"
	huma       = "github.com/danielgtaylor/huma/v2"
	fpdf       = "codeberg.org/go-pdf/fpdf"
	celgo      = "cel.dev/cel-go"
	ssh        = "golang.org/x/crypto/ssh"
	testscript = "github.com/rogpeppe/go-internal"
	webauthn   = "github.com/go-webauthn/webauthn"
	geo        = "github.com/golang/geo"
	chromedp   = "github.com/chromedp"
)

// anyTest may be imported by every test.
const anyTest = "pgregory.net/rapid go.uber.org/goleak"

// topLevel are the packages that parties agree on: pure, each with a chapter of the spec.
var topLevel = []string{".", "wire", "charter", "record", "form", "procedure", "officer", "dictionary", "link", "narrow", "courier", "verdict", "overlap"}

const topLevelImports = "parley parley/wire parley/charter parley/record parley/form parley/procedure parley/officer parley/dictionary parley/link parley/narrow parley/courier parley/verdict parley/overlap"

// table says who may import whom. A package that is not listed fails the test.
var table = map[string]row{
	".":       {},
	"wire":    {files: "parley " + cbor, tests: cose},
	"charter": {files: "parley parley/wire parley/charters " + sumdb + "/note " + yaml},
	"record": {files: "parley parley/wire parley/charter parley/officer " + sumdb + "/note " + sumdb + "/tlog " + formats,
		tests: "parley/form parley/procedure " + tessera + " " + merkle},
	"form":      {files: "parley parley/wire parley/charter " + celgo + " " + xtext},
	"procedure": {files: "parley parley/wire parley/charter parley/form", tests: "parley/charters parley/internal/scenario"},
	"officer":   {files: "parley parley/wire", tests: ssh + " " + webauthn},
	"link":      {files: "parley parley/wire parley/dictionary"},
	// What packs a piece is a function of the piece and a file that both parties agree on: the machine calls it.
	"dictionary": {files: "parley parley/wire"},
	"narrow":     {files: "parley parley/wire github.com/flynn/noise filippo.io/edwards25519 golang.org/x/crypto/curve25519"},
	"courier":    {files: "parley parley/wire"},
	// Only tests look at what another library of geometry finds.
	"overlap": {files: "parley parley/charter parley/form", tests: "parley/wire " + geo},
	"verdict": {files: "parley parley/wire parley/record parley/procedure"},

	"charters": {},
	"examples": {},

	"internal/accounts":   {files: "parley parley/wire " + yaml, tests: "parley/examples"},
	"internal/scenario":   {files: "parley parley/charter"},
	"internal/store":      {files: "parley"},
	"internal/store/rows": {files: "parley parley/internal/store"},
	// PostgreSQL writes its backups as files of the other driver, which every machine can open.
	"internal/store/postgres":        {files: "parley parley/internal/store parley/internal/store/rows parley/internal/store/sqlite github.com/jackc/pgx", tests: "parley/internal/store/storetest parley/internal/store/postgres/pgtest"},
	"internal/store/postgres/pgtest": {files: "github.com/jackc/pgx"},
	"internal/store/sqlite":          {files: "parley parley/internal/store parley/internal/store/rows " + direct, tests: "parley/internal/store/storetest"},
	"internal/store/storetest":       {files: "parley parley/internal/store"},
	"internal/faultdisk":             {files: "modernc.org/libc modernc.org/sqlite/lib", tests: "parley/internal/store parley/internal/store/sqlite"},
	"internal/bearer":                {files: "parley parley/wire"},
	"internal/station":               {files: "parley parley/narrow parley/internal/bearer go.bug.st/serial", tests: "golang.org/x/sys/unix"},
	"internal/simnet":                {files: "parley parley/internal/bearer"},
	"internal/agent":                 {files: "parley parley/wire parley/charter parley/record parley/officer parley/internal/highwater parley/internal/socket " + ssh, tests: "parley/internal/keystore parley/internal/agent/agenttest"},
	"internal/agent/agenttest":       {},
	"internal/passkey":               {files: "parley parley/wire parley/officer", tests: "parley/internal/passkey/passkeytest"},
	"internal/passkey/passkeytest":   {files: chromedp},
	"internal/highwater":             {files: "parley"},
	"internal/signin":                {files: "parley parley/wire parley/officer"},
	"internal/search":                {files: xtext},
	"internal/chart":                 {files: "parley parley/charter parley/form"},
	"internal/intake":                {files: "parley parley/charter parley/form parley/internal/chart", tests: "parley/charters"},
	// Feeds are read by others, so tests read them with what others wrote.
	"internal/feed":     {files: "parley parley/wire parley/charter parley/form parley/overlap parley/internal/chart parley/internal/node " + xtext, tests: "parley/charters github.com/emersion/go-ical github.com/peterstace/simplefeatures " + geo},
	"internal/api":      {files: "parley parley/internal/feed parley/internal/node " + huma, tests: "parley/charters"},
	"internal/alarm":    {files: "parley parley/internal/node"},
	"internal/paper":    {files: "parley parley/internal/node " + xtext + " " + ximage + " " + fpdf},
	"internal/socket":   {files: "parley"},
	"internal/keystore": {files: "parley parley/charter " + age},
	"internal/config":   {files: "parley " + yaml},
	"internal/policy":   {files: "parley parley/wire " + yaml},
	"internal/release":  {files: "parley parley/wire parley/officer parley/internal/policy"},
	"internal/node": {
		files: topLevelImports + " parley/internal/store parley/internal/bearer parley/internal/station parley/internal/highwater parley/internal/keystore parley/internal/config parley/internal/policy parley/internal/release parley/internal/search " + prometheus,
		tests: "parley/internal/store/storetest parley/internal/store/sqlite parley/internal/faultdisk parley/internal/simnet " + tessera + " " + merkle + " " + formats + " " + sumdb + " " + sqlite},
	"internal/control": {files: "parley parley/internal/node parley/internal/socket " + prometheus,
		tests: topLevelImports + " parley/internal/store parley/internal/store/storetest parley/internal/simnet parley/internal/bearer"},

	"internal/difference":          {},
	"internal/console":             {files: "parley parley/internal/chart parley/wire parley/charter parley/form parley/link parley/internal/difference parley/internal/paper parley/internal/node parley/officer parley/internal/release parley/internal/signin parley/record parley/verdict parley/internal/accounts " + yaml + " " + xtext, tests: "parley/charters"},
	"internal/console/browser":     {files: chromedp, tests: "parley/internal/console"},
	"internal/console/screenshots": {files: "parley/internal/console parley/internal/console/browser " + chromedp},

	"cmd/parley": {
		files: topLevelImports + " parley/internal/store parley/internal/store/sqlite parley/internal/store/postgres parley/internal/store/rows parley/internal/bearer parley/internal/station parley/internal/simnet" +
			" parley/internal/chart parley/internal/feed parley/internal/intake parley/internal/api parley/internal/alarm parley/internal/paper parley/internal/agent parley/internal/socket parley/internal/passkey parley/internal/keystore parley/internal/config parley/internal/policy parley/internal/release parley/internal/node parley/internal/control parley/internal/console parley/internal/signin " +
			" parley/internal/faultdisk parley/internal/accounts parley/examples " + cobra + " " + term + " " + prometheus + " " + sqlite,
		tests: testscript + " " + tessera + " " + merkle + " " + formats + " " + sumdb + " parley/internal/passkey/passkeytest parley/internal/agent/agenttest parley/internal/store/storetest parley/internal/scenario parley/internal/console/browser " + chromedp},
	"cmd/parley/accept": {tests: topLevelImports + " parley/internal/store/postgres/pgtest parley/internal/agent parley/internal/agent/agenttest parley/internal/control parley/internal/keystore parley/internal/node parley/internal/passkey parley/internal/passkey/passkeytest"},
	"cmd/parley-verify": {files: topLevelImports, tests: testscript +
		" parley/internal/keystore parley/internal/agent parley/internal/agent/agenttest parley/internal/passkey parley/internal/passkey/passkeytest"},

	"bench/badline":  {files: "parley parley/wire parley/bench/table parley/bench/emulator parley/bench/peers parley/internal/node parley/internal/station parley/narrow parley/link"},
	"bench/emulator": {files: "golang.org/x/sys/unix"},
	"bench/peers":    {files: "parley/bench/emulator"},
	"bench/mesh":     {files: "parley parley/bench/table"},
	"bench/table":    {files: topLevelImports + " parley/internal/station parley/internal/store parley/internal/store/sqlite parley/internal/bearer parley/internal/keystore parley/internal/node"},
	"bench/faults": {files: "parley parley/bench/serving parley/bench/table parley/internal/store parley/internal/faultdisk" +
		" parley/internal/bearer parley/internal/simnet parley/internal/node parley/internal/control parley/internal/store/postgres/pgtest"},
	"bench/failover": {files: "parley parley/bench/serving parley/internal/control parley/internal/node parley/internal/store/postgres/pgtest"},
	"bench/serving":  {files: "parley parley/wire parley/internal/control parley/internal/keystore parley/internal/node parley/internal/store/postgres/pgtest"},
	"bench/console": {files: "parley parley/charter parley/form parley/wire parley/bench/table parley/internal/bearer parley/internal/console parley/internal/console/browser parley/internal/node" +
		" github.com/chromedp/cdproto/runtime github.com/chromedp/chromedp"},
	"bench/conflicts":  {files: "parley parley/charter parley/form parley/wire parley/bench/table parley/internal/node"},
	"bench/overlap":    {files: "parley parley/charter parley/form parley/overlap parley/bench/world golang.org/x/sys/unix"},
	"bench/world":      {files: "parley parley/charter parley/form parley/overlap"},
	"bench/map":        {files: "parley parley/charters parley/form parley/overlap parley/bench/world parley/internal/console parley/internal/console/browser parley/internal/node github.com/chromedp"},
	"bench/flood":      {files: "parley parley/wire parley/bench/table parley/internal/bearer parley/internal/keystore parley/internal/node"},
	"bench/verify":     {files: "parley parley/wire parley/charter parley/record parley/bench/table parley/internal/store parley/internal/store/sqlite parley/internal/node"},
	"bench/throughput": {files: "parley parley/bench/table parley/internal/store parley/internal/store/sqlite parley/internal/store/postgres parley/internal/store/postgres/pgtest parley/internal/agent parley/internal/socket parley/internal/keystore parley/internal/node"},

	"dictionary/make": {files: "parley parley/wire parley/dictionary"},

	"spec/mutate": {},

	"packaging/sbom": {files: "github.com/CycloneDX/cyclonedx-go"},
}

// TestArchitecture holds the rules of rules_test.go over this repository.
func TestArchitecture(t *testing.T) {
	tr := readTree(t, os.DirFS("."))
	if len(tr.files) < 10 {
		t.Fatalf("only %d Go files found; the test must run in the module root", len(tr.files))
	}
	for _, r := range rules {
		for _, fault := range r.check(tr) {
			t.Errorf("%s: %s", r.name, fault)
		}
	}
}

// TestArchitecturePlanted plants one violation at a time in a tree in memory and expects the rule to name it: a rule
// that cannot fail is a defect.
func TestArchitecturePlanted(t *testing.T) {
	const doc = "// Package wire is a plant.\npackage wire\n"
	for _, c := range []struct{ rule, path, text, want string }{
		{"imports", "link/x.go", "// Package link is a plant.\npackage link\n\nimport _ \"parley/record\"\n", "link may not import parley/record"},
		{"imports", "link/x.go", "// Package link is a plant.\npackage link\n\nimport _ \"" + cbor + "\"\n", "link may not import " + cbor},
		{"imports", "wire/x_test.go", "package wire\n\nimport _ \"parley/record\"\n", "wire may not import parley/record"},
		{"imports", "wire/x.go", doc + "\nimport _ \"" + cose + "\"\n", "wire may not import " + cose},
		{"imports", "wire/x.go", doc + "\nimport . \"strings\"\n", "a dot import"},
		{"imports", "extra/x.go", "// Package extra is a plant.\npackage extra\n", "extra is not in the import table"},
		{"imports", "internal/node/x.go", "// Package node is a plant.\npackage node\n\nimport _ \"parley/internal/store/sqlite\"\n", "may not import parley/internal/store/sqlite"},
		{"imports", "internal/node/x.go", "// Package node is a plant.\npackage node\n\nimport _ \"parley/internal/store/storetest\"\n", "may not import parley/internal/store/storetest"},
		{"imports", "cmd/parley/x.go", "// Command parley is a plant.\npackage main\n\nimport _ \"parley/internal/store/storetest\"\n", "may not import parley/internal/store/storetest"},
		{"imports", "cmd/parley-verify/x.go", "// Command parley-verify is a plant.\npackage main\n\nimport _ \"parley/internal/store\"\n", "may not import parley/internal/store"},
		{"pure", "wire/x.go", doc + "\nimport _ \"os\"\n", "imports os"},
		{"pure", "wire/x.go", doc + "\nimport _ \"net/http\"\n", "imports net/http"},
		{"pure", "wire/x.go", doc + "\nimport _ \"log/slog\"\n", "imports log/slog"},
		{"pure", "wire/x.go", doc + "\nimport _ \"sync/atomic\"\n", "imports sync/atomic"},
		{"pure", "wire/x.go", doc + "\nimport _ \"context\"\n", "imports context"},
		{"pure", "wire/x.go", doc + "\nimport _ \"math/rand/v2\"\n", "imports math/rand/v2"},
		{"pure", "wire/x.go", doc + "\nimport _ \"crypto/rand\"\n", "imports crypto/rand"},
		{"pure", "wire/x.go", doc + "\nfunc f() { go f() }\n", "a go statement"},
		{"pure", "wire/x.go", doc + "\nimport \"time\"\n\nvar now = time.Now\n", "time.Now"},
		{"pure", "wire/x.go", doc + "\nimport clock \"time\"\n\nfunc f() { clock.Sleep(1) }\n", "time.Sleep"},
		{"pure", "wire/x.go", doc + "\nimport \"time\"\n\nvar f = time.AfterFunc\n", "time.AfterFunc"},
		{"package comments", "wire/x.go", "package wire\n", "wire has no package comment"},
		{"package comments", "cmd/parley/x.go", "// The plant.\npackage main\n", "cmd/parley has no package comment"},
		{"doc comments", "wire/x.go", doc + "\ntype T int\n", "T has no doc comment"},
		{"doc comments", "wire/x.go", doc + "\nfunc F() {}\n", "F has no doc comment"},
		{"doc comments", "wire/x.go", doc + "\n// T is a plant.\ntype T int\n\nfunc (t *T) M() {}\n", "M has no doc comment"},
		{"doc comments", "wire/x.go", doc + "\nconst (\n\tA = 1 // a plant\n\tB = 2\n)\n", "B has no doc comment"},
		{"doc comments", "wire/x.go", doc + "\nvar V = 1\n", "V has no doc comment"},
		{"names", "wire/util.go", doc, "wire/util.go"},
		{"names", "wire/key_helpers.go", doc, "wire/key_helpers.go"},
		{"names", "internal/common/x.go", "// Package common is a plant.\npackage common\n", "internal/common"},
		{"unfinished", "wire/x.go", doc + "\n// " + "TO" + "DO: later\n", "wire/x.go:4"},
		{"unfinished", "doc/x.md", "a line\n" + "FIX" + "ME\n", "doc/x.md:2"},
		{"tests", "wire/x_test.go", "package wire\n\nimport \"time\"\n\nfunc f() { time.Sleep(1) }\n", "time.Sleep"},
		{"tests", "wire/x_test.go", "package wire\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) { t.Skip() }\n", "t.Skip"},
		{"tests", "wire/x_test.go", "package wire\n\nimport \"testing\"\n\nfunc TestX(t *testing.T) { t.Skipf(\"\") }\n", "t.Skipf"},
	} {
		r := ruleNamed(t, c.rule)
		got := strings.Join(r.check(readTree(t, fstest.MapFS{c.path: {Data: []byte(c.text)}})), "\n")
		if !strings.Contains(got, c.want) {
			t.Errorf("%s: planted in %s: got %q, want it to name %q", c.rule, c.path, got, c.want)
		}
	}
}

// TestArchitectureClean shows that the rules pass a tree without fault, so that what they report is the fault.
func TestArchitectureClean(t *testing.T) {
	clean := fstest.MapFS{
		"wire/x.go": {Data: []byte("// Package wire is clean.\npackage wire\n\nimport (\n\t\"time\"\n\n\t\"parley\"\n)\n\n" +
			"// T is a time.\ntype T = time.Time\n\n// Sizes.\nconst (\n\tA = 1\n\tB = 2\n)\n\nvar x parley.Hash\n")},
		"wire/x_test.go":                {Data: []byte("package wire_test\n\nimport (\n\t_ \"parley/wire\"\n\t_ \"" + cose + "\"\n)\n")},
		"link/x_test.go":                {Data: []byte("package link_test\n\nimport (\n\t\"testing/synctest\"\n\t\"time\"\n)\n\nfunc f() { time.Sleep(1); synctest.Wait() }\n")},
		"internal/store/storetest/x.go": {Data: []byte("// Package storetest is clean.\npackage storetest\n\nimport _ \"parley/internal/store\"\n")},
	}
	for _, r := range rules {
		for _, fault := range r.check(readTree(t, clean)) {
			t.Errorf("%s: %s", r.name, fault)
		}
	}
}

func ruleNamed(t *testing.T, name string) rule {
	t.Helper()
	for _, r := range rules {
		if r.name == name {
			return r
		}
	}
	t.Fatalf("no rule %q", name)
	return rule{}
}
