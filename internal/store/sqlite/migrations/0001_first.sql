PRAGMA application_id = 1348563564; -- 'Parl'

CREATE TABLE meta (
	name  TEXT NOT NULL PRIMARY KEY,
	value BLOB NOT NULL
) STRICT;

CREATE TABLE edition (
	place   INTEGER PRIMARY KEY, -- order of adoption
	charter BLOB NOT NULL,
	number  INTEGER NOT NULL,
	id      BLOB NOT NULL,
	bytes   BLOB NOT NULL,
	UNIQUE (charter, number)
) STRICT;

CREATE TABLE edition_signature (
	edition INTEGER NOT NULL REFERENCES edition (place),
	place   INTEGER NOT NULL,
	line    TEXT NOT NULL,
	PRIMARY KEY (edition, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE sheet (
	root   BLOB NOT NULL,
	number INTEGER NOT NULL,
	hash   BLOB NOT NULL,
	bytes  BLOB NOT NULL,
	PRIMARY KEY (root, number)
) STRICT;

CREATE TABLE log (
	no      INTEGER PRIMARY KEY,
	charter BLOB NOT NULL,
	party   TEXT NOT NULL,
	volume  INTEGER NOT NULL DEFAULT 0, -- 0: the first
	size    INTEGER NOT NULL DEFAULT 0, -- leaves held; the fence of every append
	UNIQUE (charter, party, volume)
) STRICT;

CREATE TABLE volume (
	place   INTEGER PRIMARY KEY, -- order in which they were added
	charter BLOB NOT NULL,
	party   TEXT NOT NULL,
	number  INTEGER NOT NULL,
	hash    BLOB NOT NULL,
	bytes   BLOB NOT NULL,
	UNIQUE (charter, party, number)
) STRICT;

CREATE TABLE leaf (
	log   INTEGER NOT NULL REFERENCES log (no),
	place INTEGER NOT NULL,
	kind  INTEGER NOT NULL,
	id    BLOB, -- NULL for a clock leaf
	mark  BLOB NOT NULL,
	bytes BLOB NOT NULL,
	PRIMARY KEY (log, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX leaf_id ON leaf (id, log, place) WHERE id IS NOT NULL;

CREATE TABLE tree_hash (
	log  INTEGER NOT NULL REFERENCES log (no),
	pos  INTEGER NOT NULL,
	hash BLOB NOT NULL,
	PRIMARY KEY (log, pos)
) STRICT, WITHOUT ROWID;

CREATE TABLE head (
	log        INTEGER NOT NULL REFERENCES log (no),
	size       INTEGER NOT NULL,
	root       BLOB NOT NULL,
	signature  BLOB NOT NULL,
	seen       INTEGER NOT NULL,
	reconciled INTEGER NOT NULL,
	PRIMARY KEY (log, size, root)
) STRICT, WITHOUT ROWID;

CREATE INDEX head_reconciled ON head (log, size, root) WHERE reconciled;
CREATE INDEX head_pending ON head (log, size, root) WHERE NOT reconciled;

CREATE TABLE cosignature (
	log       INTEGER NOT NULL REFERENCES log (no),
	size      INTEGER NOT NULL,
	mirror    TEXT NOT NULL,
	root      BLOB NOT NULL,
	seconds   INTEGER NOT NULL,
	signature BLOB NOT NULL,
	PRIMARY KEY (log, size, mirror)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
	seq         INTEGER PRIMARY KEY,
	id          BLOB NOT NULL UNIQUE,
	charter     BLOB NOT NULL,
	author      TEXT NOT NULL,
	own         INTEGER NOT NULL,
	payload     BLOB NOT NULL,
	form        TEXT NOT NULL,
	precedence  INTEGER NOT NULL,
	author_time INTEGER NOT NULL,
	stored_time INTEGER NOT NULL,
	acks        BLOB, -- NULL for none
	reply_to    BLOB, -- NULL for none
	sent_at     INTEGER NOT NULL,
	recorded_at INTEGER NOT NULL,
	refused     INTEGER NOT NULL,
	read_time   INTEGER NOT NULL,
	envelope    BLOB NOT NULL,
	UNIQUE (charter, author, payload)
) STRICT;

CREATE INDEX message_charter ON message (charter, seq);
CREATE INDEX message_unrecorded ON message (seq) WHERE recorded_at < 0;
CREATE INDEX message_acks ON message (acks) WHERE acks IS NOT NULL;
CREATE INDEX message_reply_to ON message (reply_to) WHERE reply_to IS NOT NULL;

CREATE TABLE delivery (
	place        INTEGER PRIMARY KEY, -- order of sending
	message      BLOB NOT NULL,
	charter      BLOB NOT NULL,
	party        TEXT NOT NULL,
	precedence   INTEGER NOT NULL,
	expires      INTEGER NOT NULL,
	settled      INTEGER NOT NULL,
	expired      INTEGER NOT NULL,
	recorded_at  INTEGER NOT NULL,
	recorded     INTEGER NOT NULL,
	refused      INTEGER NOT NULL,
	opened       INTEGER NOT NULL,
	acknowledged INTEGER NOT NULL,
	answered     INTEGER NOT NULL,
	UNIQUE (message, party)
) STRICT;

CREATE INDEX delivery_open ON delivery (charter, party, place) WHERE NOT settled;

CREATE TABLE body (
	no         INTEGER PRIMARY KEY,
	id         BLOB NOT NULL UNIQUE,
	blob       INTEGER NOT NULL,
	charter    BLOB NOT NULL,
	author     TEXT NOT NULL,
	size       INTEGER NOT NULL,
	precedence INTEGER NOT NULL,
	complete   INTEGER NOT NULL
) STRICT;

CREATE INDEX body_open ON body (id) WHERE NOT complete;

CREATE TABLE body_range ( -- the bytes held: disjoint, none touching the next
	body INTEGER NOT NULL REFERENCES body (no) ON DELETE CASCADE,
	lo   INTEGER NOT NULL,
	hi   INTEGER NOT NULL,
	PRIMARY KEY (body, lo)
) STRICT, WITHOUT ROWID;

CREATE TABLE body_chunk ( -- the bytes themselves, as they came: disjoint, at most 16384 bytes each
	no    INTEGER PRIMARY KEY,
	body  INTEGER NOT NULL REFERENCES body (no) ON DELETE CASCADE,
	lo    INTEGER NOT NULL,
	bytes BLOB NOT NULL,
	UNIQUE (body, lo)
) STRICT;

CREATE TABLE attachment (
	message BLOB NOT NULL,
	place   INTEGER NOT NULL,
	blob    BLOB NOT NULL,
	size    INTEGER NOT NULL,
	PRIMARY KEY (message, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX attachment_blob ON attachment (blob, message, place);

CREATE TABLE blob_delivery (
	place   INTEGER PRIMARY KEY, -- order of sending
	blob    BLOB NOT NULL,
	charter BLOB NOT NULL,
	party   TEXT NOT NULL,
	size    INTEGER NOT NULL,
	done    INTEGER NOT NULL,
	UNIQUE (blob, charter, party)
) STRICT;

CREATE INDEX blob_delivery_open ON blob_delivery (charter, party, place) WHERE NOT done;

CREATE TABLE entry (
	seq       INTEGER PRIMARY KEY,
	time      INTEGER NOT NULL,
	user_name TEXT NOT NULL,
	post      TEXT NOT NULL,
	action    TEXT NOT NULL,
	detail    TEXT NOT NULL
) STRICT;

CREATE TABLE evidence (
	hash    BLOB NOT NULL PRIMARY KEY,
	charter BLOB NOT NULL,
	party   TEXT NOT NULL,
	volume  INTEGER NOT NULL DEFAULT 0,
	found   INTEGER NOT NULL,
	bytes   BLOB NOT NULL
) STRICT;
