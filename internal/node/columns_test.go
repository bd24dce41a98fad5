package node

// A columnCase says what becomes of a byte that is flipped in one column.
type columnCase struct {
	local string // why it is no record data, and nothing need be named
	where string // which row is flipped; "": the first of the table's
	says  string // what is named, as an SQL expression over the row as it was; "": what the table's says
}

// A tableCase has a case for every column of one table.
type tableCase struct {
	word    string // with which a fault in the table begins, or that stands in it
	where   string // which row is flipped
	says    string // the words that name the row, separated by spaces: an SQL expression over the row as it was
	columns map[string]columnCase
}

const (
	internalNumber = "a number that the driver gives out; where it joins rows, the column that refers to it has a case"
	storingOrder   = "the order in which things happened here; nobody signed it"
	localTime      = "when something happened here, by this node's clock; nobody signed it"
	fullText       = "the driver's own index: Damage holds it against its words, which have a case; see TestDamagedWords of the driver"
	ownDraft       = "of drafts, which are no record: signatures on them are verified each time that they are looked at, and again before anything leaves"
	lineFacts      = "what this node saw of a line; nobody signed it"
	ownSecret      = "of secrets of lines, which are no record: with another one than the peer holds no session begins"
	ownWatch       = "of watches, which are no record: signatures on hand-overs are verified each time that they are shown, and the journal has their hashes"
	notWhole       = "bytes that are not whole yet: nobody can say what they should be before they are"
	ofParty        = `(SELECT party FROM log WHERE no = log)`
	ofMessage      = `lower(hex(message)) || ' ' || (SELECT author FROM message m WHERE m.id = message)`
	ofBody         = `(SELECT lower(hex(a.message)) FROM attachment a WHERE a.blob = id)`
	ofBodyNumber   = `(SELECT lower(hex(a.message)) FROM attachment a JOIN body b ON a.blob = b.id WHERE b.no = body)`
	wholeBody      = `(SELECT complete AND size > 30000 FROM body b WHERE b.no = body)`
	wholeSmallBody = `(SELECT complete FROM body b WHERE b.no = body)`
	ofExact        = `proceeding IN (SELECT id FROM proceeding WHERE due > 0)`
	partBody       = `(SELECT NOT complete FROM body b WHERE b.no = body)`
)

