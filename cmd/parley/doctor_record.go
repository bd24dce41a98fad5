package main

import (
	"context"
	"time"

	"parley"
	"parley/internal/node"
)

// records looks at the own records and their last dates.
func (d *doctor) records(v node.CheckupView) {
	if len(v.Records) == 0 {
		d.find(stateWarn, "charter", "adopt one: parley charter adopt", "the node has adopted no charter yet")
	}
	for _, r := range v.Records {
		d.record(v.Time, r)
	}
}

func (d *doctor) record(clock string, r node.CheckupRecordView) {
	if r.Recovering != nil {
		d.find(stateWarn, "record", "wait for the other parties, or decide: parley recover", "the record under %q has been recovering since %s", r.Title, *r.Recovering)
	}
	if r.Held > r.Edition {
		d.find(stateWarn, "charter", "read it, and adopt it if the party signed it: parley charter adopt", "edition %d of %q is held, and edition %d is in force", r.Held, r.Title, r.Edition)
	} else {
		d.ok("charter", "edition %d of %q is in force", r.Edition, r.Title)
	}
	if r.Leaves != nil {
		d.find(stateWarn, "charter", "see: parley charter show", "%s, under %q", leaving("this party", *r.Leaves), r.Title)
	}
	if r.Last == nil {
		return
	}
	ahead := timeOf(*r.Last).Sub(timeOf(clock))
	switch {
	case ahead > 24*time.Hour:
		d.find(stateBad, "clock", "set the clock: more than a day behind, the node does not start", "the clock is %v behind the last entry of the record, %s", ahead.Round(time.Second), *r.Last)
	case ahead > time.Second:
		d.find(stateWarn, "clock", "set the clock: until it has passed that time, all entries have the same date", "the clock is %v behind the last entry of the record, %s", ahead.Round(time.Millisecond), *r.Last)
	default:
		d.ok("clock", "the clock is not behind the last of %d entries, %s", r.Size, *r.Last)
	}
}

func timeOf(text string) time.Time {
	t, _ := time.Parse(time.RFC3339, text)
	return t
}

// oldBackup is the age at which a backup is too old.
const oldBackup = 7 * 24 * time.Hour

// backups looks for the last backup in the journal.
func (d *doctor) backups(ctx context.Context, api node.API) {
	all, err := api.Journal(ctx)
	if err != nil {
		d.find(stateBad, "backup", "see the finding about the database", "%s", parley.SentenceOf(err))
		return
	}
	do := "parley backup --dir " + node.ShellWord(d.dir) + " -o PLACE, to another machine or medium"
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Action != "backup" {
			continue
		}
		if age := now().Sub(timeOf(all[i].Time)); age > oldBackup {
			d.find(stateWarn, "backup", do, "the last backup was made %d days ago", int(age.Hours()/24))
		} else {
			d.ok("backup", "the last backup was made at %s", all[i].Time)
		}
		return
	}
	d.find(stateWarn, "backup", do, "no backup was made yet")
}

// journal has the journal checked.
func (d *doctor) journal(ctx context.Context, api node.API) {
	v, err := api.VerifyJournal(ctx)
	switch {
	case err != nil:
		d.find(stateBad, "journal", "see the finding about the database", "%s", parley.SentenceOf(err))
	case !v.OK:
		d.find(stateBad, "journal", "ask who had access to the database; see: parley journal verify", "%s", v.Errors[0])
	default:
		d.ok("journal", "the journal of %d entries is what was entered in it", v.Entries)
	}
}

// alarms tells of the alarms since the node started.
func (d *doctor) alarms(ctx context.Context, api node.API, running bool) {
	if !running {
		return
	}
	all, err := api.Events(ctx)
	switch {
	case err != nil:
		d.find(stateBad, "alarms", "see the log of parley serve", "%s", parley.SentenceOf(err))
	case len(all) > 0:
		last := all[len(all)-1]
		d.find(stateWarn, "alarms", "parley events", "%d alarms since the node started, the last at %s: %s", len(all), last.Time, last.Sentence)
	default:
		d.ok("alarms", "none since the node started")
	}
}

// remedies are what to do about alerts of which no other finding tells.
var remedies = map[string]string{
	node.AlertTest:   "call the other side: parley line says how else",
	node.AlertExpiry: "give the officer another time: parley officer change, or enrol another",
}

// alerts tells what stands and is not found in another way.
func (d *doctor) alerts(v node.CheckupView) {
	for _, a := range v.Alerts {
		if do := remedies[a.Kind]; do != "" && a.Charter != nil { // a certificate is found above
			d.find(stateWarn, a.Kind, do, "%s", a.Sentence)
		}
	}
}
