package console

import (
	"net/http"
)

// An AboutPage says what this console is, and who is signed in.
type AboutPage struct {
	Frame
	Fingerprint string
	Sessions    []SessionLine
	Charters    []CharterLine
}

// A SessionLine is a browser that is signed in.
type SessionLine struct {
	Name, User, Post, How, Agent string
	Began, Used                  Instant
	This                         bool
}

// A CharterLine is a charter under which the node sits.
type CharterLine struct {
	Title, Fingerprint string
	Edition            uint64
	Exercise           bool
}

func (c *Console) aboutPages() pages {
	return pages{"GET /about": c.about, "POST /sessions/{session}/end": c.endSession}
}

func (c *Console) about(v *visit) error {
	p := &AboutPage{Frame: c.frame(v, "about"), Fingerprint: c.cfg.Fingerprint}
	for _, s := range c.sessions.all() {
		p.Sessions = append(p.Sessions, SessionLine{s.name, oneLine(s.who.User), s.who.Post, s.how, s.agent, instantOfTime(s.began), instantOfTime(s.used), s.name == v.name})
	}
	list, err := c.api.Charters(v.r.Context())
	if err != nil {
		return err
	}
	for _, ch := range list {
		p.Charters = append(p.Charters, CharterLine{oneLine(ch.Title), ch.Fingerprint, ch.Edition, ch.Exercise})
	}
	c.show(v.w, http.StatusOK, p.Lang, "about", p)
	return nil
}

// endSession ends a session: this one, or another of the party.
func (c *Console) endSession(v *visit) error {
	name := v.r.PathValue("session")
	if name != v.name && !v.has(rightAdminister) {
		return c.refuse(v, rightAdminister)
	}
	c.sessions.end(name)
	if name == v.name {
		http.Redirect(v.w, v.r, "/", http.StatusSeeOther)
		return nil
	}
	http.Redirect(v.w, v.r, "/about?done=ended", http.StatusSeeOther)
	return nil
}
