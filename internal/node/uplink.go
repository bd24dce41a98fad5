package node

import (
	"sync"
	"time"

	"parley/link"
)

// An uplink is one way out that several bearers, or the sessions of one with several peers, share [LINK-91].
type uplink struct {
	mu sync.Mutex
	u  link.Uplink
}

// An uplinkPart is one session's part in it, which its line asks from its own goroutine.
type uplinkPart struct {
	up *uplink
	m  *link.Member
}

// shareUplinks gives the bearers that name the same uplink one to share.
func shareUplinks(all []*Bearer) {
	of := map[string]*uplink{}
	for _, b := range all {
		if b.Uplink == "" {
			continue
		}
		if of[b.Uplink] == nil {
			of[b.Uplink] = &uplink{}
		}
		b.shared = of[b.Uplink]
	}
}

// join enters a session; nil where no uplink is shared.
func (u *uplink) join() link.Budget {
	if u == nil {
		return nil
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	return &uplinkPart{u, u.u.Join()}
}

func (p *uplinkPart) Share(now time.Time, c link.Claim) link.Share {
	p.up.mu.Lock()
	defer p.up.mu.Unlock()
	return p.m.Share(now, c)
}

func (p *uplinkPart) Leave() {
	p.up.mu.Lock()
	defer p.up.mu.Unlock()
	p.m.Leave()
}
