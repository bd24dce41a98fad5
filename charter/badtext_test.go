package charter_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
)

// A badEdit makes a bad charter of edition 1 of the vectors: the first occurrence of find is replaced by put, times
// times over where times is more than 0; an empty find stands for the end of the text.
type badEdit struct {
	name      string
	find, put string
	times     int
	want      string // the whole sentence
}

// on returns the bad text that e makes of text.
func (e badEdit) on(t *testing.T, text []byte) []byte {
	t.Helper()
	put := []byte(strings.Repeat(e.put, max(1, e.times)))
	if e.find == "" {
		return append(bytes.Clone(text), put...)
	}
	if !bytes.Contains(text, []byte(e.find)) {
		t.Fatalf("%s: %q is nowhere in the text", e.name, e.find)
	}
	return bytes.Replace(text, []byte(e.find), put, 1)
}

// vectorOf writes edits of a file as a vector.
func vectorOf(file string, edits []badEdit) []byte {
	v := newVector("Edits of " + file + " that a reader refuses: the first find is replaced by put.")
	for _, e := range edits {
		v.block()
		v.field("name", e.name)
		if e.find != "" {
			v.quoted("find", e.find)
		}
		v.quoted("put", e.put)
		if e.times > 0 {
			v.field("times", strconv.Itoa(e.times))
		}
		v.quoted("sentence", e.want)
	}
	return v.b.Bytes()
}

// lastClause is the second clause of edition-1.yaml, both languages.
const lastClause = `  - en: "A text that says \"agreed\" is written with a backslash before each quote: \\ and \"."
    fr: "Un texte qui dit « d'accord » s'écrit sans barre oblique inverse : \\ et \"."
`

