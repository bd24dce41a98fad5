package node

import (
	"slices"
	"strings"
	"sync"

	"parley"
)

// The kinds of alerts: what an operator must know as long as it is so. An event tells that one has begun.
const (
	AlertLine     = "line"     // for an interval of line tests there is no session with a party, or its node refuses every one
	AlertTest     = "test"     // their node did not answer our last line test before the next was due
	AlertWithheld = "withheld" // their node answers, and keeps heads, entries or bodies back
	AlertDisputed = "disputed" // proof is held that a party's record contradicts itself
	AlertExpiry   = "expiry"   // a key or a certificate of this party ends soon, or has ended
	AlertDisk     = "disk"     // a disk has little room, or the database is as large as it may be
	AlertStandby  = "standby"  // a standby of the database is lost or far behind
)

// AlertKinds are all kinds.
var AlertKinds = []string{AlertLine, AlertTest, AlertWithheld, AlertDisputed, AlertExpiry, AlertDisk, AlertStandby}

// An Alert is something that stands until it is over. It holds no text, subject or secret.
type Alert struct {
	Kind     string
	Charter  parley.Hash    // or zero
	Party    parley.PartyID // the other side, or empty
	Name     string         // of the officer, file, directory or standby that it is about, or empty
	Since    parley.Millis  // by our clock
	Sentence string
}

// An AlertView is an alert as programs read it.
type AlertView struct {
	Kind     string  `json:"kind"`
	Charter  *string `json:"charter"`
	Party    *string `json:"party"`
	Name     *string `json:"name"`
	Since    string  `json:"since"`
	Sentence string  `json:"sentence"`
}

// View returns an alert as programs read it.
func (a Alert) View() AlertView {
	return AlertView{Kind: a.Kind, Charter: hexOrNull(a.Charter), Party: textOrNull(string(a.Party)), Name: textOrNull(a.Name), Since: a.Since.String(), Sentence: a.Sentence}
}

// same reports whether two alerts are about the same.
func (a Alert) same(b Alert) bool {
	return a.Kind == b.Kind && a.Charter == b.Charter && a.Party == b.Party && a.Name == b.Name
}

// alerts are what stands, by the source that looks after it.
type alerts struct {
	mu  sync.Mutex
	all map[string][]standingAlert
}

type standingAlert struct {
	Alert
	found parley.Millis // when last
}

// settle takes what a source finds now for all that stands of it: what is new has begun, and what was not found for as long as rest
// is over.
func (x *alerts) settle(source string, found []Alert, now, rest parley.Millis) (begun, over []Alert) {
	x.mu.Lock()
	defer x.mu.Unlock()
	var kept []standingAlert
	for _, s := range x.all[source] {
		i := slices.IndexFunc(found, s.same)
		switch {
		case i >= 0:
			s.Sentence, s.found = found[i].Sentence, now
		case now-s.found >= rest:
			over = append(over, s.Alert)
			continue
		}
		kept = append(kept, s)
	}
	for _, a := range found {
		if slices.ContainsFunc(kept, func(s standingAlert) bool { return s.same(a) }) {
			continue
		}
		if a.Since == 0 {
			a.Since = now
		}
		kept, begun = append(kept, standingAlert{a, now}), append(begun, a)
	}
	if x.all == nil {
		x.all = map[string][]standingAlert{}
	}
	if x.all[source] = kept; len(kept) == 0 {
		delete(x.all, source)
	}
	return begun, over
}

// stands reports whether an alert of a source stands.
func (x *alerts) stands(source string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return len(x.all[source]) > 0
}

// list returns all that stands, in the order of AlertKinds, the oldest of each first.
func (x *alerts) list() (out []Alert) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, of := range x.all {
		for _, s := range of {
			out = append(out, s.Alert)
		}
	}
	slices.SortFunc(out, func(a, b Alert) int {
		if d := slices.Index(AlertKinds, a.Kind) - slices.Index(AlertKinds, b.Kind); d != 0 {
			return d
		}
		if a.Since != b.Since {
			return int(a.Since - b.Since)
		}
		return strings.Compare(string(a.Party)+" "+a.Name, string(b.Party)+" "+b.Name)
	})
	return out
}

// Alerts lists what stands now: nothing where the node does not serve.
func (n *Node) Alerts() []AlertView {
	out := []AlertView{}
	for _, a := range n.alerts.list() {
		out = append(out, a.View())
	}
	return out
}

// settleAlerts is settle, logs what is over, keeps the metrics, and returns what has begun.
func (n *Node) settleAlerts(source string, found []Alert, rest parley.Millis) []Alert {
	begun, over := n.alerts.settle(source, found, n.now(), rest)
	for _, a := range over {
		n.cfg.Log.Info("over: "+a.Sentence, "kind", a.Kind, "party", string(a.Party), "since", a.Since.String())
	}
	if len(begun)+len(over) > 0 {
		n.countAlerts()
	}
	return begun
}

// countAlerts has the metrics say how many alerts of each kind stand.
func (n *Node) countAlerts() {
	count := map[string]int{}
	for _, a := range n.alerts.list() {
		count[a.Kind]++
	}
	for _, kind := range AlertKinds {
		n.metrics.alerts.WithLabelValues(kind).Set(float64(count[kind]))
	}
}
