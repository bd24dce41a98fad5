package console

import (
	"strings"

	"parley"
)

const flashText = "Aircraft in difficulty, will cross the line at point 12 in eight minutes, unarmed. Do not engage.\n\nOne engine out, two persons on board, radio on 121.5 MHz works in one direction only. It will try to land at the field south of point 14. We ask for an answer on this line."

func flashWaiting(exercise bool) Waiting {
	return Waiting{ID: storyID(1), Precedence: Mark{Code: "flash"}, From: "Northland, duty", FromID: "north", To: "Southmark, duty", Sent: at(94), Line: cut(flashText, 160), Exercise: exercise}
}

func flashBoard(f Frame, exercise bool) *BoardPage {
	f.Exercise = exercise
	f.Alarm = Alarm{Waiting: flashWaiting(exercise)}
	p := &BoardPage{Frame: f, Lines: storyLines()[:1], Events: storyEvents()}
	p.Ours = []Waiting{flashWaiting(exercise), {ID: storyID(2), Precedence: Mark{Code: "priority"}, From: "Northland, duty", Sent: at(2*hour + 11*minute), Line: "Meeting of 24 November", Exercise: exercise}}
	p.OursAll = 2
	p.TheirMove, p.TheirAll = storyMoves()[1:], 1
	p.Next = p.next()
	return p
}

func calmBoard(f Frame) *BoardPage {
	p := &BoardPage{Frame: f, Lines: storyLines(), Next: Next{Kind: "none"}}
	p.Theirs = []Waiting{{ID: storyID(3), Precedence: Mark{Code: "routine"}, From: "Southmark, duty", To: "Northland, duty", Sent: at(50 * minute), Line: "Fishing boats beyond point 20", Exercise: true}}
	p.TheirsAll = 1
	p.Lines[1].Works, p.Lines[1].State = true, "up"
	p.TheirMove, p.TheirAll = storyMoves()[1:], 1
	return p
}

func moveBoard(f Frame) *BoardPage {
	p := &BoardPage{Frame: f, Lines: storyLines(), Events: storyEvents(), OurMove: storyMoves()[:1], OurAll: 1, TheirMove: storyMoves()[1:], TheirAll: 31}
	p.Next = p.next()
	return p
}

func storyMoves() []Move {
	return []Move{
		{ID: storyID(4), Title: "Invitation to talks", Subject: "The crossing at point 12", State: "Open", Who: []string{"Southmark"}, Since: at(3 * hour), Until: at(-5*hour - 20*minute), Proof: "confirmed", Lapse: "running", Acts: []string{"Accept", "Decline", "Ask for more time"}},
		{ID: storyID(5), Title: "Inquiry with a deadline", Subject: "What flew over sector 4 on 20 November", State: "Asked", Who: []string{"Northland"}, Since: at(26 * hour), Until: at(-2 * day), Proof: "settled", Lapse: "running"},
	}
}

func storyEvents() []EventLine {
	return []EventLine{
		{Time: at(8 * minute), Kind: "line", Who: "Eastmere", Count: 1},
		{Time: at(20 * minute), Kind: "near", Link: "/proceeding/" + storyID(4), About: "Invitation to talks: The crossing at point 12", Count: 1},
		{Time: at(2 * hour), Kind: "owed", Who: "Northland", Count: 3},
	}
}

func storyLines() []Line {
	return []Line{
		{Party: "north", Name: "Northland", State: "up", Works: true, Since: at(3*day + 4*hour), Silent: at(94), Life: at(2), Round: 412, Offset: "-140",
			Test: &LineTest{Sent: at(22 * minute), Node: at(22*minute - 1), Officer: at(19 * minute), By: "Southmark"}, Next: at(-38 * minute), NextBy: "Northland",
			Tests:   []LineTest{{Sent: at(22 * minute), Node: at(22*minute - 1), Officer: at(19 * minute), By: "Southmark", Bearer: "tls"}, {Sent: at(82 * minute), Node: at(82*minute - 1), By: "Northland", Bearer: "tls"}},
			Bearers: []Bearer{{Name: "tls", Kind: "tls", Address: "192.0.2.14:7420", State: "up", Cost: 1, Since: at(3*day + 4*hour), Round: 412, Rate: Rate{64000, true}, Tested: at(22 * minute), Answered: true}}, Days: storyDays(0)},
		{Party: "east", Name: "Eastmere", State: "no-node", Since: at(3*hour + 12*minute), Reason: "connection refused", Silent: at(9 * hour), Life: at(3*hour + 12*minute), Round: -1,
			Test:    &LineTest{Sent: at(4 * hour), Node: at(4 * hour), By: "Eastmere"},
			Bearers: []Bearer{{Name: "tls", Kind: "tls", Address: "198.51.100.7:7420", State: "dialling", Cost: 1, Since: at(3*hour + 12*minute), Round: -1, Tested: at(22 * minute)}}, Queue: []Queued{{"priority", 1}, {"routine", 4}}, Overdue: 1, Days: storyDays(5), Contacts: storyContacts()},
	}
}

