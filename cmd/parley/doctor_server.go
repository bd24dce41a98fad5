package main

import (
	"context"
	"time"

	"parley"
	"parley/internal/store/postgres"
)

// lookTime bounds how long the server is looked at.
const lookTime = 20 * time.Second

// server looks at the database server, at who leads, and at the standbys.
func (d *doctor) server(ctx context.Context) {
	if d.config.Database == "" {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lookTime)
	defer cancel()
	st, err := postgres.Look(ctx, d.config.Database, databaseMark(d.config))
	if err != nil {
		d.find(stateBad, "server", "see to the database server, and to the key database of config.yaml", "%s", parley.SentenceOf(err))
		return
	}
	if st.Older != nil {
		d.find(stateBad, "server", "see doc/operating.md, two nodes, a primary and a standby", "%s", parley.SentenceOf(st.Older))
		return
	}
	d.ok("server", "PostgreSQL %s, timeline %d, generation %d", st.Server, st.Timeline, st.Generation)
	d.size(st)
	d.leader(st)
	d.standbys(st)
}

// size holds how large the database is against what the configuration grants it.
func (d *doctor) size(st postgres.Standing) {
	if most := d.config.Alarm.MostStored(); most > 0 && st.Bytes >= most {
		d.find(stateWarn, "server", "see that the server's disk has room, and set the key higher", "the database takes %d MiB, and alarm.database_mib is %d", st.Bytes>>20, most>>20)
		return
	}
	d.ok("server", "the database takes %d MiB", st.Bytes>>20)
}

// leader says which part this node has among those of its party.
func (d *doctor) leader(st postgres.Standing) {
	c, l := d.config.Cluster, st.Leader
	switch {
	case c.Name == "" && l.Name == "":
	case l.Name == "":
		d.find(stateWarn, "leader", "start a node: parley serve", "no node of this party leads")
	case !st.Beats:
		d.find(stateBad, "leader", "start a node, and see the log of parley serve at each", "%s led last, since %s, and says nothing", l.Name, l.Since)
	case c.Name == "":
		d.find(stateWarn, "leader", "give this node the key cluster too", "%s leads the nodes of this party, and this one is not among them", l.Name)
	case c.Name == l.Name:
		d.ok("leader", "this node, %s, leads since %s", l.Name, l.Since)
	default:
		d.ok("leader", "this node, %s, follows %s at %s, which leads since %s", c.Name, l.Name, l.Address, l.Since)
	}
}

// standbys says whether what is recorded stands on more than one disk.
func (d *doctor) standbys(st postgres.Standing) {
	one := stateWarn
	if d.config.Cluster.Standby {
		one = stateBad
	}
	switch {
	case st.Commit != "on" && st.Commit != "remote_apply":
		d.find(stateBad, "standby", "set synchronous_commit to on", "synchronous_commit is %s: a message is not safe when the node says so", st.Commit)
	case st.Wanted == "":
		d.find(one, "standby", "see doc/operating.md, two nodes, a primary and a standby", "synchronous_standby_names is empty: what is recorded is on one disk")
	case st.Hidden:
		d.find(stateWarn, "standby", "GRANT pg_read_all_stats to the role of the node", "whether a standby confirms cannot be seen by the node's role")
	case st.Confirming() == 0:
		d.find(stateBad, "standby", "bring the standby back, or take the rule away knowingly: doc/operating.md", "synchronous_standby_names is %q, and no standby confirms: nothing is stored until one does", st.Wanted)
	default:
		d.ok("standby", "synchronous_commit is %s, and %d of %d standbys confirm", st.Commit, st.Confirming(), len(st.Standbys))
	}
	for _, b := range st.Standbys {
		if b.Behind > d.config.Alarm.FarBehind() {
			d.find(stateWarn, "standby", "see to its disk and its network", "the standby %s, %s, is %d MiB behind", b.Name, b.Sync, b.Behind>>20)
		}
	}
}
