// Package form is the typed bodies of messages: their one encoding, their text and JSON, and the rules that raise flags.
//
// A charter's schema says which fields the body of a form has (package charter). A Form is that schema under one edition:
//
//	f := form.Of(c, "launch-notice")
//	body, err := f.FromJSON(text)   // or f.Set(&body, "start=2026-12-01T06:00Z")
//	bytes, err := f.Encode(body)    // the body of the message
//	fmt.Print(f.Show("fr", bytes))  // what an officer reads
//
// # Body
//
// A body is a CBOR array in the encoding of package wire: one pair [name, value] for each field that is there, in the
// order of the schema, and before them the pair ["REF", reference] where the form gives human references. So it can be
// read without its schema [FORM-1]. Numbers are integers in the unit of their last decimal, times and durations
// milliseconds, coordinates 0.00001 degrees; there is no floating point in a body or in a rule.
//
//	[["REF", "LAUNCH/NORTH/26/0003/F1/O"], ["start", 1796104800000], ["impact", ["circle", 1000, [5933000, 1806000], 25000, ""]]]
//
// A body that does not fit its schema is still shown, as raw data (Show): a form never stops a text [FORM-13].
//
// # Rules
//
// Rules are expressions in a part of CEL over the body, the message's time, the charter's constants and the earlier
// notices of the same party (Compile, Rules.Check). A rule raises a flag, never an error and never a state. It sees
// UTC instants only, has no floating point and a limit on its cost, so every node computes the same.
//
// # Human references
//
// REGIME/PARTY/YY/NUMBER/FORMAT/STATUS, as the field writes them, counted by each party without gaps; a receiver that sees
// a gap says so and refuses nothing (Gaps).
package form
