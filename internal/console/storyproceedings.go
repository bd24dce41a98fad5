package console

import (
	"strings"

	"parley/internal/difference"
)

var proceedingStories = map[string]Story{
	"proceedings":          {"proceedings", func(f Frame) any { return proceedingsStory(f) }},
	"proceedings-nothing":  {"proceedings", func(f Frame) any { p := proceedingsStory(f); p.Rows, p.All, p.Later = nil, 0, ""; return p }},
	"proceeding-ours":      {"proceeding", func(f Frame) any { return invitationStory(f) }},
	"proceeding-silence":   {"proceeding", func(f Frame) any { return silenceStory(f) }},
	"proceeding-elapsed":   {"proceeding", func(f Frame) any { return elapsedStory(f) }},
	"proceeding-text":      {"proceeding", func(f Frame) any { return draftTextStory(f) }},
	"proceeding-crossed":   {"proceeding", func(f Frame) any { return crossedStory(f) }},
	"proceeding-disputed":  {"proceeding", func(f Frame) any { return disputedStory(f) }},
	"proceeding-unknown":   {"proceeding", func(f Frame) any { return unknownStory(f) }},
	"proceeding-hostile":   {"proceeding", func(f Frame) any { return hostileProceeding(f) }},
	"proceeding-notserved": {"proceeding", func(f Frame) any { return notServedStory(f) }},
}

func proceedingsStory(f Frame) *ProceedingsPage {
	p := &ProceedingsPage{Frame: f, Filter: ProceedingFilter{State: running}, Procedures: []Option{{"4f0c66a1d2e3b7c8/invite", "Invitation to talks"}}, Parties: []Option{{"north", "Northland"}, {"east", "Eastmere"}}, All: 61, From: 1, Later: "/proceedings?from=50"}
	m := storyMoves()
	p.Rows = []ProceedingRow{{Move: m[0], Parties: []string{"Northland"}, Ours: true}, {Move: m[1], Parties: []string{"Northland", "Eastmere"}},
		{Move: Move{ID: storyID(24), Title: "Silence procedure", State: "Under silence", Who: []string{"Northland"}, Since: at(2 * day), Until: at(20 * minute), Lapse: "elapsed", Proof: "none", Subject: "Повідомлення про навчання: ґ є і ї"}, Parties: []string{"Northland", "Eastmere"}},
		{Move: Move{ID: storyID(25), Title: "Invitation to talks", State: "Accepted", Since: at(4 * day), Lapse: "none", Proof: "confirmed", Subject: "Buoys north of point 20"}, Parties: []string{"Northland"}, End: true, Final: true}}
	return p
}

func inviting(n int, who, act, to string, ago int) StoryEntry {
	return StoryEntry{Number: n, ID: storyID(30 + n), Who: who, Act: act, At: at(ago), Clock: who, To: to, Standing: standingEffect, Proof: "confirmed", Own: who == "Southmark"}
}

func invitationStory(f Frame) *ProceedingPage {
	opening := inviting(1, "Northland", "Invitation to a session", "Awaiting an answer", 3*hour)
	opening.Text = "Level: Ambassadors\nFrom: 010900Z DEC 26\nTo: 011700Z DEC 26\nAnswer wanted before: 220818Z NOV 26"
	opening.Others = []Translation{{storyID(41), "uk", "Southmark, duty", "Рівень: посли. Початок: 010900Z DEC 26.", at(2 * hour)}}
	return &ProceedingPage{Frame: f, ID: storyID(4), Title: "Invitation to a session", Subject: "Safety at the crossing", Parties: []PartyRole{{"Northland", []string{"Inviting party"}, false}, {"Southmark", []string{"Invited parties"}, true}},
		State: "Awaiting an answer", Since: at(3 * hour), Ours: true, Turn: []string{"Southmark"}, Story: []StoryEntry{opening},
		Clock:  Clock{Code: lapseRunning, Until: at(-5*hour - 20*minute), Leads: "No answer", Silence: true, By: []string{"Southmark"}, Served: []Served{{"Northland", at(3 * hour)}, {"Southmark", at(3*hour - 2)}}},
		Proof:  Proof{Code: "confirmed", Settled: true},
		Acts:   []ActChoice{{"decline", "Decline"}, {"change", "Accept with changes"}, {"accept", "Accept as it stands"}},
		Always: []ActChoice{{"hold", "Holding reply"}, {"contest", "Contest the turn"}, {"correct", "Correct an earlier act"}},
		Matter: Matter{Title: "Invitation to a session", By: Cited{1, storyID(31), "Invitation to a session"},
			Lines: []Said{{Title: "Level", Text: "Ambassadors"}, {Title: "From", At: at(-9 * day)}, {Title: "To", At: at(-9*day - 8*hour)}, {Title: "Place", Text: "The house at point 3"}, {Title: "Answer wanted before", At: at(-5*hour - 20*minute)}},
			Table: "Agenda", Points: []Point{
				{ID: "1", Lines: []Said{{Title: "Title", Text: "Safety at the crossing"}, {Title: "Kind", Text: "Exchange of views"}}, Code: "contested", Status: "Accepted on a condition", By: "Southmark",
					Answers: []Answer{{By: Cited{2, storyID(32), "Accept with changes"}, Who: "Southmark", Status: "Accepted on a condition", Code: "contested", Lines: []Said{{Title: "Condition", Text: "The item comes first, and both sides bring an engineer."}}}}},
				{ID: "2", Lines: []Said{{Title: "Title", Text: "Any other business"}, {Title: "Kind", Text: "Other business"}}},
			}}}
}

