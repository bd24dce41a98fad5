package node

import (
	"context"

	"parley"
	"parley/internal/store"
)

// A CheckupView is what the node knows of its own health.
type CheckupView struct {
	Time    string              `json:"time"`    // by the node's clock
	Running bool                `json:"running"` // a node serves the directory
	Damage  []string            `json:"damage"`  // what is wrong with the database, one sentence each
	Records []CheckupRecordView `json:"records"` // own ones
	Peers   []CheckupPeerView   `json:"peers"`
	Alerts  []AlertView         `json:"alerts"`
}

// CheckupRecordView is the own record under one charter.
type CheckupRecordView struct {
	Charter    string  `json:"charter"`
	Title      string  `json:"title"`
	Edition    uint64  `json:"edition"` // in force
	Held       uint64  `json:"held"`    // the newest edition that is held
	Size       uint64  `json:"size"`
	Last       *string `json:"last"` // date of the last entry
	Recovering *string `json:"recovering"`
	Leaves     *string `json:"leaves,omitempty"` // when this party leaves the charter
}

// CheckupPeerView is another party under one charter.
type CheckupPeerView struct {
	Charter   string   `json:"charter"`
	Party     string   `json:"party"`
	Sheet     uint64   `json:"sheet"` // number of the one in force; 0: none is held
	Link      string   `json:"link"`  // its link key, in hex
	Addresses []string `json:"addresses"`
	Stored    uint64   `json:"stored"`           // bytes of its messages and attachments
	Quota     uint64   `json:"quota"`            // bytes that the charter grants it
	Waiting   int      `json:"waiting"`          // messages to it that it has not recorded
	Disputed  []string `json:"disputed"`         // hashes of the proofs held against its record
	Leaves    *string  `json:"leaves,omitempty"` // when the party leaves the charter
	// Roots says, for each time that the party's root was replaced under the charter, by whom.
	Roots []string `json:"roots,omitempty"`
}

// Checkup looks at the database and at what the node knows of itself and its peers. It reads the whole database.
func (n *Node) Checkup(ctx context.Context) (CheckupView, error) {
	v := CheckupView{Time: n.now().String(), Running: n.online(), Damage: []string{}, Records: []CheckupRecordView{}, Peers: []CheckupPeerView{}}
	err := n.cfg.Store.View(func(r store.Reader) error {
		found, err := r.Damage()
		if err != nil {
			return err
		}
		v.Damage = append(v.Damage, found...)
		for _, t := range n.tables() {
			own, err := n.checkupRecord(r, t)
			if err != nil {
				return err
			}
			v.Records = append(v.Records, own)
			for i, s := range t.seats() {
				if i == t.self {
					continue
				}
				p, err := n.checkupPeer(r, t, s)
				if err != nil {
					return err
				}
				v.Peers = append(v.Peers, p)
			}
		}
		return nil
	})
	if err == nil {
		v.Alerts, err = n.checkupAlerts(ctx)
	}
	return v, storageSentence(err, "the database cannot be read")
}

func (n *Node) checkupRecord(r store.Reader, t *table) (CheckupRecordView, error) {
	log := t.own().log
	v := CheckupRecordView{Charter: t.id.String(), Title: titleOf(t.charter()), Edition: t.charter().Edition, Held: uint64(len(t.editions())), Leaves: t.leaves(n.cfg.Party)}
	if since, is := t.recovering(); is {
		v.Recovering = timeOrNull(since)
	}
	var err error
	if v.Size, err = r.LogSize(log); err != nil || v.Size == 0 {
		return v, err
	}
	last, err := lastDate(r, log, v.Size)
	v.Last = timeOrNull(last)
	return v, err
}

func (n *Node) checkupPeer(r store.Reader, t *table, s *seat) (CheckupPeerView, error) {
	v := CheckupPeerView{Charter: t.id.String(), Party: string(s.id), Addresses: []string{}, Quota: t.quota(), Disputed: []string{}, Leaves: t.leaves(s.id), Roots: t.rootWords(s.id)}
	if sh := s.newest(); sh != nil {
		v.Sheet, v.Link, v.Addresses = sh.Number, parley.Hash(sh.Link).String(), append(v.Addresses, sh.Addresses...)
	}
	proofs, _ := n.disputed(t.id, s.id)
	for _, p := range proofs {
		v.Disputed = append(v.Disputed, p.String())
	}
	var err error
	if v.Stored, err = r.StoredFrom(t.id, s.id); err != nil {
		return v, err
	}
	open, err := r.OpenDeliveries(t.id, s.id)
	v.Waiting = len(open)
	return v, err
}