// badEdits are refused [CHR-1] to [CHR-12]. They are also vectors.
var badEdits = []badEdit{
	// bytes and lines
	{"longer than 1 MiB", lastClause, "  - en: \"" + strings.Repeat("e", 4100) + "\"\n    fr: \"f\"\n", 255, "the charter has 1053108 bytes, more than 1048576"},
	{"a byte order mark", "edition: 1\n", "\uFEFFedition: 1\n", 0, "line 1: the text begins with a byte order mark (BOM); save it as UTF-8 without one"},
	{"CR LF line ends", "edition: 1\n", "edition: 1\r\n", 0, "line 1: the line ends with CR LF; save the text with LF line ends"},
	{"no line end at the end", "4096\n", "4096", 0, "line 75: the text does not end with a line end (LF)"},
	{"a map where its key has a value", "title:\n", "title: \"Line\"\n", 0, "line 3: `title` has no value on its own line; its values follow on the next lines, two spaces further in"},
	{"a line that belongs to nothing", "", "      sessions: 8\n", 0, "line 76: the line belongs to nothing; check its indentation"},
	{"257 clauses", lastClause, "  - en: \"e\"\n    fr: \"f\"\n", 256, "line 525: `clauses` has more than 256 items"},
	{"an empty line at the end", "", "\n", 0, "line 76: the line is empty; a text has no empty lines"},
	{"an empty line inside", "format:", "\nformat:", 0, "line 2: the line is empty; a text has no empty lines"},
	{"a line of spaces", "format:", "  \nformat:", 0, "line 2: the line is empty; a text has no empty lines"},
	{"a tab", "  en: \"Direct", "\ten: \"Direct", 0, "line 4: the line holds the character U+0009, which it may not"},
	{"a tab inside a string", "Direct line", "Direct\tline", 0, "line 4: the line holds the character U+0009, which it may not"},
	{"a zero byte", "Direct line", "Direct\x00line", 0, "line 4: the line holds the character U+0000, which it may not"},
	{"not UTF-8", "Direct line", "Direct\xFFline", 0, "line 4: the line is not UTF-8"},
	{"a surrogate in UTF-8", "Direct line", "Direct\xED\xA0\x80line", 0, "line 4: the line is not UTF-8"},
	{"an overlong encoding", "Direct line", "Direct\xC0\xAFline", 0, "line 4: the line is not UTF-8"},
	{"a character that turns the reading direction", "Direct line", "Direct\u202Eline", 0, "line 4: the line holds the character U+202E, which it may not"},
	{"a line separator", "Direct line", "Direct\u2028line", 0, "line 4: the line holds the character U+2028, which it may not"},
	{"a C1 control character", "Direct line", "Direct\u0085line", 0, "line 4: the line holds the character U+0085, which it may not"},
	{"a noncharacter", "Direct line", "Direct\uFFFEline", 0, "line 4: the line holds the character U+FFFE, which it may not"},
	{"a space at the end of a line", "exercise: true", "exercise: true ", 0, "line 8: a space stands at the end of the line"},
	{"a comment line", "title:", "# titles\ntitle:", 0, "line 3: comments are not allowed"},
	{"a comment after a value", "exercise: true", "exercise: true # yes", 0, "line 8: comments are not allowed"},
	{"a comment after a string", `- "en"`, `- "en" # English`, 0, "line 7: nothing may follow the closing quote; a quote inside a string is written \\\""},
	{"a document marker before", "edition: 1", "---\nedition: 1", 0, "line 1: document markers and directives are not allowed; a text is one document"},
	{"a second document", "", "---\n", 0, "line 76: document markers and directives are not allowed; a text is one document"},
	{"a directive", "edition: 1", "%YAML 1.2\nedition: 1", 0, "line 1: document markers and directives are not allowed; a text is one document"},

	// what YAML has beyond the subset
	{"an anchor", `name: "Northland"`, `name: &n "Northland"`, 0, "line 19: anchors (&) are not allowed; write the value out"},
	{"an alias", `name: "Southmark"`, `name: *n`, 0, "line 26: aliases (*) are not allowed; write the value out"},
	{"a tag", `name: "Northland"`, `name: !!str "Northland"`, 0, "line 19: tags (!) are not allowed; write the value alone"},
	{"a merge key", "    name: \"Northland\"", "    <<: *p", 0, "line 19: merge keys are not allowed; write the values out"},
	{"a flow list", "authentic:\n  - \"en\"", `authentic: ["en"]`, 0, "line 6: lists in [ ] and maps in { } are not allowed; write one value a line"},
	{"a flow map", "schedules:\n  line_test_minutes: 60", "schedules: {line_test_minutes: 60}", 0, "line 69: lists in [ ] and maps in { } are not allowed; write one value a line"},
	{"a flow key", "edition: 1", "{edition: 1}", 0, "line 1: `{edition: 1}` is not of the form `key: value`, with a plain lower-case word as key"},
	{"a complex key", "edition: 1", "? edition\n: 1", 0, "line 1: `? ` is not allowed; write `key: value`"},
	{"a text over several lines", `name: "Northland"`, "name: |\n      Northland", 0, "line 19: texts over several lines (| and >) are not allowed; write one line in double quotes"},
	{"a folded text", `name: "Northland"`, "name: >-\n      Northland", 0, "line 19: texts over several lines (| and >) are not allowed; write one line in double quotes"},
	{"a string over two lines", `name: "Northland"`, "name: \"North\n      land\"", 0, "line 19: the closing quote is missing"},
	{"null", `name: "Northland"`, "name: ~", 0, "line 19: write `name: \"~\"`: every string stands in double quotes"},
	{"no value", `name: "Northland"`, "name:", 0, "line 19: `name` has no value; an empty list is left out with its key"},
	{"only a dash", `- "air-desk"`, `-`, 0, "line 24: a list item begins with `- ` and its first value, on one line"},

	// strings
	{"a string without quotes", `id: "north"`, `id: north`, 0, "line 18: write `id: \"north\"`: every string stands in double quotes"},
	{"a string in single quotes", `id: "north"`, `id: 'north'`, 0, "line 18: write `id: \"north\"`: every string stands in double quotes"},
	{"a list item without quotes", `- "air-desk"`, `- air-desk`, 0, "line 24: write `- \"air-desk\"`: every string stands in double quotes"},
	{"a key in quotes", `exercise: true`, `"exercise": true`, 0, "line 8: `\"exercise\": true` is not of the form `key: value`, with a plain lower-case word as key"},
	{"an escape that is not needed", "Direct line", `Direct\u0020line`, 0, "line 4: a backslash in a string is written \\\\, and only \\\" and \\\\ are escapes"},
	{"an escaped slash", "Direct line", `Direct\/line`, 0, "line 4: a backslash in a string is written \\\\, and only \\\" and \\\\ are escapes"},
	{"an escaped line end", "Direct line", `Direct\nline`, 0, "line 4: a backslash in a string is written \\\\, and only \\\" and \\\\ are escapes"},
	{"a backslash at the end", `Northland"`, `Northland\"`, 0, "line 19: the closing quote is missing"},
	{"a quote inside a string", "Direct line", `Direct "line"`, 0, "line 4: nothing may follow the closing quote; a quote inside a string is written \\\""},
	{"an empty string", `name: "Northland"`, `name: ""`, 0, "line 19: the string is empty"},
	{"a space at the end of a string", `name: "Northland"`, `name: "Northland "`, 0, "line 19: the string begins or ends with a space"},
	{"a no-break space at the start of a string", `name: "Northland"`, "name: \"\u00A0Northland\"", 0, "line 19: the string begins or ends with a space"},
	{"a long title", "Northland", "N", 201, "line 4: the string has 235 bytes, more than 200"},
	{"two spaces before a value", `id: "north"`, `id:  "north"`, 0, "line 18: one space stands before a value, not more"},
	{"no space before a value", `id: "north"`, `id:"north"`, 0, "line 18: put a space after `id:`"},

	// numbers and truth values
	{"a number in quotes", "edition: 1", `edition: "1"`, 0, "line 1: `edition` is a plain decimal number of at most 15 digits, without quotes, sign and leading zeros"},
	{"a leading zero", "retention_days: 0", "retention_days: 00", 0, "line 71: `retention_days` is a plain decimal number of at most 15 digits, without quotes, sign and leading zeros"},
	{"a sign", "retention_days: 0", "retention_days: +0", 0, "line 71: `retention_days` is a plain decimal number of at most 15 digits, without quotes, sign and leading zeros"},
	{"a negative number", "retention_days: 0", "retention_days: -1", 0, "line 71: `retention_days` is a plain decimal number of at most 15 digits, without quotes, sign and leading zeros"},
	{"a hexadecimal number", "retention_days: 0", "retention_days: 0x0", 0, "line 71: `retention_days` is a plain decimal number of at most 15 digits, without quotes, sign and leading zeros"},
	{"a fraction", "retention_days: 0", "retention_days: 0.0", 0, "line 71: `retention_days` is a plain decimal number of at most 15 digits, without quotes, sign and leading zeros"},
	{"an underscore in a number", "stored_mib: 4096", "stored_mib: 4_096", 0, "line 75: `stored_mib` is a plain decimal number of at most 15 digits, without quotes, sign and leading zeros"},
	{"a number out of range", "retention_days: 0", "retention_days: 36501", 0, "line 71: `retention_days` is 36501, not 0 to 36500"},
	{"a number of twenty digits", "retention_days: 0", "retention_days: 18446744073709551616", 0, "line 71: `retention_days` is a plain decimal number of at most 15 digits, without quotes, sign and leading zeros"},
	{"no session allowed", "sessions: 8", "sessions: 0", 0, "line 73: `sessions` is 0, not 1 to 64"},
	{"edition 0", "edition: 1", "edition: 0", 0, "line 1: `edition` is 0, not 1 to 1000000"},
	{"yes for true", "exercise: true", "exercise: yes", 0, "line 8: `exercise` is true or false, without quotes"},
	{"True for true", "exercise: true", "exercise: True", 0, "line 8: `exercise` is true or false, without quotes"},
	{"true in quotes", "exercise: true", `exercise: "true"`, 0, "line 8: `exercise` is true or false, without quotes"},
	{"a number for a truth value", "exercise: true", "exercise: 1", 0, "line 8: `exercise` is true or false, without quotes"},
	{"a number for a string", `name: "Northland"`, "name: 7", 0, "line 19: write `name: \"7\"`: every string stands in double quotes"},
	{"true for a string", `name: "Northland"`, "name: true", 0, "line 19: write `name: \"true\"`: every string stands in double quotes"},

	// keys
	{"a repeated key", "exercise: true\n", "exercise: true\nexercise: false\n", 0, "line 9: the key `exercise` stands twice"},
	{"a repeated key of a party", "    name: \"Northland\"\n", "    name: \"Northland\"\n    name: \"Northland\"\n", 0, "line 20: the key `name` stands twice"},
	{"a key repeated later", "retention_days: 0\n", "retention_days: 0\nexercise: false\n", 0, "line 72: the key `exercise` stands twice"},
	{"a key repeated at the end", "", "exercise: false\n", 0, "line 76: the key `exercise` stands twice"},
	{"an unknown key", "exercise: true\n", "exercise: true\ncolour: \"blue\"\n", 0, "line 9: the key `colour` is unknown; here stands `in_force`"},
	{"an unknown key at the end", "", "colour: \"blue\"\n", 0, "line 76: the key `colour` is unknown"},
	{"an unknown key of a party", "    name: \"Northland\"\n", "    name: \"Northland\"\n    flag: \"blue\"\n", 0, "line 20: the key `flag` is unknown; here stands `root`"},
	{"a key in capitals", "exercise: true\n", "Exercise: true\n", 0, "line 8: `Exercise: true` is not of the form `key: value`, with a plain lower-case word as key"},
	{"keys in another order", "exercise: true\nin_force: \"2026-11-22T00:00:00.000Z\"", "in_force: \"2026-11-22T00:00:00.000Z\"\nexercise: true", 0, "line 8: here stands the key `exercise`, not `in_force`; keys stand in a fixed order and none may be missing"},
	{"a missing key", "exercise: true\n", "", 0, "line 8: here stands the key `exercise`, not `in_force`; keys stand in a fixed order and none may be missing"},
	{"a missing key of a party", "    name: \"Northland\"\n", "", 0, "line 19: here stands the key `name`, not `root`; keys stand in a fixed order and none may be missing"},
	{"a missing last key of a party", "    posts:\n      - \"duty\"\n      - \"air-desk\"\n", "", 0, "line 22: the key `posts` is missing before this line"},
	{"a missing last key", "  stored_mib: 4096\n", "", 0, "line 74: the text ends here, but `stored_mib` must follow"},
	{"nothing after the first line", "format: \"parley-charter-1\"\n", "", 0, "line 2: here stands the key `format`, not `title`; keys stand in a fixed order and none may be missing"},
	{"another format", "parley-charter-1", "parley-charter-2", 0, "line 2: write `format: \"parley-charter-1\"`: this version reads no other"},
	{"the charter id in edition 1", "edition: 1\n", "edition: 1\ncharter: \"18ca26ac18d1b5b50efb20b60bce9415f8a1edf37f194383d0c53fd4018213c5\"\namends: \"18ca26ac18d1b5b50efb20b60bce9415f8a1edf37f194383d0c53fd4018213c5\"\n", 0, "line 2: here stands the key `format`, not `charter`; keys stand in a fixed order and none may be missing"},
	{"no charter id in edition 2", "edition: 1\n", "edition: 2\n", 0, "line 2: here stands the key `charter`, not `format`; keys stand in a fixed order and none may be missing"},
	{"edition 2 that amends another than the first", "edition: 1\n", "edition: 2\ncharter: \"18ca26ac18d1b5b50efb20b60bce9415f8a1edf37f194383d0c53fd4018213c5\"\namends: \"08ca26ac18d1b5b50efb20b60bce9415f8a1edf37f194383d0c53fd4018213c5\"\n", 0, "line 3: edition 2, and no other, amends the first edition, whose id is the charter id"},
	{"edition 3 that amends the first", "edition: 1\n", "edition: 3\ncharter: \"18ca26ac18d1b5b50efb20b60bce9415f8a1edf37f194383d0c53fd4018213c5\"\namends: \"18ca26ac18d1b5b50efb20b60bce9415f8a1edf37f194383d0c53fd4018213c5\"\n", 0, "line 3: edition 2, and no other, amends the first edition, whose id is the charter id"},
	{"procedures", "clocks:", "procedures:\n  - name: \"silence\"\nclocks:", 0, "line 63: before `procedures` stands the edition of its language: `language: 1`"},

	// indentation
	{"one space more", "  en: \"Direct", "   en: \"Direct", 0, "line 4: the line is indented by 3 columns; each level is two spaces"},
	{"two spaces more", "  en: \"Direct", "    en: \"Direct", 0, "line 4: the line is indented too far; here stands `  en`"},
	{"a list at the margin of its key", "  - \"en\"\n", "- \"en\"\n", 0, "line 7: `authentic` is a list; its items begin with `  - `"},
	{"a list as a map", "  - \"en\"\n", "  en: \"en\"\n", 0, "line 7: `authentic` is a list; its items begin with `  - `"},
	{"a map as a list", "  line_test_minutes: 60", "  - line_test_minutes: 60", 0, "line 70: the line begins with `- `, but here stands the key `line_test_minutes`"},
	{"a list in a list", "  - \"en\"\n", "  - - \"en\"\n", 0, "line 7: a list item begins with `- ` and its first value, on one line"},
	{"a key where a string stands", "      - \"air-desk\"", "      - post: \"air-desk\"", 0, "line 24: here stands a string in double quotes, without a key"},
	{"a string where a key stands", "  - id: \"north\"", "  - \"north\"", 0, "line 18: here stands the key `id`"},
	{"a key without its dash", "  - id: \"south\"", "    id: \"south\"", 0, "line 25: the key `id` stands twice"},

	// languages
	{"a language in capitals", "  en: \"Direct", "  EN: \"Direct", 0, "line 4: `EN: \"Direct line between Northland and Southmark\"` is not of the form `key: value`, with a plain lower-case word as key"},
	{"the language no", "  en: \"Direct", "  no: \"Direct", 0, "line 4: the language id \"no\" is a word that readers of YAML take for a truth value; choose another"},
	{"a language that is none", "  en: \"Direct", "  e: \"Direct", 0, "line 4: the language tag \"e\" is not made like BCP 47, for example \"en\" or \"uk\""},
	{"a language twice", "  fr: \"Ligne", "  en: \"Ligne", 0, "line 5: the language `en` stands twice"},
	{"languages in another order", "  en: \"Direct line between Northland and Southmark\"\n  fr: \"Ligne directe entre Northland et Southmark\"\n", "  fr: \"Ligne directe entre Northland et Southmark\"\n  en: \"Direct line between Northland and Southmark\"\n", 0, "line 4: write `  en: \"Direct line between Northland and Southmark\"`: a text has one form only"},
	{"no language", "  en: \"Direct line between Northland and Southmark\"\n  fr: \"Ligne directe entre Northland et Southmark\"\n", "", 0, "line 4: here stands the title in each language, for example `  en: \"Direct line\"`"},
	{"a clause that lacks a language", "    fr: \"L'emploi de cette ligne n'implique aucune reconnaissance et ne crée aucune obligation juridique.\"\n", "", 0, "line 14: the key `fr` is missing before this line"},
	{"a clause with one language more", "    fr: \"L'emploi", "    es: \"L\"\n    fr: \"L'emploi", 0, "line 14: the key `es` is unknown; here stands `fr`"},
	{"labels that lack a language", "  fr:\n    - \"ROUTINE\"\n    - \"URGENT\"\n    - \"IMMÉDIAT\"\n    - \"FLASH\"\n", "", 0, "line 42: the key `fr` is missing before this line"},
	{"an authentic language that the charter lacks", `- "en"`, `- "de"`, 0, "line 7: the charter has no language \"de\"; its languages are those of its title"},
	{"an authentic language twice", `- "en"`, "- \"en\"\n  - \"en\"", 0, "line 8: the language \"en\" stands twice"},
	{"no authentic language", "authentic:\n  - \"en\"\n", "authentic:\n", 0, "line 7: `authentic` is a list; its items begin with `  - `"},

	// parties
	{"a party called no", `id: "north"`, `id: "no"`, 0, "line 18: the party id \"no\" is a word that readers of YAML take for a truth value; choose another"},
	{"a party that reads as a number", `id: "north"`, `id: "0x1"`, 0, "line 18: the party id \"0x1\" reads as a number; choose one that does not"},
	{"a party in capitals", `id: "north"`, `id: "North"`, 0, "line 18: the party id \"North\" may hold only a to z, 0 to 9 and -"},
	{"a party with a long id", `id: "north"`, `id: "north-of-the-river-and-of-the-sea"`, 0, "line 18: the party id \"north-of-the-river-and-of-the-sea\" is longer than 32 bytes"},
	{"a party twice", `id: "south"`, `id: "north"`, 0, "line 25: the party \"north\" stands twice"},
	{"one party only", "  - id: \"south\"\n    name: \"Southmark\"\n    root: \"3620ccdaaf70b29da60f96e3b14373a8f6276d9cf0145ed34b2e43d33a3cbb8b\"\n    recovery: \"271f536e3255e29f01034e1797cb4abe9fba87f295fade861029bc65c4f50be3\"\n    posts:\n      - \"duty\"\n", "", 0, "line 17: a charter has at least two parties"},
	{"a root in capitals", "d74c3c19", "D74C3C19", 0, "line 20: `root` is 64 lower-case hexadecimal digits"},
	{"a root of 31 bytes", "d74c3c19", "d74c3c", 0, "line 20: `root` is 64 lower-case hexadecimal digits"},
	{"a root of small order", "d74c3c197a30b7c20454cb226c68eafcd19d4ba5f0722d0ce2d22e5345e0986f", "0100000000000000000000000000000000000000000000000000000000000080", 0, "line 20: the public key 0100000000000000000000000000000000000000000000000000000000000080 is none that binds its holder to what it signs"},
	{"a root of order 8", "d74c3c197a30b7c20454cb226c68eafcd19d4ba5f0722d0ce2d22e5345e0986f", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa", 0, "line 20: the public key c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa is none that binds its holder to what it signs"},
	{"a root that is not canonical", "d74c3c197a30b7c20454cb226c68eafcd19d4ba5f0722d0ce2d22e5345e0986f", "f1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", 0, "line 20: the public key f1ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f is none that binds its holder to what it signs"},
	{"a root twice", "3620ccdaaf70b29da60f96e3b14373a8f6276d9cf0145ed34b2e43d33a3cbb8b", "d74c3c197a30b7c20454cb226c68eafcd19d4ba5f0722d0ce2d22e5345e0986f", 0, "line 27: the root key of south is the same key as the root key of north; every key has one holder and one use"},
	{"a recovery key twice", "271f536e3255e29f01034e1797cb4abe9fba87f295fade861029bc65c4f50be3", "86d00353fa5f3dabc93b7dc55a4235cd25b861213b6d2befa3fb32f27900761b", 0, "line 28: the recovery key of south is the same key as the recovery key of north; every key has one holder and one use"},
	{"a recovery key that is a root", "271f536e3255e29f01034e1797cb4abe9fba87f295fade861029bc65c4f50be3", "187c11200b67d580a1f5d617323df43962ae0dd081004aab4f570daf41ac92aa", 0, "line 28: the recovery key of south is the same key as the root key of north; every key has one holder and one use"},
	{"a post called no", `- "air-desk"`, `- "no"`, 0, "line 24: the post id \"no\" is a word that readers of YAML take for a truth value; choose another"},
	{"a post twice", `- "air-desk"`, `- "duty"`, 0, "line 24: the post \"duty\" stands twice"},

	// words
	{"a marking twice", "handling:\n", "handling:\n  - mark: \"PARTIES ONLY\"\n    title:\n      en: \"a\"\n      fr: \"b\"\n", 0, "line 36: the marking \"PARTIES ONLY\" stands twice"},
	{"a long label", "PRIORITY", "P", 65, "line 39: the string has 65 bytes, more than 64"},
	{"three labels", "    - \"PRIORITY\"\n", "", 0, "line 40: `en` has 3 labels, not 4: routine, priority, immediate, flash"},
	{"five labels", "    - \"PRIORITY\"\n", "    - \"PRIORITY\"\n    - \"SOON\"\n", 0, "line 42: `en` has more than 4 items"},
	{"a label twice", `- "PRIORITY"`, `- "ROUTINE"`, 0, "line 39: the label \"ROUTINE\" stands twice"},
	{"no form text", `name: "text"`, `name: "telex"`, 0, "line 47: the forms \"text\" and \"ack\" are in every charter, and one is missing here"},
	{"no form ack", `name: "ack"`, `name: "telex"`, 0, "line 47: the forms \"text\" and \"ack\" are in every charter, and one is missing here"},
	{"a form twice", `name: "line-test"`, `name: "text"`, 0, "line 58: the form \"text\" stands twice"},
	{"a form called on", `name: "line-test"`, `name: "on"`, 0, "line 58: the form id \"on\" is a word that readers of YAML take for a truth value; choose another"},

	// times
	{"a time without milliseconds", "T00:00:00.000Z", "T00:00:00Z", 0, "line 9: `in_force` is a time in UTC from 2020 on, written like \"2026-11-22T00:00:00.000Z\""},
	{"a time with an offset", "T00:00:00.000Z", "T00:00:00.000+03:00", 0, "line 9: `in_force` is a time in UTC from 2020 on, written like \"2026-11-22T00:00:00.000Z\""},
	{"a day that is none", "2026-11-22T", "2026-11-31T", 0, "line 9: `in_force` is a time in UTC from 2020 on, written like \"2026-11-22T00:00:00.000Z\""},
	{"a leap second", "T00:00:00.000Z", "T23:59:60.000Z", 0, "line 9: `in_force` is a time in UTC from 2020 on, written like \"2026-11-22T00:00:00.000Z\""},
	{"a time before 2020", "2026-11-22T", "2019-12-31T", 0, "line 9: `in_force` is a time in UTC from 2020 on, written like \"2026-11-22T00:00:00.000Z\""},
	{"a comma in a time", "T00:00:00.000Z", "T00:00:00,000Z", 0, "line 9: `in_force` is a time in UTC from 2020 on, written like \"2026-11-22T00:00:00.000Z\""},
}