// storyDays draws two weeks, some of them with cuts.
func storyDays(bad int) (out []Day) {
	for i := range historyDays {
		d := Day{Date: storyNow.AddDate(0, 0, i-historyDays+1).Format("2006-01-02"), X: 12 * i, Up: dayMinutes}
		if bad > 0 && i%bad == 3 {
			d.Down, d.Impaired = 500, 240
		} else if i == 9 {
			d.Impaired = 130
		}
		if i == historyDays-1 {
			d.Up = 178
		}
		d.Up = max(d.Up-d.Down-d.Impaired, 0)
		d.Unseen = dayMinutes - d.Up - d.Down - d.Impaired
		y := 40
		for _, p := range []Part{{"up", 0, d.Up}, {"impaired", 0, d.Impaired}, {"down", 0, d.Down}} {
			if p.Height = p.Height * 40 / dayMinutes; p.Height > 0 {
				y -= p.Height
				p.Y = y
				d.Parts = append(d.Parts, p)
			}
		}
		out = append(out, d)
	}
	return out
}

func trafficStory(f Frame, own bool) *TrafficPage {
	p := &TrafficPage{Frame: f, Own: own, Parties: []Option{{"north", "Northland"}, {"east", "Eastmere"}}, Posts: []Option{{"east/air", "Eastmere, air"}, {"north/duty", "Northland, duty"}, {"south/duty", "Southmark, duty"}},
		Forms: []Option{{"text", "Free text"}, {"activity", "Notice of an activity"}}, Next: "/traffic?before=40", States: statesOfTheirs}
	if own {
		p.States = statesOfOurs
	}
	rows := []TrafficRow{
		{ID: storyID(1), Precedence: Mark{Code: "flash"}, Sent: at(94), Line: "Aircraft in difficulty", Open: true},
		{ID: storyID(2), Precedence: Mark{Code: "priority"}, Sent: at(2 * hour), Line: "Meeting of 24 November", Open: true, Marks: 1},
		{ID: storyID(6), Precedence: Mark{Code: "routine"}, Sent: at(7 * hour), Line: "Карта сектора 4: ґ є і ї, ё и й", Attachments: 2},
		{ID: storyID(7), Precedence: Mark{Code: "routine"}, Sent: at(9 * hour), Form: "Notice of an activity", Line: "Exercise of two battalions east of the river"},
		{ID: storyID(8), Precedence: Mark{Code: "immediate"}, Sent: at(30 * hour), Line: "Drifting vessel at point 20"},
	}
	steps := []string{"recorded", "none", "acknowledged", "answered", "refused"}
	for i := range rows {
		rows[i].From, rows[i].To, rows[i].Exercise = "Northland, duty", []string{"Southmark, duty"}, true
		rows[i].Far = []Far{{"Southmark", steps[i]}}
		if own {
			rows[i].From, rows[i].To, rows[i].Far = "Southmark, duty", []string{"Northland, duty", "Eastmere, air"}, []Far{{"Northland", steps[i]}, {"Eastmere", "recorded"}}
		}
	}
	p.Rows = rows
	return p
}

func flashMessage(f Frame) *MessagePage {
	f.Alarm = Alarm{Waiting: flashWaiting(true)}
	return &MessagePage{Frame: f, Letter: Letter{ID: storyID(1), Precedence: Mark{Code: "flash"}, From: "Northland, duty", To: []string{"Southmark, duty"}, Info: []string{"Eastmere, air"}, Sent: at(94),
		Subject: "Aircraft in difficulty", Handling: "PARTIES ONLY: For the parties to this charter only", Language: "en", Exercise: true, Text: flashText,
		Attachments: []Attachment{{"track.png", "image/png", storyID(9), 48213, 20011, false, 41}, {"flight plan.pdf", "application/pdf", storyID(10), 20480, 20480, true, 100}}},
		Acks: []string{"duty"}, CanAnswer: true,
		Steps: []Step{{"written", at(96), "Northland, duty", "Northland", ""}, {"sent", at(95), "Northland", "Northland", ""}, {"recorded", at(94), "Southmark", "Southmark", ""}},
		Waits: []string{"Eastmere"}, Places: storyPlaces(),
		Others: []Translation{{storyID(11), "ru", "Northland, duty", "Воздушное судно терпит бедствие, через восемь минут пересечёт линию в точке 12, без оружия. Не применять силу.", at(40)}}}
}

