package node

import (
	"encoding/json"

	"parley"
	"parley/internal/store"
	"parley/link"
	"parley/wire"
)

// A peerRecovery is when a peer was recovering, as far as its HELLOs said. Times are 0 where it is not, or not yet over.
type peerRecovery struct {
	Since parley.Millis `json:"since"`
	Ended parley.Millis `json:"ended"`

	session int           // of the last HELLO
	said    parley.Millis // its time
}

func peerRecoveryKey(root rootKey) string { return "peer-recovery/" + parley.Hash(root).String() }

// heardRecovering takes what a peer's HELLO says of its own record.
func (p *peer) heardRecovering(d link.HelloIn) {
	is := d.Hello.Features&wire.FeatureRecovering != 0
	p.mu.Lock()
	old := p.recovery
	if old.session == d.Session && d.Hello.Time < old.said { // an older one, late
		p.mu.Unlock()
		return
	}
	r := old
	r.session, r.said = d.Session, d.Hello.Time
	switch now := p.n.now(); {
	case is && (r.Since == 0 || r.Ended != 0):
		r.Since, r.Ended = now, 0
	case !is && r.Since != 0 && r.Ended == 0:
		r.Ended = now
	}
	p.recovery = r
	p.mu.Unlock()
	if r.Since != old.Since || r.Ended != old.Ended {
		p.recoveryChanged(r)
	}
	if is {
		p.n.handBackUnrecorded(p)
	}
}

func (p *peer) recoveryChanged(r peerRecovery) {
	sentence := "the peer's record has recovered"
	if r.Ended == 0 {
		sentence = "the peer's record is recovering: it signs no head, and gives no receipt, until it knows what others hold of it"
	}
	p.n.event(EventRecovery, p.name(), sentence)
	b, err := json.Marshal(r)
	if err == nil {
		err = p.n.cfg.Store.Update(func(tx store.Tx) error { return tx.PutMeta(peerRecoveryKey(p.root), b) })
	}
	if err != nil {
		p.n.event(EventStorage, p.name(), "that a peer recovers could not be stored", "error", err)
	}
}

// readRecovery reads when the peer last recovered.
func (p *peer) readRecovery(r store.Reader) error {
	b, err := r.Meta(peerRecoveryKey(p.root))
	if err != nil {
		return ignoreNotFound(err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return json.Unmarshal(b, &p.recovery)
}

// ownRecovering returns since when our record is recovering under a charter of the line; 0: it is not.
func (p *peer) ownRecovering() (since parley.Millis) {
	for _, ps := range p.places() {
		if at, is := ps.t.recovering(); is && (since == 0 || at < since) {
			since = at
		}
	}
	return since
}
