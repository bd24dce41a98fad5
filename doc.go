// Package parley is the vocabulary of a direct line and a joint record between parties that do not trust each other.
//
// It holds the field's words as types: parties and posts, precedence, date-time groups, message ids, receipts and
// the error codes that both users and peers see. It has no I/O, no clock, no goroutine, and imports nothing of this
// module; every other package speaks in these types.
//
// # Reading order
//
// What parties agree on stands at the top level, each package with a chapter in spec/ and vectors in spec/vectors/:
//
//	wire     bytes <-> values, one canonical encoding: payload, envelope, leaf, head, frame
//	charter  the text that the parties sign, and each party's sheet of keys
//	record   one party's append-only log: leaves, heads, proofs, mirrors, evidence
//	form     the typed bodies of messages, human references, rules
//	link     the state machine of one line: precedence, frames, resume
//
// What is one node's own business stands under internal/. An auditor, or the other side's engineers, need only read
// the top level; cmd/parley-verify imports nothing else.
package parley
