-- The schema as it is in version 12 of SQLite's: the same tables and columns. What SQLite keeps in triggers and in a full-text table
-- is a view and an index here.

CREATE TABLE schema_version (
	version BIGINT NOT NULL PRIMARY KEY
);

CREATE TABLE generation ( -- one row: how often the right to write went to another node or another start
	single BOOLEAN NOT NULL PRIMARY KEY DEFAULT true CHECK (single),
	number BIGINT NOT NULL
);

INSERT INTO generation (number) VALUES (0);

CREATE TABLE meta (
	name         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
	value        BYTEA NOT NULL
);

CREATE TABLE edition (
	place        BIGINT PRIMARY KEY, -- order of adoption
	charter      BYTEA NOT NULL,
	number       BIGINT NOT NULL,
	id           BYTEA NOT NULL,
	bytes        BYTEA NOT NULL,
	UNIQUE (charter, number)
);

CREATE TABLE edition_signature (
	edition      BIGINT NOT NULL REFERENCES edition (place),
	place        BIGINT NOT NULL,
	line         TEXT COLLATE "C" NOT NULL,
	PRIMARY KEY (edition, place)
);

CREATE TABLE sheet (
	root         BYTEA NOT NULL,
	number       BIGINT NOT NULL,
	hash         BYTEA NOT NULL,
	bytes        BYTEA NOT NULL,
	PRIMARY KEY (root, number)
);

CREATE TABLE log (
	no           BIGINT PRIMARY KEY,
	charter      BYTEA NOT NULL,
	party        TEXT COLLATE "C" NOT NULL,
	volume       BIGINT NOT NULL DEFAULT 0, -- 0: the first
	size         BIGINT NOT NULL DEFAULT 0, -- leaves held; the fence of every append
	UNIQUE (charter, party, volume)
);

CREATE TABLE volume (
	place        BIGINT PRIMARY KEY, -- order in which they were added
	charter      BYTEA NOT NULL,
	party        TEXT COLLATE "C" NOT NULL,
	number       BIGINT NOT NULL,
	hash         BYTEA NOT NULL,
	bytes        BYTEA NOT NULL,
	UNIQUE (charter, party, number)
);

CREATE TABLE leaf (
	log          BIGINT NOT NULL REFERENCES log (no),
	place        BIGINT NOT NULL,
	kind         BIGINT NOT NULL,
	id           BYTEA, -- NULL for a clock leaf
	mark         BYTEA NOT NULL,
	bytes        BYTEA NOT NULL,
	PRIMARY KEY (log, place)
);

CREATE INDEX leaf_id ON leaf (id, log, place) WHERE id IS NOT NULL;

CREATE TABLE tree_hash (
	log          BIGINT NOT NULL REFERENCES log (no),
	pos          BIGINT NOT NULL,
	hash         BYTEA NOT NULL,
	PRIMARY KEY (log, pos)
);

CREATE TABLE head (
	log          BIGINT NOT NULL REFERENCES log (no),
	size         BIGINT NOT NULL,
	root         BYTEA NOT NULL,
	signature    BYTEA NOT NULL,
	seen         BIGINT NOT NULL,
	reconciled   BOOLEAN NOT NULL,
	PRIMARY KEY (log, size, root)
);

CREATE INDEX head_reconciled ON head (log, size, root) WHERE reconciled;
CREATE INDEX head_pending ON head (log, size, root) WHERE NOT reconciled;

CREATE TABLE cosignature (
	log          BIGINT NOT NULL REFERENCES log (no),
	size         BIGINT NOT NULL,
	mirror       TEXT COLLATE "C" NOT NULL,
	root         BYTEA NOT NULL,
	seconds      BIGINT NOT NULL,
	signature    BYTEA NOT NULL,
	PRIMARY KEY (log, size, mirror)
);

CREATE TABLE message (
	seq          BIGINT PRIMARY KEY,
	id           BYTEA NOT NULL UNIQUE,
	charter      BYTEA NOT NULL,
	author       TEXT COLLATE "C" NOT NULL,
	own          BOOLEAN NOT NULL,
	payload      BYTEA NOT NULL,
	form         TEXT COLLATE "C" NOT NULL,
	precedence   BIGINT NOT NULL,
	author_time  BIGINT NOT NULL,
	stored_time  BIGINT NOT NULL,
	acks         BYTEA, -- NULL for none
	reply_to     BYTEA, -- NULL for none
	sent_at      BIGINT NOT NULL,
	recorded_at  BIGINT NOT NULL,
	refused      BIGINT NOT NULL,
	read_time    BIGINT NOT NULL,
	envelope     BYTEA NOT NULL,
	proceeding   BYTEA, -- the act that opened the proceeding of an act; NULL for a text
	UNIQUE (charter, author, payload)
);

