package link

import (
	"time"

	"parley"
	"parley/wire"
)

// pingState asks for life signs on one session and answers the peer's.
type pingState struct {
	keepAlive  time.Duration // 0: never
	seed       uint64
	wanted     bool   // a PING is to be sent
	sent       []ping // and not answered, oldest first
	unanswered int    // since the peer was last heard, sent for its silence
	answers    []uint64
}

type ping struct {
	token uint64
	at    time.Time
}

const (
	maxPings      = 4 // unanswered ones that are remembered
	maxUnanswered = 3
	maxAnswers    = 16
)

// due returns when the peer's silence next calls for something.
func (p *pingState) due(heard time.Time) (time.Time, bool) {
	return heard.Add(p.keepAlive * time.Duration(p.unanswered+1)), p.keepAlive > 0
}

// tick asks for a PING when the peer has been silent, and reports that the session is dead after three
// [LINK-29].
func (p *pingState) tick(now, heard time.Time) (dead bool) {
	at, ok := p.due(heard)
	if !ok || now.Before(at) {
		return false
	}
	if p.unanswered == maxUnanswered {
		return true
	}
	p.unanswered++
	p.wanted = true
	return false
}

// frame returns the next PONG or PING that is to be sent, or nil. wall is what our clock says at now.
func (p *pingState) frame(now, wall time.Time) wire.Frame {
	if len(p.answers) > 0 {
		token := p.answers[0]
		p.answers = p.answers[1:]
		return &wire.Pong{Token: token, Time: parley.MillisOf(wall)}
	}
	if !p.wanted {
		return nil
	}
	p.wanted = false
	p.sent = append(p.sent, ping{p.token(), now})
	if len(p.sent) > maxPings {
		p.sent = p.sent[1:]
	}
	return &wire.Ping{Token: p.sent[len(p.sent)-1].token, Time: parley.MillisOf(wall)}
}

// token makes the next token (splitmix64), short enough for five bytes on the wire.
func (p *pingState) token() uint64 {
	p.seed += 0x9e3779b97f4a7c15
	z := p.seed
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return (z ^ z>>31) >> 32
}

// answer notes that the peer's PING wants a PONG [LINK-28].
func (p *pingState) answer(f *wire.Ping) {
	if len(p.answers) < maxAnswers {
		p.answers = append(p.answers, f.Token)
	}
}

// pong takes in an answer: the round trip and the peer's clock less ours at its half, if it is one to our PING.
func (p *pingState) pong(now time.Time, f *wire.Pong) (rtt, offset time.Duration, ok bool) {
	for i, q := range p.sent {
		if q.token == f.Token {
			p.sent = append(p.sent[:i:i], p.sent[i+1:]...)
			rtt = now.Sub(q.at)
			return rtt, f.Time.Time().Sub(q.at.Add(rtt / 2)), true
		}
	}
	return 0, 0, false
}
