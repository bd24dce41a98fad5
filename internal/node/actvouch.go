package node

import (
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/internal/store"
	"parley/procedure"
)

// What others cosigned changes a proceeding in few cases: when it is settled and not confirmed, or a record has forked. A
// list looks for that itself, since one cosignature may concern thousands.

// vouchedIn returns how much of each record all other participants had cosigned, where more of it may change the view.
func (n *Node) vouchedIn(r store.Reader, k *tracker, in procedure.Input, res *procedure.Result) ([]byte, error) {
	forked := slices.ContainsFunc(in.Logs, func(l procedure.Log) bool {
		return slices.ContainsFunc(l.Volumes, func(v procedure.Volume) bool { return v.Fork != nil })
	})
	if !forked && (!res.Settled || res.Confirmed || len(k.o.ids) == 2) {
		return nil, nil
	}
	return newCosignedSizes(r, k.t).words(k.o.ids)
}

// cosignedSizes are sizes of records that others cosigned, as far as their leaves are held.
type cosignedSizes struct {
	r  store.Reader
	t  *table
	of map[store.LogID]map[parley.PartyID]uint64
	// changed are what was found of the words of rows.
	changed map[string]bool
}

// words says how much of each record all the others of ids cosigned: "east 5,7 north 3".
func (c *cosignedSizes) words(ids []parley.PartyID) ([]byte, error) {
	var b strings.Builder
	for _, id := range ids {
		fmt.Fprintf(&b, "%s ", id)
		logs := []store.LogID{{Charter: c.t.id, Party: id}}
		for _, v := range c.t.volumes() {
			if v.Party == id {
				logs = append(logs, v)
			}
		}
		for i, log := range logs {
			size, err := c.least(log, ids)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&b, "%s%d", map[bool]string{true: ",", false: ""}[i > 0], size)
		}
		b.WriteString(" ")
	}
	return []byte(strings.TrimRight(b.String(), " ")), nil
}

// least returns the size up to which all of ids but the owner cosigned a log.
func (c *cosignedSizes) least(log store.LogID, ids []parley.PartyID) (uint64, error) {
	low, err := c.r.LogSize(log)
	if c.of[log] == nil {
		c.of[log] = map[parley.PartyID]uint64{}
	}
	for i := 0; i < len(ids) && err == nil; i++ {
		if ids[i] == log.Party {
			continue
		}
		size, ok := c.of[log][ids[i]]
		if !ok {
			size, err = c.r.LastCosigned(log, ids[i])
			err = ignoreNotFound(err)
			c.of[log][ids[i]] = size
		}
		low = min(low, size)
	}
	return low, err
}

// overtook reports whether more was cosigned since a row was made.
func (c *cosignedSizes) overtook(p *store.Proceeding) (bool, error) {
	if len(p.Vouched) == 0 {
		return false, nil
	}
	if known, ok := c.changed[string(p.Vouched)]; ok {
		return known, nil
	}
	var ids []parley.PartyID
	for i, word := range strings.Fields(string(p.Vouched)) {
		if i%2 == 0 {
			ids = append(ids, parley.PartyID(word))
		}
	}
	now, err := c.words(ids)
	if c.changed == nil {
		c.changed = map[string]bool{}
	}
	c.changed[string(p.Vouched)] = string(now) != string(p.Vouched)
	return c.changed[string(p.Vouched)], err
}

// newCosignedSizes reads them from r as they are asked for.
func newCosignedSizes(r store.Reader, t *table) *cosignedSizes {
	return &cosignedSizes{r: r, t: t, of: map[store.LogID]map[parley.PartyID]uint64{}}
}
