package node

import (
	"fmt"

	"parley"
	"parley/internal/store"
)

// checkActs checks every roster act from its bytes. Whether each may stand where a leaf names it, the check of the records
// says.
func (a *audit) checkActs() error {
	rows, err := a.r.AllRosterActs()
	for _, row := range rows {
		log, d := store.LogID{Charter: row.Charter, Party: row.Party}, DifferenceView{Table: "roster_act", Party: string(row.Party)}
		act, err := parseAct(row.Bytes)
		if err != nil {
			d.Column = "bytes"
			a.fault(log, d, "roster_act %d of %s: %s", row.Number, row.Party, parley.SentenceOf(err))
			continue
		}
		log.Charter, log.Party, d.Party = act.Charter, act.Party, string(act.Party)
		name := fmt.Sprintf("roster_act %d of %s", act.Number, act.Party)
		a.differ(log, columnsOf(actColumns, "roster_act", name, "", string(act.Party), row, actRow(act, row.Bytes)))
		if t := a.table(act.Charter); t == nil || t.seat(act.Party) == nil {
			a.fault(log, d, "%s: it is of another party, or of no charter here", name)
		}
	}
	return err
}
