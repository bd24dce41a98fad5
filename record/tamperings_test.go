package record_test

import (
	"bytes"
	"strings"

	"parley"
	"parley/record"
	"parley/wire"
)

var shapeTamperings = []tampering{
	{"version 0", func(x *exchange, e *record.Evidence) { e.Version = 0 }, "version 0"},
	{"version 2", func(x *exchange, e *record.Evidence) { e.Version = 2 }, "version 2"},
	{"kind 0", func(x *exchange, e *record.Evidence) { e.Kind = 0 }, "kind 0"},
	{"kind 5", func(x *exchange, e *record.Evidence) { e.Kind = record.EvidenceProceeding + 1 }, "kind 5"},
	{"kind fork", func(x *exchange, e *record.Evidence) { e.Kind = record.EvidenceFork }, "evidence of a fork has"},
	{"kind date", func(x *exchange, e *record.Evidence) { e.Kind = record.EvidenceDate }, "evidence of a date that goes back has"},
	{"a fork beside", func(x *exchange, e *record.Evidence) { e.Fork = &record.Contradiction{} }, "evidence of a message has"},
	{"no edition", func(x *exchange, e *record.Evidence) { e.Editions = nil }, "0 editions"},
	{"no message", func(x *exchange, e *record.Evidence) { e.Envelopes = nil }, "evidence of a message has"},
	{"no record", func(x *exchange, e *record.Evidence) { e.Logs = nil }, "evidence of a message has"},
	{"records swapped", func(x *exchange, e *record.Evidence) { e.Logs[0], e.Logs[1] = e.Logs[1], e.Logs[0] }, "order of their parties"},
	{"a record twice", func(x *exchange, e *record.Evidence) { e.Logs = append(e.Logs, e.Logs[1]) }, "order of their parties"},
	{"a party that is none", func(x *exchange, e *record.Evidence) { e.Logs[north].Party = "no" }, "truth value"},
	{"messages swapped", func(x *exchange, e *record.Evidence) { e.Envelopes[1], e.Envelopes[2] = e.Envelopes[2], e.Envelopes[1] }, "order of their ids"},
	{"a message twice", func(x *exchange, e *record.Evidence) { e.Envelopes = append(e.Envelopes, e.Envelopes[2]) }, "order of their ids"},
	{"no sheet", func(x *exchange, e *record.Evidence) { e.Logs[north].Pages = nil }, "no sheet or no head"},
	{"no head", func(x *exchange, e *record.Evidence) { e.Logs[north].Heads = nil }, "no sheet or no head"},
	{"heads swapped", func(x *exchange, e *record.Evidence) {
		h := e.Logs[south].Heads
		h[0], h[1] = h[1], h[0]
	}, "heads of south are not in ascending order"},
	{"a head of size 1", func(x *exchange, e *record.Evidence) { e.Logs[south].Heads[0].Size = 1 }, "head of size 1"},
	{"a head beyond all", func(x *exchange, e *record.Evidence) { e.Logs[south].Heads[1].Size = 1 << 60 }, "cannot be one"},
	{"half a head's signature", func(x *exchange, e *record.Evidence) { e.Logs[south].Heads[0].Signature = make([]byte, 32) }, "cannot be one"},
	{"leaves swapped", func(x *exchange, e *record.Evidence) {
		l := e.Logs[north].Leaves
		l[2], l[3] = l[3], l[2]
	}, "leaves of north are not in ascending order"},
	{"a leaf twice", func(x *exchange, e *record.Evidence) {
		e.Logs[north].Leaves = append(e.Logs[north].Leaves, e.Logs[north].Leaves[4])
	}, "leaves of north are not in ascending order"},
	{"a head that is not there", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves[2].Head = 1 }, "name a head that is not there"},
	{"a proof between heads too many", func(x *exchange, e *record.Evidence) { e.Logs[north].Consistency = [][]parley.Hash{nil} }, "1 heads and 1 proofs"},
	{"a proof between heads too few", func(x *exchange, e *record.Evidence) { e.Logs[south].Consistency = nil }, "2 heads and 0 proofs"},
	{"cosignatures swapped", func(x *exchange, e *record.Evidence) {
		c := e.Logs[south].Cosignatures
		c[0], c[1] = c[1], c[0]
	}, "not in ascending order"},
	{"a cosignature of a head that is not there", func(x *exchange, e *record.Evidence) { e.Logs[south].Cosignatures[1].Head = 2 }, "cosignature of the record of south cannot be one"},
	{"a cosignature by the owner", func(x *exchange, e *record.Evidence) { e.Logs[south].Cosignatures[1].Mirror = "south" }, "cannot be one"},
	{"a cosignature at the end of time", func(x *exchange, e *record.Evidence) { e.Logs[south].Cosignatures[1].Seconds = 1 << 63 }, "cannot be one"},
	{"half a cosignature", func(x *exchange, e *record.Evidence) { e.Logs[south].Cosignatures[1].Signature = make([]byte, 63) }, "cannot be one"},
}