func silenceStory(f Frame) *ProceedingPage {
	p := invitationStory(f)
	p.Title, p.Subject, p.State = "Silence procedure", "Notification of exercises", "Under silence"
	p.Parties = []PartyRole{{"Northland", []string{"Chair", "All who take part"}, false}, {"Southmark", []string{"Members", "All who take part"}, true}, {"Eastmere", []string{"Members", "All who take part"}, false}}
	p.Clock.Until, p.Clock.Leads, p.Clock.By = at(-52*minute-14), "Not broken; to be told to all", []string{"Southmark", "Eastmere"}
	p.Clock.Served, p.Clock.Cut = []Served{{"Northland", at(2 * day)}, {"Southmark", at(2*day - 3)}, {"Eastmere", Instant{}}}, []Cut{{"Eastmere", at(70 * minute)}}
	p.Proof = Proof{Code: "none", Ground: "", Waits: []Wait{{Who: "Eastmere", Act: &Cited{1, storyID(31), "Silence procedure"}}}}
	p.Acts = []ActChoice{{"object", "Object"}, {"amend", "Amend, which breaks the silence"}}
	p.Story[0].Act, p.Story[0].To, p.Story[0].Proof, p.Story[0].At = "Silence procedure", "Under silence", "none", at(2*day)
	p.Story = append(p.Story, StoryEntry{Number: 2, ID: storyID(33), Who: "Eastmere", Act: "Holding reply", At: at(20 * hour), Clock: "Eastmere", Standing: standingEffect, Proof: "none", Text: "Seen; we are consulting.", Language: "en"})
	p.Holding = []string{"Eastmere"}
	p.Matter = Matter{Title: "Text under silence", By: Cited{1, storyID(31), "Silence procedure"}, Lines: []Said{{Title: "Provisional title", Text: "Notification of exercises"},
		{Title: "Text", Text: "1. Each member notifies exercises of more than 9,000 persons forty-two days before they begin.\n2. The notice names the area, the days and the commander."}, {Title: "Silence ends at", At: p.Clock.Until}}}
	return p
}

func elapsedStory(f Frame) *ProceedingPage {
	p := silenceStory(f)
	p.State, p.Ours, p.Turn, p.Acts = "Not broken; to be told to all", false, []string{"Northland"}, nil
	p.Clock.Code, p.Clock.Until = lapseElapsed, at(9*minute)
	p.Proof.Waits = []Wait{{Who: "Eastmere", Until: at(9 * minute)}}
	p.Proof.Ground = "Under silence"
	p.Story = append(p.Story, StoryEntry{Number: 3, At: at(9 * minute), To: "Not broken; to be told to all", Standing: standingEffect, Proof: "none"})
	return p
}

func notServedStory(f Frame) *ProceedingPage {
	p := elapsedStory(f)
	p.State, p.Clock.Code, p.Clock.NotServed, p.Clock.Cut = "Under silence", lapseNotServed, []string{"Eastmere"}, nil
	last := &p.Story[len(p.Story)-1]
	last.NotServed, last.To, last.Standing, last.Proof = []string{"Eastmere"}, "", "", "settled"
	p.Proof = Proof{Code: "settled", Settled: true, Vouched: "Under silence"}
	return p
}