func storyPlaces() []Place {
	return []Place{{"Northland", "sent", 41, 42, at(95), []string{"Southmark"}}, {"Southmark", "received", 39, 40, at(94), nil}}
}

func sentMessage(f Frame) *MessagePage {
	return &MessagePage{Frame: f, Own: true, Letter: Letter{ID: storyID(3), Precedence: Mark{Code: "immediate"}, From: "Southmark, duty", To: []string{"Northland, duty"}, Sent: at(3 * hour), Subject: "Судно в дрейфе у точки 20", Language: "ru", Exercise: true,
		Text: "Судно дрейфует на юг от точки 20, экипаж семь человек. Просим подтвердить, что спасательный катер пройдёт беспрепятственно.", Refers: []Refer{{"reply", storyID(2)}}},
		Steps: []Step{{"written", at(3 * hour), "Southmark, duty", "Southmark", ""}, {"sent", at(3*hour - 1), "Southmark", "Southmark", ""}, {"recorded", at(3*hour - 2), "Northland", "Northland", ""},
			{"acknowledged", at(2*hour + 51*minute), "Northland", "Northland", ""}, {"answered", at(2 * hour), "Northland", "Northland", ""}},
		Places: storyPlaces()}
}

func composeStory(f Frame, fault, faulty string) *ComposePage {
	return &ComposePage{Frame: f, Fault: fault, Code: "bad-message", Faulty: faulty, Limit: 65536, Posts: []string{"duty"},
		Draft:     Draft{ID: strings.Repeat("0", 32), From: "duty", Precedence: "flash", Lang: "en", Subject: "Aircraft in difficulty", Text: flashText},
		Directory: []Entry{{"east", "Eastmere", []Address{{"east/air", "air", false, true}, {"east/duty", "duty", false, false}}}, {"north", "Northland", []Address{{"north/duty", "duty", true, false}}}},
		Choices:   []PrecedenceChoice{{Mark{Code: "flash"}, 5, true}, {Mark{Code: "immediate"}, 30, false}, {Mark{Code: "priority"}, 240, false}, {Mark{Code: "routine"}, 0, false}},
		Markings:  []Option{{"PARTIES ONLY", "PARTIES ONLY: For the parties to this charter only"}}, Languages: []Option{{"en", "English"}, {"uk", "Українська"}},
		Charters: []Option{{"", ""}}, Files: []DraftFile{{"track.png", "image/png", 48213, parley.Sum([]byte("story"))}}, Answers: "Drifting vessel at point 20", Kept: []DraftLine{{strings.Repeat("1", 32), "Meeting of 24 November We propose", "watch-1", at(7 * hour)}}}
}

func previewStory(f Frame) *PreviewPage {
	p := flashMessage(f)
	p.Letter.Attachments = nil
	return &PreviewPage{Frame: f, Draft: strings.Repeat("0", 32), Back: "/compose?draft=" + strings.Repeat("0", 32), Letter: p.Letter, Payload: "gA==", Minutes: 5}
}

// previewOfficersStory is an act that officers will sign, with what the rules of its form say.
func previewOfficersStory(f Frame) *PreviewPage {
	p := previewStory(f)
	p.Officers, p.Act, p.Letter.Attachments = true, "Invitation to talks", []Attachment{{"agenda.pdf", "application/pdf", storyID(10), 20480, 20480, true, 100}}
	p.Flags = []FlagLine{{"warn", "The answer is asked for within less than the six hours of paragraph 12.", "12.3", []string{"answer_hours"}}, {"note", "The meeting ends after dark.", "", nil}}
	return p
}

func aboutStory(f Frame) *AboutPage {
	return &AboutPage{Frame: f, Fingerprint: strings.Repeat("5A:", 31) + "5A",
		Sessions: []SessionLine{{"a1b2c3d4", "watch-2", "duty", byPasskey, "Mozilla/5.0 (X11; Linux x86_64)", at(hour), at(0), true}, {"b1b2c3d4", "watch-1", "duty", byLink, "Mozilla/5.0 (X11; Linux x86_64)", at(9 * hour), at(2 * hour), false}},
		Charters: []CharterLine{{"Hotline between Northland and Southmark", "04211 98231 55012 88127 30911 02238 77120 41198 60021 33817 90045 11276", 1, true}}}
}