CREATE INDEX message_charter ON message (charter, seq);
CREATE INDEX message_unrecorded ON message (seq) WHERE recorded_at < 0;
CREATE INDEX message_acks ON message (acks) WHERE acks IS NOT NULL;
CREATE INDEX message_reply_to ON message (reply_to) WHERE reply_to IS NOT NULL;

CREATE TABLE delivery (
	place        BIGINT PRIMARY KEY, -- order of sending
	message      BYTEA NOT NULL,
	charter      BYTEA NOT NULL,
	party        TEXT COLLATE "C" NOT NULL,
	precedence   BIGINT NOT NULL,
	expires      BIGINT NOT NULL,
	settled      BOOLEAN NOT NULL,
	expired      BOOLEAN NOT NULL,
	recorded_at  BIGINT NOT NULL,
	recorded     BIGINT NOT NULL,
	refused      BIGINT NOT NULL,
	opened       BIGINT NOT NULL,
	acknowledged BIGINT NOT NULL,
	answered     BIGINT NOT NULL,
	UNIQUE (message, party)
);

CREATE INDEX delivery_open ON delivery (charter, party, place) WHERE NOT settled;

CREATE TABLE body (
	no           BIGINT PRIMARY KEY,
	id           BYTEA NOT NULL UNIQUE,
	blob         BOOLEAN NOT NULL,
	charter      BYTEA NOT NULL,
	author       TEXT COLLATE "C" NOT NULL,
	size         BIGINT NOT NULL,
	precedence   BIGINT NOT NULL,
	complete     BOOLEAN NOT NULL
);

CREATE INDEX body_open ON body (id) WHERE NOT complete;

CREATE TABLE body_range ( -- the bytes held: disjoint, none touching the next
	body         BIGINT NOT NULL REFERENCES body (no) ON DELETE CASCADE,
	lo           BIGINT NOT NULL,
	hi           BIGINT NOT NULL,
	PRIMARY KEY (body, lo)
);

CREATE TABLE body_chunk ( -- the bytes themselves, as they came: disjoint, at most 16384 bytes each
	no           BIGINT PRIMARY KEY,
	body         BIGINT NOT NULL REFERENCES body (no) ON DELETE CASCADE,
	lo           BIGINT NOT NULL,
	bytes        BYTEA NOT NULL,
	UNIQUE (body, lo)
);

CREATE TABLE attachment (
	message      BYTEA NOT NULL,
	place        BIGINT NOT NULL,
	blob         BYTEA NOT NULL,
	size         BIGINT NOT NULL,
	PRIMARY KEY (message, place)
);

CREATE INDEX attachment_blob ON attachment (blob, message, place);

CREATE TABLE blob_delivery (
	place        BIGINT PRIMARY KEY, -- order of sending
	blob         BYTEA NOT NULL,
	charter      BYTEA NOT NULL,
	party        TEXT COLLATE "C" NOT NULL,
	size         BIGINT NOT NULL,
	done         BOOLEAN NOT NULL,
	UNIQUE (blob, charter, party)
);

CREATE INDEX blob_delivery_open ON blob_delivery (charter, party, place) WHERE NOT done;

CREATE TABLE entry (
	seq          BIGINT PRIMARY KEY,
	time         BIGINT NOT NULL,
	user_name    TEXT COLLATE "C" NOT NULL,
	post         TEXT COLLATE "C" NOT NULL,
	action       TEXT COLLATE "C" NOT NULL,
	detail       TEXT COLLATE "C" NOT NULL,
	leaf         BYTEA NOT NULL -- leaf hash of the entry in the tree of the journal; empty for what was entered before there was one
);

CREATE TABLE evidence (
	hash         BYTEA NOT NULL PRIMARY KEY,
	charter      BYTEA NOT NULL,
	party        TEXT COLLATE "C" NOT NULL,
	volume       BIGINT NOT NULL DEFAULT 0,
	found        BIGINT NOT NULL,
	bytes        BYTEA NOT NULL
);

