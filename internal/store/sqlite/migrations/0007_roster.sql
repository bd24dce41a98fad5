CREATE TABLE roster_act ( -- a page by which a party changes its roster under a charter
	hash    BLOB PRIMARY KEY NOT NULL,
	charter BLOB NOT NULL,
	party   TEXT NOT NULL,
	number  INTEGER NOT NULL, -- two acts may have one: the party's record says which of them counts
	bytes   BLOB NOT NULL
) STRICT;

CREATE INDEX roster_act_number ON roster_act (charter, party, number, hash);
