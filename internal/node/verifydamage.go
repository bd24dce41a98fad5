package node

import "parley/internal/store"

// A damage is what a driver found that no row shows.
type damage struct {
	found []string
	err   error
}

// lookForDamage asks the driver, beside what else is checked: it takes long, and one processor.
func lookForDamage(s store.Store) <-chan damage {
	out := make(chan damage, 1)
	go func() {
		var d damage
		d.err = s.View(func(r store.Reader) (err error) { d.found, err = r.Damage(); return err })
		out <- d
	}()
	return out
}

// damaged waits for what the driver found, and reports it. Its error is that the check was ended.
func (a *audit) damaged(from <-chan damage) error {
	select {
	case <-a.ctx.Done():
		return a.ctx.Err()
	case d := <-from:
		for _, s := range d.found {
			a.fault(store.LogID{}, DifferenceView{Table: "database"}, "%s", s)
		}
		if d.err != nil {
			a.unread(store.LogID{}, "database", "database", d.err)
		}
		return nil
	}
}
