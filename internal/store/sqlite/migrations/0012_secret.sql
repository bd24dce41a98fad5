CREATE TABLE line_secret ( -- what two nodes share besides their keys; nothing of this table leaves the node
	root    BLOB NOT NULL, -- the other party's root key
	id      BLOB NOT NULL, -- 4 bytes
	secret  BLOB NOT NULL, -- 32 bytes
	by_hand INTEGER NOT NULL, -- else from a session over TLS
	taken   INTEGER NOT NULL,
	proved  INTEGER NOT NULL, -- 1: the other end is known to have it
	sent    INTEGER NOT NULL, -- highest counter of a beginning of ours
	came    INTEGER NOT NULL, -- highest counter of one of theirs
	PRIMARY KEY (root, id)
) STRICT;
