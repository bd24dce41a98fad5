CREATE TABLE draft ( -- messages before they are released; nothing of this table leaves the node
	seq     INTEGER PRIMARY KEY,
	id      BLOB NOT NULL UNIQUE, -- 8 random bytes
	charter BLOB NOT NULL,
	edition BLOB NOT NULL,
	payload BLOB NOT NULL,
	signed  BLOB NOT NULL,
	state   INTEGER NOT NULL, -- 0 open, 1 released, 2 cancelled
	message BLOB NOT NULL,
	decided BLOB NOT NULL,
	by_user TEXT NOT NULL,
	made    INTEGER NOT NULL,
	changed INTEGER NOT NULL
) STRICT;

CREATE INDEX draft_open ON draft (seq) WHERE state = 0;

CREATE TABLE void_payload ( -- what stood in a draft that was edited or cancelled: it must never leave
	hash  BLOB PRIMARY KEY NOT NULL,
	since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