CREATE INDEX message_form ON message (charter, form, seq) WHERE form NOT IN ('text', 'ack');

CREATE TABLE ack_clock ( -- clocks of acknowledgement that run
	message      BYTEA NOT NULL,
	peer         TEXT COLLATE "C" NOT NULL,
	charter      BYTEA NOT NULL,
	own          BOOLEAN NOT NULL,
	precedence   BIGINT NOT NULL,
	recorded     BOOLEAN NOT NULL,
	since        BIGINT NOT NULL,
	due          BIGINT NOT NULL,
	raised       BOOLEAN NOT NULL,
	PRIMARY KEY (message, peer)
);

CREATE INDEX ack_clock_running ON ack_clock (due, message, peer) WHERE NOT raised;
CREATE INDEX ack_clock_raised ON ack_clock (charter, peer, since, message) WHERE raised;

CREATE TABLE line_time ( -- how long a line was in each state, by day
	charter      BYTEA NOT NULL,
	peer         TEXT COLLATE "C" NOT NULL,
	day          BIGINT NOT NULL, -- since 1970-01-01, in UTC
	bearer       TEXT COLLATE "C" NOT NULL,
	state        TEXT COLLATE "C" NOT NULL,
	ms           BIGINT NOT NULL,
	PRIMARY KEY (charter, peer, day, bearer, state)
);

CREATE TABLE statement ( -- of a party's root: that the party leaves, or has a new root
	hash         BYTEA PRIMARY KEY NOT NULL,
	charter      BYTEA NOT NULL,
	party        TEXT COLLATE "C" NOT NULL,
	bytes        BYTEA NOT NULL
);

CREATE INDEX statement_charter ON statement (charter, hash);
CREATE INDEX message_proceeding ON message (proceeding, seq) WHERE proceeding IS NOT NULL;
CREATE INDEX message_opening ON message (seq) WHERE proceeding = id;
CREATE INDEX leaf_mark ON leaf (mark, log, place) WHERE kind <= 3;

CREATE TABLE proceeding ( -- where each stands, as lists show it
	id           BYTEA PRIMARY KEY NOT NULL, -- of the act that opened it
	charter      BYTEA NOT NULL,
	seq          BIGINT NOT NULL, -- of that act
	due          BIGINT NOT NULL, -- the view holds until then; 0: something came since; 2^62: for good
	touches      BIGINT NOT NULL, -- how often something came
	lacks        BOOLEAN NOT NULL, -- a body that a record names is not here
	vouched      BYTEA NOT NULL,    -- what others had cosigned, where more of that may change the view
	view         BYTEA NOT NULL
);

CREATE INDEX proceeding_charter ON proceeding (charter, seq);
CREATE INDEX proceeding_due ON proceeding (due, id) WHERE due < 4611686018427387904;
CREATE INDEX proceeding_due_under ON proceeding (charter, due) WHERE due > 0;
CREATE INDEX proceeding_lacks ON proceeding (id) WHERE lacks;
CREATE INDEX proceeding_vouched ON proceeding (charter, seq) WHERE vouched <> '\x'::bytea;

CREATE TABLE proceeding_key ( -- what changes the view when it comes: the mark of a leaf, the id of a message
	key          BYTEA NOT NULL,
	proceeding   BYTEA NOT NULL REFERENCES proceeding (id),
	PRIMARY KEY (key, proceeding)
);

CREATE INDEX proceeding_key_of ON proceeding_key (proceeding, key);

CREATE TABLE proceeding_wait ( -- records that change the view once they are dated an instant or later
	proceeding   BYTEA NOT NULL REFERENCES proceeding (id),
	party        TEXT COLLATE "C" NOT NULL,
	until        BIGINT NOT NULL,
	charter      BYTEA NOT NULL,
	PRIMARY KEY (proceeding, party, until)
);

CREATE INDEX proceeding_wait_for ON proceeding_wait (charter, party, until, proceeding);

CREATE TABLE journal_head (
	size         BIGINT PRIMARY KEY, -- entries below it
	root         BYTEA NOT NULL,
	frontier     BYTEA NOT NULL, -- hashes, 32 bytes each
	signature    BYTEA NOT NULL
);

