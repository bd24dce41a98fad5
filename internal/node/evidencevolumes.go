package node

import (
	"parley"
	"parley/internal/store"
	"parley/record"
)

// volumes names the volumes of a party's record, the first one first.
func (c *evidenceCase) volumes(party parley.PartyID) []store.LogID {
	logs := []store.LogID{{Charter: c.t.id, Party: party}}
	for _, v := range c.later {
		if v.Log.Party == party {
			logs = append(logs, v.Log)
		}
	}
	return logs
}

func nameOf(log store.LogID) record.LogName {
	return record.LogName{Party: log.Party, Volume: log.Volume}
}

// isSent reports whether any volume of its author's record says that a message was sent.
func (c *evidenceCase) isSent(m store.Message) (bool, error) {
	for _, log := range c.volumes(m.Author) {
		if _, ok, err := sentLeaf(c.r, log, m.ID); ok || err != nil {
			return ok, err
		}
	}
	return false, nil
}

// shown are the volumes of a party's record that the file shows: those with a leaf about the messages, or, where there is
// none, the first, for the keys with which the party cosigned.
func (c *evidenceCase) shown(party parley.PartyID) (logs []store.LogID) {
	all := c.volumes(party)
	for _, log := range all {
		if len(c.wanted[nameOf(log)]) > 0 {
			logs = append(logs, log)
		}
	}
	if len(logs) == 0 {
		return all[:1]
	}
	return logs
}

// statementOf returns the statement among all that opened a later volume; nil for a first one.
func statementOf(all []store.Volume, log store.LogID) []byte {
	for _, v := range all {
		if v.Log == log {
			return v.Bytes
		}
	}
	return nil
}
