CREATE TABLE statement ( -- of a party's root: that the party leaves, or has a new root
	hash    BLOB PRIMARY KEY NOT NULL,
	charter BLOB NOT NULL,
	party   TEXT NOT NULL,
	bytes   BLOB NOT NULL
) STRICT;

CREATE INDEX statement_charter ON statement (charter, hash);
