package console

import (
	"cmp"
	"encoding/hex"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"parley"
	"parley/internal/node"
)

const (
	invitationLife = 5 * time.Minute
	sessionLife    = 12 * time.Hour // after its last use
	maxInvitations = 64
	maxSessions    = 256
)

// sessions are who is signed in, and who may sign in. They live in memory: a restart ends them.
type sessions struct {
	now    func() time.Time
	random io.Reader
	cookie string
	secure bool

	mu      sync.Mutex
	invited map[string]invited
	running map[string]*session
	known   map[parley.KeyID][]byte // ids of credentials, by key: what browsers find a passkey by
	spent   map[string]time.Time    // challenges that were answered, by nonce, as long as they could be again
}

// invited is somebody who holds a link.
type invited struct {
	who     node.Who
	officer string
	until   time.Time
}

// A session is one browser at the desk.
type session struct {
	name    string // how it is called on pages: it opens nothing
	who     node.Who
	began   time.Time
	used    time.Time
	agent   string
	seen    map[string]bool // messages that it showed
	officer string          // of the roster, by id; empty: a user of the node
	how     string          // he signed in: by link, passkey or agent
}

func newSessions(cfg Config) *sessions {
	return &sessions{now: cfg.Now, random: cfg.Rand, cookie: "parley-" + string(cfg.Party), secure: cfg.Fingerprint != "",
		invited: map[string]invited{}, running: map[string]*session{}, known: map[parley.KeyID][]byte{}, spent: map[string]time.Time{}}
}

// token returns 128 random bits.
func (s *sessions) token() (string, error) {
	var b [16]byte
	_, err := io.ReadFull(s.random, b[:])
	return hex.EncodeToString(b[:]), err
}

// invite returns a token that signs who in, once.
func (s *sessions) invite(who node.Who, officer string) (token string, until time.Time, err error) {
	if token, err = s.token(); err != nil {
		return "", until, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	if len(s.invited) >= maxInvitations {
		return "", until, parley.Errorf(parley.CodeLimit, "%d links that sign in are not used yet; each ends %s after it was made", maxInvitations, invitationLife)
	}
	until = s.now().Add(invitationLife)
	s.invited[token] = invited{who, officer, until}
	return token, until, nil
}

// expire forgets what is over.
func (s *sessions) expire() {
	now := s.now()
	for token, i := range s.invited {
		if !now.Before(i.until) {
			delete(s.invited, token)
		}
	}
	for nonce, until := range s.spent {
		if !now.Before(until) {
			delete(s.spent, nonce)
		}
	}
	for id, x := range s.running {
		if now.Sub(x.used) >= sessionLife {
			delete(s.running, id)
		}
	}
}

// begin uses a token up and returns the cookie of a new session; ok is false where the token opens nothing.
func (s *sessions) begin(token, agent string) (_ *http.Cookie, ok bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	i, ok := s.invited[token]
	if !ok {
		return nil, false, nil
	}
	delete(s.invited, token)
	c, err := s.open(session{who: i.who, officer: i.officer, how: byLink, agent: agent})
	return c, err == nil, err
}

// The ways in which somebody signed in.
const (
	byLink    = "link"
	byPasskey = "passkey"
	byAgent   = "agent"
)

// open begins a session. The sessions are locked.
func (s *sessions) open(x session) (*http.Cookie, error) {
	id, err := s.token()
	if err != nil {
		return nil, err
	}
	if len(s.running) >= maxSessions {
		s.dropOldest()
	}
	x.name, x.began, x.used, x.agent, x.seen = parley.Sum([]byte(id)).String()[:8], s.now(), s.now(), cut(x.agent, 120), map[string]bool{}
	s.running[id] = &x
	return s.cookieFor(s.cookie, id, true), nil
}

// enter begins a session by the answer to a challenge, which counts once.
func (s *sessions) enter(nonce string, x session) (*http.Cookie, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	if _, spent := s.spent[nonce]; spent {
		return nil, parley.Errorf(parley.CodeDuplicate, "this challenge was answered already; load the page and sign the new one")
	}
	s.spent[nonce] = s.now().Add(challengeLife)
	return s.open(x)
}

func (s *sessions) dropOldest() {
	oldest := ""
	for id, x := range s.running {
		if oldest == "" || x.used.Before(s.running[oldest].used) {
			oldest = id
		}
	}
	delete(s.running, oldest)
}

// cookieFor returns a cookie of this console. Those that scripts need not see are hidden from them.
func (s *sessions) cookieFor(name, value string, session bool) *http.Cookie {
	c := &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteStrictMode}
	if !session {
		c.MaxAge = 400 * 24 * 3600
	}
	return c
}

// of returns who makes a request.
func (s *sessions) of(r *http.Request) (session, bool) {
	cookie, err := r.Cookie(s.cookie)
	if err != nil {
		return session{}, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	x, ok := s.running[cookie.Value]
	if !ok {
		return session{}, false
	}
	x.used = s.now()
	return *x, true
}

// all lists the sessions, the one last used first.
func (s *sessions) all() []session {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.expire()
	out := []session{}
	for _, x := range s.running {
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b session) int { return cmp.Or(b.used.Compare(a.used), cmp.Compare(a.name, b.name)) })
	return out
}

// end ends the session of a name.
func (s *sessions) end(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, x := range s.running {
		if x.name == name {
			delete(s.running, id)
		}
	}
}

// firstSight reports whether a session shows a message for the first time, and notes that it did. A page that renews itself
// is read once.
func (s *sessions) firstSight(name, message string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, x := range s.running {
		if x.name == name && !x.seen[message] {
			x.seen[message] = true
			return true
		}
	}
	return false
}

// credential returns the id by which browsers find a passkey, where it is known.
func (s *sessions) credential(key parley.KeyID) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.known[key]
}

// learn keeps the id by which browsers find a passkey. It is no secret, and bound by the number of keys in rosters.
func (s *sessions) learn(key parley.KeyID, credential []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[key] = credential
}
