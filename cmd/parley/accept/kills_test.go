package accept

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	killRounds    = 12
	sentPerRound  = 4
	longestToKill = 120 * time.Millisecond
)

// acceptKills: either node is killed again and again while messages are handed over and under way. What was accepted is
// there in the end, what was saved and handed over again too, and each once.
func acceptKills(t *testing.T, built programs) {
	p := loopback(t, built)
	rnd := rand.New(rand.NewPCG(2, 5))
	p.north.serve()
	p.south.serve()
	accepted := map[*party][]string{}
	for round := range killRounds {
		victim := []*party{p.north, p.south}[rnd.IntN(2)]
		for _, side := range []*party{p.north, p.south} {
			wait := time.After(time.Duration(rnd.Int64N(int64(longestToKill))))
			answers := p.sendTogether(t, side, round)
			if side == victim {
				<-wait
				victim.kill()
			}
			accepted[side] = append(accepted[side], answers()...)
			if side == victim {
				victim.serve()
			}
		}
	}
	for _, side := range []*party{p.north, p.south} {
		accepted[side] = append(accepted[side], p.handOverAgain(t, side)...)
	}
	until(t, time.Minute, "all are recorded", func() bool { return p.north.recordedAll() && p.south.recordedAll() })
	onceEach(t, p.south, accepted[p.north])
	onceEach(t, p.north, accepted[p.south])
	recordsHold(t, p.north)
	recordsHold(t, p.south)
	t.Logf("%d and %d messages, %d kills", len(p.south.ids("inbox")), len(p.north.ids("inbox")), killRounds)
}

// sendTogether starts some sends at once. The function that it returns waits for them and gives the ids of what was
// accepted.
func (p *pair) sendTogether(t *testing.T, from *party, round int) func() []string {
	t.Helper()
	to := p.north
	if from == p.north {
		to = p.south
	}
	var all sync.WaitGroup
	var outs [sentPerRound]strings.Builder
	for i := range outs {
		text := fmt.Sprintf("Text %d of round %d. %s", i, round, strings.Repeat("More of it. ", i*400))
		cmd := command(t, verbTime, p.programs.parley, from.verb([]string{"send", "--to", to.id, "--precedence",
			[]string{"routine", "priority", "immediate", "flash"}[i], "--save", p.saved(from, round, i), text})...)
		cmd.Stdout = &outs[i]
		all.Go(func() { cmd.Run() })
	}
	return func() (ids []string) {
		all.Wait()
		for i := range outs {
			if outs[i].Len() > 0 {
				ids = append(ids, id(t, outs[i].String()))
			}
		}
		return ids
	}
}

func (p *pair) saved(from *party, round, i int) string {
	return p.file(fmt.Sprintf("%s-%d-%d.parley", from.id, round, i))
}

// handOverAgain submits all that was saved, accepted or not, and returns the ids.
func (p *pair) handOverAgain(t *testing.T, from *party) (ids []string) {
	t.Helper()
	for round := range killRounds {
		for i := range sentPerRound {
			file := p.saved(from, round, i)
			if _, err := os.Stat(file); err == nil {
				ids = append(ids, id(t, from.must("send", "--submit", file)))
			}
		}
	}
	return ids
}

// onceEach holds that the inbox has each of ids, once, and nothing else.
func onceEach(t *testing.T, p *party, ids []string) {
	t.Helper()
	slices.Sort(ids)
	want := slices.Compact(ids)
	got := p.ids("inbox")
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the inbox of %s holds %d messages, %d were handed over", p.id, len(got), len(want))
	}
	for i := 1; i < len(got); i++ {
		if got[i] == got[i-1] {
			t.Errorf("the inbox of %s holds %s twice", p.id, got[i])
		}
	}
}