CREATE TABLE roster_act ( -- a page by which a party changes its roster under a charter
	hash         BYTEA PRIMARY KEY NOT NULL,
	charter      BYTEA NOT NULL,
	party        TEXT COLLATE "C" NOT NULL,
	number       BIGINT NOT NULL, -- two acts may have one: the party's record says which of them counts
	bytes        BYTEA NOT NULL
);

CREATE INDEX roster_act_number ON roster_act (charter, party, number, hash);

CREATE TABLE draft ( -- messages before they are released; nothing of this table leaves the node
	seq          BIGINT PRIMARY KEY,
	id           BYTEA NOT NULL UNIQUE, -- 8 random bytes
	charter      BYTEA NOT NULL,
	edition      BYTEA NOT NULL,
	payload      BYTEA NOT NULL,
	signed       BYTEA NOT NULL,
	state        BIGINT NOT NULL, -- 0 open, 1 released, 2 cancelled
	message      BYTEA NOT NULL,
	decided      BYTEA NOT NULL,
	by_user      TEXT COLLATE "C" NOT NULL,
	made         BIGINT NOT NULL,
	changed      BIGINT NOT NULL
);

CREATE INDEX draft_open ON draft (seq) WHERE state = 0;

CREATE TABLE void_payload ( -- what stood in a draft that was edited or cancelled: it must never leave
	hash         BYTEA PRIMARY KEY NOT NULL,
	since        BIGINT NOT NULL
);

CREATE TABLE watch ( -- who had the watch of a post, and how it was handed over; nothing of this table leaves the node
	seq          BIGINT PRIMARY KEY,
	id           BYTEA NOT NULL UNIQUE, -- 8 random bytes
	post         TEXT COLLATE "C" NOT NULL,
	by_user      TEXT COLLATE "C" NOT NULL,
	officer      TEXT COLLATE "C" NOT NULL,
	taken        BIGINT NOT NULL,
	sheet        BYTEA NOT NULL,
	charter      BYTEA NOT NULL,
	offered      BIGINT NOT NULL,
	gave         BYTEA NOT NULL,
	ended        BIGINT NOT NULL, -- 0: it goes on
	relief       BYTEA NOT NULL,
	took         BYTEA NOT NULL
);

CREATE UNIQUE INDEX watch_now ON watch (post) WHERE ended = 0;
CREATE INDEX watch_post ON watch (post, seq);

CREATE TABLE line_secret ( -- what two nodes share besides their keys; nothing of this table leaves the node
	root         BYTEA NOT NULL, -- the other party's root key
	id           BYTEA NOT NULL, -- 4 bytes
	secret       BYTEA NOT NULL, -- 32 bytes
	by_hand      BOOLEAN NOT NULL, -- else from a session over TLS
	taken        BIGINT NOT NULL,
	proved       BOOLEAN NOT NULL, -- 1: the other end is known to have it
	sent         BIGINT NOT NULL, -- highest counter of a beginning of ours
	came         BIGINT NOT NULL, -- highest counter of one of theirs
	PRIMARY KEY (root, id)
);


-- How far each message got, as searches ask for it.
CREATE VIEW message_state_now (seq, time, unread, unrecorded, unacknowledged, refused) AS
	SELECT seq, author_time, read_time = 0,
		CASE WHEN own THEN EXISTS (SELECT 1 FROM delivery d WHERE d.message = kept.id AND d.recorded_at < 0) ELSE recorded_at < 0 END,
		CASE WHEN own THEN EXISTS (SELECT 1 FROM delivery d WHERE d.message = kept.id AND d.acknowledged = 0)
			ELSE NOT EXISTS (SELECT 1 FROM message a WHERE a.acks = kept.id AND a.own) END,
		refused >= 0 OR EXISTS (SELECT 1 FROM delivery d WHERE d.message = kept.id AND d.refused >= 0)
	FROM message kept;

CREATE VIEW message_state AS SELECT * FROM message_state_now;

-- The words by which messages are found, rowid = message.seq: computed from the envelopes, filled by the node in pieces. They are
-- compared byte by byte, and no dictionary of the engine touches them.
CREATE TABLE message_words (
	rowid BIGINT PRIMARY KEY,
	words TEXT COLLATE "C" NOT NULL,
	found TSVECTOR NOT NULL GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED
);

CREATE INDEX message_words_found ON message_words USING gin (found);

CREATE FUNCTION hex(b BYTEA) RETURNS TEXT LANGUAGE sql IMMUTABLE AS $$ SELECT encode(b, 'hex') $$;
