package console

import (
	"strings"

	"parley/record"
)

var recordStories = map[string]Story{
	"record":         {"record", func(f Frame) any { return recordStory(f) }},
	"record-verify":  {"record", func(f Frame) any { return recordRunning(f) }},
	"record-dispute": {"record", func(f Frame) any { return recordDisputed(f) }},
	"record-new":     {"record", func(f Frame) any { f.Exercise = false; return &RecordPage{Frame: f, Form: newCheckForm()} }},
	"check":          {"check", func(f Frame) any { return &CheckPage{Frame: f, Form: newCheckForm()} }},
	"check-good":     {"check", func(f Frame) any { return &CheckPage{Frame: f, Form: newCheckForm(), Result: goodCheck()} }},
	"check-unnamed":  {"check", func(f Frame) any { return &CheckPage{Frame: f, Form: newCheckForm(), Result: unnamedCheck()} }},
	"check-altered":  {"check", func(f Frame) any { return &CheckPage{Frame: f, Form: newCheckForm(), Result: alteredCheck()} }},
	"check-large":    {"check", func(f Frame) any { return &CheckPage{Frame: f, Form: newCheckForm(), Fault: "large"} }},
}

func storyRecords() []Record {
	origin := "parley/" + storyID(20) + "/"
	return []Record{
		{ID: "north", Party: "Northland", Origin: origin + "north", Root: storyID(21), Entries: 1204, Size: 1204, Dated: at(4 * minute), Seen: at(4*minute - 1),
			Mirrors: []Mirror{{"Southmark", 1204, 0, at(4*minute - 2), Instant{}}, {"Eastmere", 1180, 24, at(3 * hour), at(3*hour - 40)}}},
		{ID: "south", Party: "Southmark", Own: true, Origin: origin + "south", Root: storyID(22), Entries: 1198, Size: 1198, Dated: at(2 * minute), Seen: at(2 * minute),
			Mirrors: []Mirror{{"Northland", 1196, 2, at(5 * minute), at(2*minute + 9)}, {"Eastmere", 0, 1198, Instant{}, at(40 * day)}}},
	}
}

func storyVerified(ok bool) *Verified {
	v := &Verified{At: at(5 * hour), By: "watch-1", OK: ok, Outcome: "all 2 records hold", Known: true, Records: []VerifiedRecord{{"Northland", 1198, true, nil}, {"Southmark", 1190, true, nil}}}
	if !ok {
		v.Outcome = "1 of 2 records do not hold"
		v.Records[0] = VerifiedRecord{"Northland", 1198, false, []string{"message: message " + storyID(23) + " of north: its bytes are not those of its id"}}
	}
	return v
}

func recordStory(f Frame) *RecordPage {
	return &RecordPage{Frame: f, Charters: []RecordCharter{{storyID(20), "Hotline of Eastmere, Northland and Southmark", 1, true, storyRecords()}}, Check: Verification{Last: storyVerified(true)}, Form: newCheckForm()}
}

func recordRunning(f Frame) *RecordPage {
	p := recordStory(f)
	p.Check = Verification{Running: true, Since: at(41), By: "watch-2", Step: "message", Place: 7, Steps: 12, Done: 310, Total: 982, Percent: 52, Last: storyVerified(true)}
	return p
}

func recordDisputed(f Frame) *RecordPage {
	p := recordStory(f)
	p.Check.Last = storyVerified(false)
	north, own := &p.Charters[0].Records[0], &p.Charters[0].Records[1]
	north.Standings = []Standing{{"fork", 0, at(26 * hour)}, {"shown", 18, at(2 * hour)}, {"withheld", 2, at(95 * minute)}}
	north.Proofs = []HeldProof{{storyID(24), "fork", at(26 * hour)}, {storyID(25), "date", at(25 * hour)}}
	own.Standings, own.Volume = []Standing{{"recovering", 0, at(20 * minute)}}, 2
	return p
}

func goodCheck() *Checked {
	return newChecked("note.evidence", []byte("evidence"), true, &record.Report{Verdict: record.Verified, Title: "Hotline between Northland and Southmark", Exercise: true, Editions: storyEditions(), Text: []byte(flashText),
		Findings: []string{"north's own signed head of size 42 holds leaf 41: sent " + storyID(1)[:12] + "..., dated 2026-11-22T02:56:25.000Z by north's clock",
			"south's own signed head of size 40 holds leaf 39: received " + storyID(1)[:12] + "..., dated 2026-11-22T02:56:26.000Z by south's clock"},
		NotProved: []string{"the truth of the text", "that a human read it", "what the signer's screen showed"}})
}

func storyEditions() []record.EditionRef {
	return []record.EditionRef{{Number: 1, Fingerprint: "04211 98231 55012 88127 30911 02238 77120 41198 60021 33817 90045 11276"}}
}

func unnamedCheck() *Checked {
	return newChecked("from a stranger.evidence", []byte("evidence"), false, &record.Report{Verdict: record.Consistent, Title: "A charter that nobody here knows", Editions: storyEditions(), Text: []byte("</div><script>alert(1)</script> " + strings.Repeat("W", 300)),
		Findings: []string{"west's own signed head of size 3 holds leaf 2: sent 0123456789ab..., dated 2026-11-22T02:56:25.000Z by west's clock"}, NotProved: []string{"the truth of the text"}, NotReleased: "its roster gives nobody the right to release for this post"})
}

func alteredCheck() *Checked {
	return newChecked("note (1)\u202eecnedive.exe", []byte("evidencf"), false, &record.Report{Verdict: record.Fails, Why: "the signature of north over its head of size 42 does not verify"})
}