var editionTamperings = []tampering{
	{"a word changed", func(x *exchange, e *record.Evidence) {
		e.Editions[0].Text = bytes.Replace(e.Editions[0].Text, []byte("Northland"), []byte("Northlard"), 1)
	}, "signature of north does not verify"},
	{"a signature missing", func(x *exchange, e *record.Evidence) { e.Editions[0].Signatures = e.Editions[0].Signatures[:1] }, "2 parties and 1 signatures"},
	{"a signature too many", func(x *exchange, e *record.Evidence) {
		e.Editions[0].Signatures = append(e.Editions[0].Signatures, e.Editions[0].Signatures[1])
	}, "2 parties and 3 signatures"},
	{"signatures swapped", func(x *exchange, e *record.Evidence) {
		s := e.Editions[0].Signatures
		s[0], s[1] = s[1], s[0]
	}, "signature of north under edition 1 is not at its place"},
	{"a line without its end", func(x *exchange, e *record.Evidence) {
		e.Editions[0].Signatures[0] = strings.TrimSuffix(e.Editions[0].Signatures[0], "\n")
	}, "not at its place"},
	{"a signature under the other's name", func(x *exchange, e *record.Evidence) {
		e.Editions[0].Signatures[1] = strings.Replace(e.Editions[0].Signatures[0], "north", "south", 1)
	}, "another key than its root key"},
	{"the same edition twice", func(x *exchange, e *record.Evidence) { e.Editions = append(e.Editions, e.Editions[0]) }, "do not go up from edition 1"},
	{"not YAML", func(x *exchange, e *record.Evidence) { e.Editions[0].Text = []byte("edition") }, "line 1"},
}

var recordTamperings = []tampering{
	{"leaf 1 missing", func(x *exchange, e *record.Evidence) {
		e.Logs[north].Leaves = append(e.Logs[north].Leaves[:1], e.Logs[north].Leaves[2:]...)
	}, "the first two leaves are not proved"},
	{"no leaf", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves = nil }, "the first two leaves are not proved"},
	{"a leaf at another place", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves[4].Index = 5 + 1 }, "has no leaf 6"},
	{"a leaf changed", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves[3].Leaf[20] ^= 1 }, "is not proved by the head"},
	{"a leaf of another kind", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves[3].Leaf[0] = byte(wire.LeafOpened) }, "is not proved by the head"},
	{"a leaf that is none", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves[3].Leaf = []byte{1} }, "which no leaf has"},
	{"a path cut", func(x *exchange, e *record.Evidence) { e.Logs[north].Leaves[3].Path = nil }, "is not proved by the head"},
	{"under another head", func(x *exchange, e *record.Evidence) { e.Logs[south].Leaves[0].Head = 1 }, "is not proved by the head"},
	{"the other's sheet", func(x *exchange, e *record.Evidence) { e.Logs[north].Pages = e.Logs[south].Pages }, "the sheet of leaf 0 is not in the file"},
	{"a sheet too many", func(x *exchange, e *record.Evidence) {
		e.Logs[north].Pages = append(e.Logs[north].Pages, e.Logs[north].Pages[0])
	}, "a sheet in the file stands in no leaf"},
	{"a head's signature on another", func(x *exchange, e *record.Evidence) {
		e.Logs[south].Heads[1].Signature = e.Logs[south].Heads[0].Signature
	}, "the head of size 6 is not signed by the log key"},
	{"a head of another size", func(x *exchange, e *record.Evidence) { e.Logs[south].Heads[1].Size++ }, "is not proved by the head of size 7"},
	{"the record of another party", func(x *exchange, e *record.Evidence) { e.Logs[south].Party = "west" }, "in the record of west"},
	{"a bent proof between heads", func(x *exchange, e *record.Evidence) { e.Logs[south].Consistency[0][0][0] ^= 1 }, "not proved to continue"},
	{"no proof between heads", func(x *exchange, e *record.Evidence) { e.Logs[south].Consistency[0] = nil }, "not proved to continue"},
}

