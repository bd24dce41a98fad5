// Package charter reads, checks, prints and signs the text that all parties sign, and each party's sheet of keys.
//
// # Charter
//
// A charter is a text that people can read and that has one form only: block YAML with two-space indentation, every
// string in double quotes, keys in a fixed order, LF line ends, no comments.
//
//	edition: 1
//	format: "parley-charter-1"
//	title:
//	  en: "Direct line between Northland and Southmark"
//	authentic:
//	  - "en"
//	exercise: true
//	...
//
// Parse accepts the one canonical text of its data and nothing else, and names the line of the first mistake. The
// edition id is the SHA-256 of the text; the charter id is the edition id of edition 1 and stays through all
// editions. People compare the edition id as a fingerprint of twelve groups of five digits. Each party's root key
// signs the text as a C2SP signed note under the key name "parley/<party>/root".
//
// After the forms may stand, in a language that has editions, what messages hold and what the parties do with them:
// constants, areas, schemas with their fields and rules, and procedures with their roles, acts, states and clocks. Parse
// refuses what can't work, such as a state that nobody can leave; whether the expression of a rule is one is held
// elsewhere, by the line that the Rule carries. What stands in another edition of the language is kept as it is.
//
// # Sheet
//
// A sheet is a party's own numbered page of public keys and addresses: canonical CBOR, signed by the root and by
// every Ed25519 key on it. A party file carries the root key, the recovery hash, the posts and a sheet; it is handed
// over before the first charter is drafted.
//
// Everything here is a pure function of its arguments. The format is spec/2-charter.md.
package charter
