-- Which node writes, as it says itself: the others show it, reach it, and see by its beat whether it goes on. What keeps two nodes
-- apart is the generation, not this.

CREATE TABLE leader (
	single     BOOLEAN NOT NULL PRIMARY KEY DEFAULT true CHECK (single),
	generation BIGINT NOT NULL,
	name       TEXT COLLATE "C" NOT NULL,
	address    TEXT COLLATE "C" NOT NULL,
	door       BYTEA NOT NULL, -- seed of the key by which the nodes of the party know each other, drawn anew by each leader
	since      BIGINT NOT NULL,
	beat       BIGINT NOT NULL
);

INSERT INTO leader (generation, name, address, door, since, beat) VALUES (0, '', '', '\x', 0, 0);