var cosignatureTamperings = []tampering{
	{"moved to another head", func(x *exchange, e *record.Evidence) {
		e.Logs[south].Cosignatures = e.Logs[south].Cosignatures[1:]
		e.Logs[south].Cosignatures[0].Head = 0
	}, "cosignature of north over the head of size 3 of south"},
	{"another time", func(x *exchange, e *record.Evidence) { e.Logs[south].Cosignatures[0].Seconds++ }, "cosignature of north over the head of size 3"},
	{"by a party that is not in the file", func(x *exchange, e *record.Evidence) { e.Logs[south].Cosignatures[0].Mirror = "east" }, "cosignature of east"},
	{"moved to the other record", func(x *exchange, e *record.Evidence) {
		e.Logs[north].Cosignatures[0].Signature = e.Logs[south].Cosignatures[1].Signature
	}, "cosignature of south over the head of size 6 of north"},
}

var messageTamperings = []tampering{
	{"a word of the text", func(x *exchange, e *record.Evidence) {
		e.Envelopes[0] = bytes.Replace(e.Envelopes[0], []byte("Is it yours"), []byte("It is yours"), 1)
	}, "no leaf of the record of north says that it sent"},
	{"not a message", func(x *exchange, e *record.Evidence) { e.Envelopes[0] = []byte{0x80} }, "not readable"},
	{"the message as a further one", func(x *exchange, e *record.Evidence) {
		e.Envelopes = [][]byte{x.reply.Encode(), x.message.Encode()}
	}, "does not refer to"},
	{"its sent leaf not shown", func(x *exchange, e *record.Evidence) {
		e.Logs[north].Leaves = append(e.Logs[north].Leaves[:2], e.Logs[north].Leaves[3:]...)
	}, "no leaf of the record of north says that it sent"},
	{"its author's record not shown", func(x *exchange, e *record.Evidence) {
		e.Logs = e.Logs[south:]
		e.Logs[0].Cosignatures = nil
	}, "the record of north, the author of message"},
}

var limitTamperings = []tampering{
	{"257 editions", func(x *exchange, e *record.Evidence) { e.Editions = make([]record.EditionText, 257) }, "257 editions"},
	{"257 sheets", func(x *exchange, e *record.Evidence) { e.Logs[north].Pages = make([][]byte, 257) }, "or too many"},
	{"17 heads", func(x *exchange, e *record.Evidence) { e.Logs[north].Heads = make([]record.SignedHead, 17) }, "or too many"},
}

var forkTamperings = []tampering{
	{"heads that agree", func(x *exchange, e *record.Evidence) { e.Fork.Root = e.Logs[0].Heads[0].Root }, "do not contradict each other"},
	{"a made-up root", func(x *exchange, e *record.Evidence) { e.Fork.Root[0] ^= 1 }, "not proved to continue"},
	{"a bent path", func(x *exchange, e *record.Evidence) { e.Fork.Path[0][0] ^= 1 }, "not proved to continue"},
	{"no path", func(x *exchange, e *record.Evidence) { e.Fork.Path = nil }, "not proved to continue"},
	{"a head that south did not sign", func(x *exchange, e *record.Evidence) { e.Logs[0].Heads[1].Signature[9] ^= 1 }, "size 9 is not signed by a log key of south"},
	{"another size", func(x *exchange, e *record.Evidence) { e.Logs[0].Heads[1].Size = 8 }, "size 8 is not signed by a log key of south"},
	{"another party", func(x *exchange, e *record.Evidence) { e.Logs[0].Party = "north" }, "is not signed by the root key that the charter names for north"},
	{"the other's sheet", func(x *exchange, e *record.Evidence) { e.Logs[0].Pages = x.north.sheets }, "is not signed by the root key"},
	{"heads swapped", func(x *exchange, e *record.Evidence) {
		h := e.Logs[0].Heads
		h[0], h[1] = h[1], h[0]
	}, "not in ascending order"},
	{"the same head twice", func(x *exchange, e *record.Evidence) { e.Logs[0].Heads[1] = e.Logs[0].Heads[0] }, "not in ascending order"},
	{"one head", func(x *exchange, e *record.Evidence) { e.Logs[0].Heads = e.Logs[0].Heads[:1] }, "evidence of a fork has two heads"},
	{"a leaf beside", func(x *exchange, e *record.Evidence) { e.Logs[0].Leaves = []record.ProvedLeaf{{}} }, "evidence of a fork has two heads"},
	{"no contradiction", func(x *exchange, e *record.Evidence) { e.Fork = nil }, "evidence of a fork has one record"},
}
