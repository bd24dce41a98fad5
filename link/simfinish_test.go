package link

import (
	"time"
)

// settled reports whether every body offered so far is at the other side and its receipt is back.
func (s *sim) settled(n int) bool {
	offered := 0
	for i, x := range s.nodes {
		offered += len(x.offers)
		for _, it := range x.offers {
			if !x.settled[it.ID] || s.nodes[1-i].whole[it.ID] == nil {
				return false
			}
		}
	}
	return offered == n
}

// finish runs until everything has settled, then holds that both queues are empty and nothing is left in part.
func (s *sim) finish(n int) {
	s.t.Helper()
	s.run(24*time.Hour, "settled", func() bool { return s.settled(n) })
	for _, x := range s.nodes {
		if st := x.m.Stats(); st.Bytes != 0 || st.Unsettled != [4]int{} || st.Bodies != 0 {
			s.t.Fatalf("%s: something is left: %+v", x.name, st)
		}
	}
}
