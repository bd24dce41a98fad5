package procedure

import (
	"fmt"
	"testing"

	"parley"
	"parley/charter"
	"parley/wire"
)

// crowd returns n parties and a procedure in which each may speak and nothing ends.
func crowd(n int) *charter.Charter {
	c := &charter.Charter{Language: charter.Language}
	for i := range n {
		c.Parties = append(c.Parties, charter.Party{ID: parley.PartyID(fmt.Sprintf("p%02d", i))})
	}
	c.Procedures = []charter.Procedure{{Name: "talk", Form: "text", Standing: true,
		Roles: []charter.Role{{Name: "member", Kind: charter.RoleAll}},
		Acts:  []charter.Act{{Name: "leave", Form: "text", Strict: true}, {Name: "say", Form: "text"}, {Name: "join", Form: "text"}},
		States: []charter.State{
			{Name: "open", Awaits: []string{"member"}, Moves: []charter.Move{
				{Act: "leave", Role: "member", Needs: charter.NeedsAny, To: "left"},
				{Act: "say", Role: "member", Needs: charter.NeedsAny, To: "open"}},
				Clock: &charter.Clock{Minutes: 600, Silence: true, To: "left"}},
			{Name: "left", Moves: []charter.Move{{Act: "join", Role: "member", Needs: charter.NeedsAny, To: "open"}}}}}}
	return c
}

// long returns a proceeding of n parties and so many acts. In each round every party speaks before it records what the
// others said.
func long(n, acts int) Input {
	c := crowd(n)
	in := Input{Charter: c}
	logs := make([][]Leaf, n)
	now := parley.Millis(1_800_000_000_000)
	ids := make([]parley.PartyID, n)
	for i := range ids {
		ids[i] = c.Parties[i].ID
	}
	var last []parley.Hash
	send := func(p int, k uint32, act string) Leaf {
		m := &wire.Payload{From: wire.Address{Party: ids[p]}, Form: "text", Act: act, Seen: last}
		for q := range ids {
			if q != p {
				m.Action = append(m.Action, wire.Address{Party: ids[q]})
			}
		}
		if k == 0 {
			m.Participants = ids
		} else {
			m.Proceeding = &in.Opening
		}
		id := parley.Sum([]byte(fmt.Sprint(p, k)))
		if k == 0 {
			in.Opening = id
		}
		in.Bodies = append(in.Bodies, Body{ID: id, Payload: m})
		l := Leaf{Index: uint64(len(logs[p])), Kind: wire.LeafSent, Date: now, Mark: wire.ActMark([16]byte{}, ids[p], k), ID: id}
		logs[p] = append(logs[p], l)
		return l
	}
	hear := func(said []Leaf) {
		last = nil
		for k, l := range said {
			last = append(last, l.ID)
			l.Kind = wire.LeafReceived
			for p := range n {
				if p != k {
					l.Index = uint64(len(logs[p]))
					logs[p] = append(logs[p], l)
				}
			}
		}
	}
	hear([]Leaf{send(0, 0, "talk")})
	for k := uint32(1); len(in.Bodies) < acts; k++ {
		now += 60_000
		var said []Leaf
		for p := range n {
			said = append(said, send(p, k, "say"))
		}
		hear(said)
	}
	for p := range n {
		size := uint64(len(logs[p]))
		v := Volume{Held: size, Leaves: logs[p]}
		for q := range n {
			v.Cosigned = append(v.Cosigned, Cosigned{ids[q], size})
		}
		in.Logs = append(in.Logs, Log{Party: ids[p], Volumes: []Volume{v}})
	}
	in.Now = now + 1
	return in
}

func BenchmarkFold(b *testing.B) {
	for _, n := range []int{2, 7, 31} {
		in := long(n, 10_000)
		b.Run(fmt.Sprintf("%d parties %d acts", n, len(in.Bodies)), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if r, err := Fold(in); err != nil || !r.Settled {
					b.Fatal(err, r.Waits)
				}
			}
		})
	}
	in := long(4, 12)
	b.Run("4 parties 12 acts", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Fold(in); err != nil {
				b.Fatal(err)
			}
		}
	})
}
