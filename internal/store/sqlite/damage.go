package sqlite

import (
	"fmt"

	"parley/internal/store"
)

// maxDamage is how many faults of one kind are listed.
const maxDamage = 20

// orphans count the rows that name a message which is not there, besides those that foreign keys name.
var orphans = map[string]string{
	"delivery":   `SELECT COUNT(*) FROM delivery WHERE message NOT IN (SELECT id FROM message)`,
	"attachment": `SELECT COUNT(*) FROM attachment WHERE message NOT IN (SELECT id FROM message)`,
}

// Damage has SQLite check its file, and looks for rows that belong to nothing; see store.Inventory.
func (r *reader) Damage() (found []string, err error) {
	if _, err := list(r, scanNumber, lastWorded); err != nil { // SQLite's check alone would hold rows against an index as this session last saw it
		return nil, err
	}
	faults, err := list(r, scanText, fmt.Sprintf("PRAGMA integrity_check(%d)", maxDamage))
	if err != nil {
		return nil, err
	}
	for _, f := range faults {
		if f != "ok" {
			found = append(found, "the database file is damaged: "+f)
		}
	}
	strays, err := list(r, scanStray, "PRAGMA foreign_key_check")
	if err != nil {
		return nil, err
	}
	for i, s := range strays {
		if i == maxDamage {
			break
		}
		found = append(found, fmt.Sprintf("%s: a row%s belongs to no row of %s", s.table, s.place(), s.parent))
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
		astray, err := list(r, scanText, wrongStates, maxDamage)
		if err != nil {
			return nil, err
		}
		for _, id := range astray {
			found = append(found, "message_state: what searches are told of the message "+id+" is not what its rows say")
		}
	}
	uneven, err := list(r, scanText, unevenBodies, maxDamage)
	for _, body := range uneven {
		found = append(found, "body_range: of the body "+body+", other bytes are said to be here than are")
	}
	return found, err
}

// wrongStates names the messages whose row of message_state is not what it is computed from.
const wrongStates = `SELECT lower(hex(m.id)) || ' of ' || m.author FROM message_state_now n JOIN message m ON m.seq = n.seq
	LEFT JOIN message_state s ON s.seq = n.seq
	WHERE (s.time, s.unread, s.unrecorded, s.unacknowledged, s.refused) IS NOT (n.time, n.unread, n.unrecorded, n.unacknowledged, n.refused) LIMIT $1`

// unevenBodies names the bodies whose ranges do not have as many bytes as their chunks.
const unevenBodies = `SELECT lower(hex(id)) || ' from ' || author FROM body
	WHERE (SELECT COALESCE(SUM(hi - lo), 0) FROM body_range r WHERE r.body = no)
		<> (SELECT COALESCE(SUM(length(bytes)), 0) FROM body_chunk c WHERE c.body = body.no) LIMIT $1`

func scanText(r row, s *string) error { return r.Scan(s) }

// A stray is a row whose foreign key leads nowhere.
type stray struct {
	table, parent string
	row           *int64 // nil in a table without row numbers
}

func scanStray(r row, s *stray) error {
	var key int
	return r.Scan(&s.table, &s.row, &s.parent, &key)
}

func (s stray) place() string {
	if s.row == nil {
		return ""
	}
	return fmt.Sprintf(" (number %d)", *s.row)
}

var _ store.Inventory = (*reader)(nil)
