ALTER TABLE entry ADD COLUMN leaf BLOB NOT NULL DEFAULT x''; -- leaf hash of the entry in the tree of the journal; x'' for what was entered before there was one

CREATE TABLE journal_head (
	size      INTEGER PRIMARY KEY, -- entries below it
	root      BLOB NOT NULL,
	frontier  BLOB NOT NULL, -- hashes, 32 bytes each
	signature BLOB NOT NULL
) STRICT;
