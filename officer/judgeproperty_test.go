package officer_test

import (
	"slices"
	"strings"
	"testing"

	"parley/officer"
	"parley/wire"

	"pgregory.net/rapid"
)

// canChoose tries every choice of officers: the naive reading of OFF-25.
func canChoose(needs []officer.Need, taken []officer.ID) bool {
	if len(needs) == 0 {
		return true
	}
	if needs[0].Count == 0 {
		return canChoose(needs[1:], taken)
	}
	for i, id := range needs[0].Of {
		if slices.Contains(taken, id) {
			continue
		}
		rest := append([]officer.Need{{Count: needs[0].Count - 1, Of: needs[0].Of[i+1:]}}, needs[1:]...)
		if canChoose(rest, append(taken, id)) {
			return true
		}
	}
	return false
}

// [OFF-25] No officer MUST be counted twice: officers are found for all needs exactly where a choice of different ones
// exists, and those chosen are different and among those offered.
func TestDistinctProperties(t *testing.T) {
	ids := []officer.ID{"a", "b", "c", "d", "e"}
	rapid.Check(t, func(t *rapid.T) {
		needs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) officer.Need {
			return officer.Need{Count: rapid.IntRange(0, 3).Draw(t, "count"), Of: rapid.SliceOfDistinct(rapid.SampledFrom(ids), rapid.ID).Draw(t, "of")}
		}), 0, 4).Draw(t, "needs")
		chosen, ok := officer.Distinct(needs...)
		if ok != canChoose(needs, nil) {
			t.Fatalf("%v: %v", needs, ok)
		}
		var all []officer.ID
		for i := range chosen {
			if len(chosen[i]) != needs[i].Count {
				t.Fatalf("%v: %v", needs, chosen)
			}
			for _, id := range chosen[i] {
				if slices.Contains(all, id) || !slices.Contains(needs[i].Of, id) {
					t.Fatalf("%v: %v", needs, chosen)
				}
				all = append(all, id)
			}
		}
	})
}

// [OFF-22] [OFF-23] [OFF-25] Whoever signs what with which keys: a message is released as agreed only if all who signed
// may say what they said, and so many different people as the charter asks for have said it.
func TestJudgeProperties(t *testing.T) {
	h := withOfficers(t)
	may := map[string]string{ // what the officer of each key may say
		"dan": "draft", "rex": "review", "lea": "release emergency", "leo": "release emergency", "all": "draft review release emergency",
		"all/2": "draft review release emergency", "wim": "", "eve": "", "stranger": "", "old": "",
	}
	words := map[string]string{wire.UseDraft: "draft", wire.UseReview: "review", wire.UseMessage: "release", wire.UseEmergency: "emergency"}
	keys := []string{"dan", "rex", "lea", "leo", "all", "all/2", "wim", "eve", "stranger", "old"}
	rapid.Check(t, func(t *rapid.T) {
		var signed []said
		people, right := map[string]map[string]bool{}, true
		for _, k := range rapid.SliceOfNDistinct(rapid.SampledFrom(keys[:rapid.SampledFrom([]int{6, 10}).Draw(t, "of")]), 1, 5, rapid.ID).Draw(t, "keys") {
			use := rapid.SampledFrom(uses[:4]).Draw(t, "use")
			signed = append(signed, said{k, use})
			person, word := k[:3], words[use]
			if people[word] == nil {
				people[word] = map[string]bool{}
			}
			people[word][person] = true
			right = right && slices.Contains(strings.Fields(may[k]), word)
		}
		c := caseOf(h, testMessage(), signed...)
		m := officer.Minimum{Draft: rapid.IntRange(0, 1).Draw(t, "draft"), Review: rapid.IntRange(0, 2).Draw(t, "review"),
			Release: rapid.IntRange(1, 2).Draw(t, "release"), Emergency: rapid.IntRange(0, 2).Draw(t, "emergency")}
		c.Minimum = []officer.Minimum{m}
		need := func(n int, word string) officer.Need {
			var of []officer.ID
			for p := range people[word] {
				of = append(of, officer.ID(p))
			}
			return officer.Need{Count: n, Of: of}
		}
		met := canChoose([]officer.Need{need(m.Draft, "draft"), need(m.Review, "review"), need(m.Release, "release")}, nil)
		if n := len(people["emergency"]); n > 0 {
			met = m.Emergency > 0 && n >= m.Emergency
		}
		if j := officer.Judge(c); (j.Fault == nil) != (right && met) {
			t.Fatalf("%v under %+v: %v, %s", signed, m, j.Fault, did(j))
		}
	})
}
