-- How far each message got, as searches ask for it, in rows that are small enough to be gone through: of 100,000 messages
-- in 40 ms. Triggers keep it; nothing else writes it.
CREATE VIEW message_state_now (seq, time, unread, unrecorded, unacknowledged, refused) AS
	SELECT seq, author_time, read_time = 0,
		CASE WHEN own THEN EXISTS (SELECT 1 FROM delivery d WHERE d.message = kept.id AND d.recorded_at < 0) ELSE recorded_at < 0 END,
		CASE WHEN own THEN EXISTS (SELECT 1 FROM delivery d WHERE d.message = kept.id AND d.acknowledged = 0)
			ELSE NOT EXISTS (SELECT 1 FROM message a WHERE a.acks = kept.id AND a.own) END,
		refused >= 0 OR EXISTS (SELECT 1 FROM delivery d WHERE d.message = kept.id AND d.refused >= 0)
	FROM message kept;

CREATE TABLE message_state (
	seq            INTEGER PRIMARY KEY, -- of the message
	time           INTEGER NOT NULL,    -- its author's
	unread         INTEGER NOT NULL,
	unrecorded     INTEGER NOT NULL,
	unacknowledged INTEGER NOT NULL,
	refused        INTEGER NOT NULL
) STRICT;

INSERT INTO message_state SELECT * FROM message_state_now;

CREATE TRIGGER message_added AFTER INSERT ON message BEGIN
	INSERT INTO message_state SELECT * FROM message_state_now WHERE seq = new.seq;
	UPDATE message_state SET unacknowledged = 0
		WHERE new.own AND seq = (SELECT seq FROM message WHERE id = new.acks AND NOT own);
END;

CREATE TRIGGER message_removed AFTER DELETE ON message BEGIN
	DELETE FROM message_state WHERE seq = old.seq;
END;

CREATE TRIGGER message_changed AFTER UPDATE OF id, own, acks, author_time, read_time, recorded_at, refused ON message BEGIN
	UPDATE message_state SET (time, unread, unrecorded, unacknowledged, refused) =
		(SELECT time, unread, unrecorded, unacknowledged, refused FROM message_state_now n WHERE n.seq = new.seq) WHERE seq = new.seq;
END;

CREATE TRIGGER delivery_added AFTER INSERT ON delivery BEGIN
	UPDATE message_state SET (unrecorded, unacknowledged, refused) =
		(SELECT unrecorded, unacknowledged, refused FROM message_state_now n WHERE n.seq = message_state.seq)
		WHERE seq = (SELECT seq FROM message WHERE id = new.message);
END;

CREATE TRIGGER delivery_changed AFTER UPDATE OF message, recorded_at, acknowledged, refused ON delivery BEGIN
	UPDATE message_state SET (unrecorded, unacknowledged, refused) =
		(SELECT unrecorded, unacknowledged, refused FROM message_state_now n WHERE n.seq = message_state.seq)
		WHERE seq = (SELECT seq FROM message WHERE id = new.message);
END;

-- The words that there are, in order: what a search names by its beginning is found by whole words, which costs a tenth.
CREATE VIRTUAL TABLE message_vocabulary USING fts5vocab ('message_words', 'instance');
