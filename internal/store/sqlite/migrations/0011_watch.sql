CREATE TABLE watch ( -- who had the watch of a post, and how it was handed over; nothing of this table leaves the node
	seq     INTEGER PRIMARY KEY,
	id      BLOB NOT NULL UNIQUE, -- 8 random bytes
	post    TEXT NOT NULL,
	by_user TEXT NOT NULL,
	officer TEXT NOT NULL,
	taken   INTEGER NOT NULL,
	sheet   BLOB NOT NULL,
	charter BLOB NOT NULL,
	offered INTEGER NOT NULL,
	gave    BLOB NOT NULL,
	ended   INTEGER NOT NULL, -- 0: it goes on
	relief  BLOB NOT NULL,
	took    BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX watch_now ON watch (post) WHERE ended = 0;
CREATE INDEX watch_post ON watch (post, seq);
