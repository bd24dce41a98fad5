ALTER TABLE message ADD COLUMN proceeding BLOB; -- the act that opened the proceeding of an act; NULL for a text

CREATE INDEX message_proceeding ON message (proceeding, seq) WHERE proceeding IS NOT NULL;
CREATE INDEX message_opening ON message (seq) WHERE proceeding = id;

-- Leaves sent, received and refused bear marks.
CREATE INDEX leaf_mark ON leaf (mark, log, place) WHERE kind <= 3;
