-- The words by which messages are found, rowid = message.seq: computed from the envelopes, filled by the node in pieces.
-- The tokenizer takes every character beyond ASCII as it is, so that words are those of package search and nothing else.
CREATE VIRTUAL TABLE message_words USING fts5 (words, detail = none, columnsize = 0, prefix = '1 2 3', tokenize = 'ascii');

-- What is deleted is taken out of the index at once, and not when its pieces are merged.
INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1);
