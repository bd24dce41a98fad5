CREATE INDEX message_form ON message (charter, form, seq) WHERE form NOT IN ('text', 'ack');

CREATE TABLE ack_clock ( -- clocks of acknowledgement that run
	message    BLOB NOT NULL,
	peer       TEXT NOT NULL,
	charter    BLOB NOT NULL,
	own        INTEGER NOT NULL,
	precedence INTEGER NOT NULL,
	recorded   INTEGER NOT NULL,
	since      INTEGER NOT NULL,
	due        INTEGER NOT NULL,
	raised     INTEGER NOT NULL,
	PRIMARY KEY (message, peer)
) STRICT, WITHOUT ROWID;

CREATE INDEX ack_clock_running ON ack_clock (due, message, peer) WHERE NOT raised;
CREATE INDEX ack_clock_raised ON ack_clock (charter, peer, since, message) WHERE raised;

CREATE TABLE line_time ( -- how long a line was in each state, by day
	charter BLOB NOT NULL,
	peer    TEXT NOT NULL,
	day     INTEGER NOT NULL, -- since 1970-01-01, in UTC
	bearer  TEXT NOT NULL,
	state   TEXT NOT NULL,
	ms      INTEGER NOT NULL,
	PRIMARY KEY (charter, peer, day, bearer, state)
) STRICT, WITHOUT ROWID;
