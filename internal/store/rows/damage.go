package rows

import (
	"fmt"

	"parley/internal/store"
)

// MaxDamage is how many faults of one kind are listed.
const MaxDamage = 20

// orphans count the rows that name a message which is not there, besides those that foreign keys name.
var orphans = map[string]string{
	"delivery":   `SELECT COUNT(*) FROM delivery WHERE message NOT IN (SELECT id FROM message)`,
	"attachment": `SELECT COUNT(*) FROM attachment WHERE message NOT IN (SELECT id FROM message)`,
}

// Damage has the engine look, and looks itself for rows that belong to nothing; see store.Inventory.
func (r *Reader) Damage() (found []string, err error) {
	if found, err = r.engine.Damage(r); err != nil {
		return nil, err
	}
	for table, query := range orphans {
		n, err := one(r, scanNumber, query)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			found = append(found, fmt.Sprintf("%s: %d rows name a message that is not in the database", table, n))
		}
	}
	if len(found) == 0 { // in a damaged file the question might lead nowhere
		astray, err := List(r, scanText, wrongStates, MaxDamage)
		if err != nil {
			return nil, err
		}
		for _, id := range astray {
			found = append(found, "message_state: what searches are told of the message "+id+" is not what its rows say")
		}
	}
	uneven, err := List(r, scanText, unevenBodies, MaxDamage)
	for _, body := range uneven {
		found = append(found, "body_range: of the body "+body+", other bytes are said to be here than are")
	}
	return found, err
}

// wrongStates names the messages whose row of message_state is not what it is computed from.
const wrongStates = `SELECT lower(hex(m.id)) || ' of ' || m.author FROM message_state_now n JOIN message m ON m.seq = n.seq
	LEFT JOIN message_state s ON s.seq = n.seq
	WHERE (s.time, s.unread, s.unrecorded, s.unacknowledged, s.refused) IS DISTINCT FROM (n.time, n.unread, n.unrecorded, n.unacknowledged, n.refused) LIMIT $1`

// unevenBodies names the bodies whose ranges do not have as many bytes as their chunks.
const unevenBodies = `SELECT lower(hex(id)) || ' from ' || author FROM body
	WHERE (SELECT COALESCE(SUM(hi - lo), 0) FROM body_range r WHERE r.body = no)
		<> (SELECT COALESCE(SUM(length(bytes)), 0) FROM body_chunk c WHERE c.body = body.no) LIMIT $1`

func scanText(r Row, s *string) error { return r.Scan(s) }

var _ store.Inventory = (*Reader)(nil)