// columnCases are the cases of all tables. A new table or column needs one: TestEveryColumn says so.
var columnCases = map[string]tableCase{
	"schema_version": {columns: map[string]columnCase{
		"version": {local: "the driver's own: it refuses a version that it does not know"},
	}},
	"meta": {columns: map[string]columnCase{
		"name":  {local: "values of this node's own"},
		"value": {local: "values of this node's own"},
	}},
	"edition": {word: "edition", says: "lower(hex(charter))", columns: map[string]columnCase{
		"place":   {}, // its signatures lose it
		"charter": {says: "'charter'"},
		"number":  {says: "'number'"},
		"id":      {says: "'id'"},
		"bytes":   {},
	}},
	"edition_signature": {word: "edition 1 of charter", columns: map[string]columnCase{
		"edition": {},
		"place":   {local: "signatures have no order"},
		"line":    {},
	}},
	"sheet": {word: "sheet 1 of", columns: map[string]columnCase{
		"root":   {says: "'root'"},
		"number": {says: "'number'"},
		"hash":   {says: "'hash'"},
		"bytes":  {},
	}},
	"log": {says: "party", columns: map[string]columnCase{
		"no":      {},
		"charter": {},
		"party":   {says: "'log: belongs no party'"},
		"volume":  {},
		"size":    {},
	}},
	"volume": {word: "volume", says: "party", columns: map[string]columnCase{
		"place":   {local: storingOrder},
		"charter": {says: "''"},
		"party":   {says: "''"},
		"number":  {},
		"hash":    {},
		"bytes":   {},
	}},
	"statement": {word: "statement", says: "party", columns: map[string]columnCase{
		"hash":    {},
		"charter": {says: "''"},
		"party":   {says: "''"},
		"bytes":   {},
	}},
	"roster_act": {word: "roster_act", says: "party", columns: map[string]columnCase{
		"hash":    {},
		"charter": {},
		"party":   {says: "'party'"},
		"number":  {says: "party || ' number'"},
		"bytes":   {},
	}},
	"leaf": {word: "leaf", where: "kind = 1 AND log = (SELECT no FROM log WHERE party = 'south')", says: ofParty, columns: map[string]columnCase{
		"log":   {},
		"place": {},
		"kind":  {says: ofParty + " || ' kind ' || lower(hex(id))"},
		"id":    {says: ofParty + " || ' id'"},
		"mark":  {says: ofParty + " || ' mark ' || lower(hex(id))"},
		"bytes": {says: ofParty},
	}},
	"tree_hash": {word: "tree_hash", says: ofParty, columns: map[string]columnCase{
		"log":  {},
		"pos":  {says: ofParty + " || ' position ' || pos"},
		"hash": {says: ofParty + " || ' position ' || pos"},
	}},
	"head": {word: "head", where: "reconciled", says: ofParty, columns: map[string]columnCase{
		"log":        {says: "''"}, // another party's record, or nobody's
		"size":       {},
		"root":       {says: ofParty + " || ' ' || size"},
		"signature":  {says: ofParty + " || ' ' || size"},
		"seen":       {local: localTime},
		"reconciled": {says: ofParty + " || ' ' || size"},
	}},
	"cosignature": {word: "cosignature", says: ofParty + " || ' ' || mirror", columns: map[string]columnCase{
		"log":       {says: "''"},
		"size":      {},
		"mirror":    {says: ofParty},
		"root":      {},
		"seconds":   {},
		"signature": {},
	}},
	"message": {word: "message", where: "acks IS NOT NULL AND own", says: "lower(hex(id)) || ' ' || author", columns: map[string]columnCase{
		"seq":         {local: storingOrder},
		"id":          {},
		"charter":     {},
		"author":      {},
		"own":         {},
		"payload":     {},
		"form":        {},
		"precedence":  {},
		"author_time": {},
		"stored_time": {local: localTime},
		"acks":        {},
		"reply_to":    {where: "reply_to IS NOT NULL AND NOT own"},
		"sent_at":     {where: "NOT own AND sent_at >= 0"},
		"recorded_at": {},
		"refused":     {where: "refused >= 0"},
		"read_time":   {local: localTime},
		"envelope":    {},
		"proceeding":  {where: "proceeding IS NOT NULL AND proceeding <> id"},
	}},
	"message_words": {word: "message_words", where: "words LIKE '% %'", says: `(SELECT lower(hex(id)) || ' ' || author FROM message WHERE seq = message_words.rowid)`,
		columns: map[string]columnCase{"words": {}}},
	"message_words_data":    {columns: map[string]columnCase{"id": {local: fullText}, "block": {local: fullText}}},
	"message_words_idx":     {columns: map[string]columnCase{"segid": {local: fullText}, "term": {local: fullText}, "pgno": {local: fullText}}},
	"message_words_content": {columns: map[string]columnCase{"id": {local: fullText}, "c0": {local: fullText}}},
	"message_words_config":  {columns: map[string]columnCase{"k": {local: fullText}, "v": {local: fullText}}},
	"message_vocabulary":    {columns: map[string]columnCase{"term": {local: fullText}, "doc": {local: fullText}, "col": {local: fullText}, "offset": {local: fullText}}},
	"message_state": {word: "message_state", says: `(SELECT lower(hex(id)) || ' ' || author FROM message m WHERE m.seq = message_state.seq)`, columns: map[string]columnCase{
		"seq":            {},
		"time":           {},
		"unread":         {},
		"unrecorded":     {},
		"unacknowledged": {},
		"refused":        {},
	}},
	"delivery": {word: "delivery", where: "answered > 0", says: "lower(hex(message)) || ' ' || party", columns: map[string]columnCase{
		"place":        {local: storingOrder},
		"message":      {},
		"charter":      {},
		"party":        {},
		"precedence":   {},
		"expires":      {},
		"settled":      {},
		"expired":      {},
		"recorded_at":  {},
		"recorded":     {},
		"refused":      {},
		"opened":       {},
		"acknowledged": {},
		"answered":     {},
	}},
	"proceeding": {word: "proceeding", where: "due > 0", says: "lower(hex(id))", columns: map[string]columnCase{
		"id":      {},
		"charter": {},
		"seq":     {},
		"due":     {},
		"touches": {local: "how often something came here; a fold that was overtaken is not stored"},
		"lacks":   {},
		"vouched": {local: "says only whether it is to be looked at again"},
		"view":    {},
	}},
	"proceeding_key": {word: "proceeding_key", where: ofExact, says: "lower(hex(proceeding))", columns: map[string]columnCase{
		"key":        {},
		"proceeding": {},
	}},
	"proceeding_wait": {word: "proceeding_wait", where: ofExact, says: "lower(hex(proceeding))", columns: map[string]columnCase{
		"proceeding": {},
		"party":      {},
		"until":      {},
		"charter":    {},
	}},
	"body": {word: "body", where: "complete", says: ofBody, columns: map[string]columnCase{
		"no":         {says: "''"},
		"id":         {},
		"blob":       {},
		"charter":    {says: "lower(hex(id))"},
		"author":     {says: "lower(hex(id))"},
		"size":       {},
		"precedence": {local: "at which it travels; its messages say at which they do"},
		"complete":   {},
	}},
	"body_range": {word: "body", where: wholeBody, says: ofBodyNumber, columns: map[string]columnCase{
		"body": {},
		"lo":   {},
		"hi":   {where: partBody, says: "'body_range south'"},
	}},
	"body_chunk": {word: "body_chunk", where: wholeBody, says: ofBodyNumber, columns: map[string]columnCase{
		"no":    {local: internalNumber},
		"body":  {},
		"lo":    {},
		"bytes": {},
	}},
	"attachment": {word: "attachment", says: ofMessage, columns: map[string]columnCase{
		"message": {},
		"place":   {},
		"blob":    {},
		"size":    {},
	}},
	"blob_delivery": {word: "blob_delivery", where: "party = 'south'", says: `(SELECT lower(hex(a.message)) FROM attachment a WHERE a.blob = blob_delivery.blob) || ' ' || party`,
		columns: map[string]columnCase{
			"place":   {local: storingOrder},
			"blob":    {},
			"charter": {},
			"party":   {},
			"size":    {},
			"done":    {},
		}},
	"entry": {word: "entry", says: "seq", columns: map[string]columnCase{
		"seq": {}, "time": {}, "user_name": {}, "post": {where: "post <> ''"}, "action": {}, "detail": {}, "leaf": {},
	}},
	"journal_head": {word: "journal_head", says: "size", columns: map[string]columnCase{
		"size": {says: "''"}, "root": {}, "frontier": {}, "signature": {},
	}},
	"evidence": {word: "evidence", says: "party", columns: map[string]columnCase{
		"hash":    {},
		"charter": {},
		"party":   {says: "''"},
		"volume":  {},
		"found":   {local: localTime},
		"bytes":   {},
	}},
	"draft": {columns: map[string]columnCase{
		"seq": {local: ownDraft}, "id": {local: ownDraft}, "charter": {local: ownDraft}, "edition": {local: ownDraft}, "payload": {local: ownDraft},
		"signed": {local: ownDraft}, "state": {local: ownDraft}, "message": {local: ownDraft}, "decided": {local: ownDraft}, "by_user": {local: ownDraft},
		"made": {local: ownDraft}, "changed": {local: ownDraft},
	}},
	"watch": {columns: map[string]columnCase{
		"seq": {local: ownWatch}, "id": {local: ownWatch}, "post": {local: ownWatch}, "by_user": {local: ownWatch}, "officer": {local: ownWatch},
		"taken": {local: ownWatch}, "sheet": {local: ownWatch}, "charter": {local: ownWatch}, "offered": {local: ownWatch}, "gave": {local: ownWatch},
		"ended": {local: ownWatch}, "relief": {local: ownWatch}, "took": {local: ownWatch},
	}},
	"void_payload": {columns: map[string]columnCase{"hash": {local: ownDraft}, "since": {local: ownDraft}}},
	"ack_clock": {columns: map[string]columnCase{
		"message": {local: lineFacts}, "peer": {local: lineFacts}, "charter": {local: lineFacts}, "own": {local: lineFacts},
		"precedence": {local: lineFacts}, "recorded": {local: lineFacts}, "since": {local: lineFacts}, "due": {local: lineFacts}, "raised": {local: lineFacts},
	}},
	"line_time": {columns: map[string]columnCase{
		"charter": {local: lineFacts}, "peer": {local: lineFacts}, "day": {local: lineFacts}, "bearer": {local: lineFacts},
		"state": {local: lineFacts}, "ms": {local: lineFacts},
	}},
	"line_secret": {columns: map[string]columnCase{
		"root": {local: ownSecret}, "id": {local: ownSecret}, "secret": {local: ownSecret}, "by_hand": {local: ownSecret},
		"taken": {local: ownSecret}, "proved": {local: ownSecret}, "sent": {local: ownSecret}, "came": {local: ownSecret},
	}},
}
