CREATE TABLE proceeding ( -- where each stands, as lists show it
	id      BLOB PRIMARY KEY NOT NULL, -- of the act that opened it
	charter BLOB NOT NULL,
	seq     INTEGER NOT NULL, -- of that act
	due     INTEGER NOT NULL, -- the view holds until then; 0: something came since; 2^62: for good
	touches INTEGER NOT NULL, -- how often something came
	lacks   INTEGER NOT NULL, -- a body that a record names is not here
	vouched BLOB NOT NULL,    -- what others had cosigned, where more of that may change the view
	view    BLOB NOT NULL
) STRICT;

CREATE INDEX proceeding_charter ON proceeding (charter, seq);
CREATE INDEX proceeding_due ON proceeding (due, id) WHERE due < 4611686018427387904;
CREATE INDEX proceeding_due_under ON proceeding (charter, due) WHERE due > 0;
CREATE INDEX proceeding_lacks ON proceeding (id) WHERE lacks;
CREATE INDEX proceeding_vouched ON proceeding (charter, seq) WHERE vouched <> x'';

CREATE TABLE proceeding_key ( -- what changes the view when it comes: the mark of a leaf, the id of a message
	key        BLOB NOT NULL,
	proceeding BLOB NOT NULL REFERENCES proceeding (id),
	PRIMARY KEY (key, proceeding)
) STRICT, WITHOUT ROWID;

CREATE INDEX proceeding_key_of ON proceeding_key (proceeding, key);

CREATE TABLE proceeding_wait ( -- records that change the view once they are dated an instant or later
	proceeding BLOB NOT NULL REFERENCES proceeding (id),
	party      TEXT NOT NULL,
	until      INTEGER NOT NULL,
	charter    BLOB NOT NULL,
	PRIMARY KEY (proceeding, party, until)
) STRICT, WITHOUT ROWID;

CREATE INDEX proceeding_wait_for ON proceeding_wait (charter, party, until, proceeding);

-- Of what was opened before there was this table nothing is raised again: its view is one zero byte.
INSERT INTO proceeding (id, charter, seq, due, touches, lacks, vouched, view)
	SELECT id, charter, seq, 0, 0, 1, x'', x'00' FROM message WHERE proceeding = id;