func draftTextStory(f Frame) *ProceedingPage {
	p := invitationStory(f)
	p.Title, p.Subject, p.State, p.Ours, p.Turn, p.Clock = "Agreed text", "Rules for the crossing", "Under negotiation", false, nil, Clock{Code: "none"}
	p.Acts = []ActChoice{{"agree-ad-referendum", "Agree ad referendum"}, {"agree", "Agree finally"}, {"propose", "Propose by paragraph"}}
	was := "Vessels of either party pass the crossing at a speed of no more than 12 knots and keep a distance of 500 metres from each other."
	p.Story = append(p.Story, inviting(2, "Southmark", "Propose by paragraph", "", hour), inviting(3, "Eastmere", "Agree ad referendum", "", 20*minute))
	p.Matter = Matter{Title: "Text by paragraph", By: Cited{1, storyID(31), "Agreed text"}, Lines: []Said{{Title: "Title", Text: "Rules for the crossing"}}, Table: "Paragraphs", Points: []Point{
		{ID: "1", Lines: []Said{{Title: "Text", Text: was}}, Code: "contested", Status: "In square brackets", By: "Southmark",
			Answers: []Answer{{By: Cited{2, storyID(32), "Propose by paragraph"}, Who: "Southmark", Status: "In square brackets", Code: "contested",
				Changed: difference.Between(was, "Vessels of either party pass the crossing at a speed of no more than 8 knots, one after the other, and keep a distance of 800 metres from each other.")}}},
		{ID: "2", Lines: []Said{{Title: "Text", Text: "Either party may board for rescue."}}, Code: "answered", Status: "Agreed", By: "Northland"},
		{ID: "3", Lines: []Said{{Title: "Text", Text: "The rules are looked at again after one year."}}}},
		Agreed: []AgreedText{{Cited{1, storyID(31), "Agreed text"}, storyID(31), []string{"Eastmere"}, false}}}
	return p
}

func crossedStory(f Frame) *ProceedingPage {
	p := invitationStory(f)
	p.State, p.End, p.Ours, p.Turn, p.Acts, p.Clock = "Withdrawn", true, false, nil, nil, Clock{Code: "none"}
	p.Proof = Proof{Code: "confirmed", Settled: true, Final: true}
	withdrawn := inviting(2, "Northland", "Withdraw", "Withdrawn", hour)
	withdrawn.Text, withdrawn.Language = "We withdraw the invitation and will send another.", "en"
	accepted := inviting(3, "Southmark", "Accept as it stands", "", hour-40)
	accepted.Standing, accepted.Why, accepted.Unseen = "crossed", "where the proceeding stood, its author could not do this", []Cited{{2, storyID(32), "Withdraw"}}
	p.Story = append(p.Story, withdrawn, accepted)
	return p
}

func disputedStory(f Frame) *ProceedingPage {
	p := crossedStory(f)
	p.Proof = Proof{Code: "disputed", Disputed: []string{"Northland"}, Ground: "Awaiting an answer"}
	cut := p.Story[1]
	cut.Number, cut.Standing, cut.Why, cut.To, cut.Proof = 0, "cut off", "its author's record forked, and it does not stand in what counts of it", "", "none"
	p.Story, p.Aside = p.Story[:1], []StoryEntry{cut}
	p.State, p.End = "Awaiting an answer", false
	return p
}

// unknownStory is one whose texts have not all arrived, under an edition that this version cannot read.
func unknownStory(f Frame) *ProceedingPage {
	p := invitationStory(f)
	p.Subject, p.Matter, p.Acts, p.Always, p.Unread, p.Ours, p.Turn = "", Matter{}, nil, nil, true, false, nil
	p.Clock = Clock{Code: "unknown", By: []string{"Northland", "Southmark"}}
	p.Proof = Proof{Code: "none", Missing: []Lack{{"Northland", storyID(50), true}, {"Northland", storyID(51), false}}}
	p.Aside = []StoryEntry{{ID: storyID(50), Who: "Northland", At: at(minute), Clock: "Northland", Standing: "incomplete", Why: "its body is not here", Proof: "none"}}
	return p
}

// hostileProceeding is what a party might write to break, mislead or slow the page.
func hostileProceeding(f Frame) *ProceedingPage {
	p := draftTextStory(f)
	evil := plain("</li><script>alert(1)</script>\u202enihton\u202c" + "Z" + strings.Repeat("\u0301\u0337", 4<<10) + strings.Repeat("W", 2000))
	p.Subject = cut(evil, subjectRunes)
	p.Story[0].Text, p.Story[0].Others = evil, nil
	p.Matter.Points[0].Lines[0].Text = evil
	p.Matter.Points[0].Answers[0].Changed = difference.Between(evil, evil+" <ins>added</ins>")
	p.Matter.Lines = append(p.Matter.Lines, Said{Title: "Table", Rows: &SaidTable{Heads: []string{"A", "B"}, Rows: [][]Said{{{Text: evil}, {At: at(0)}}}}})
	return p
}
