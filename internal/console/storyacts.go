package console

import (
	"strings"

	"parley/charter"
)

var actStories = map[string]Story{
	"act-accept":     {"act", func(f Frame) any { return acceptStory(f) }},
	"act-closed":     {"act", func(f Frame) any { return closedStory(f) }},
	"act-news":       {"act", func(f Frame) any { return newsStory(f) }},
	"act-propose":    {"act", func(f Frame) any { return proposeWordsStory(f) }},
	"act-hold":       {"act", func(f Frame) any { return holdStory(f) }},
	"act-correct":    {"act", func(f Frame) any { return correctStory(f) }},
	"draft-act":      {"draft", func(f Frame) any { return draftedActStory(f, false) }},
	"draft-act-late": {"draft", func(f Frame) any { return draftedActStory(f, true) }},
	"act-opening":    {"act", func(f Frame) any { return openingStory(f) }},
	"offers":         {"offers", func(f Frame) any { return offersStory(f) }},
	"offers-none":    {"offers", func(f Frame) any { return &OffersPage{Frame: f} }},
	"act-unsigned": {"act", func(f Frame) any {
		p := acceptStory(f)
		p.Unsigned, p.Fault = true, "the message has no text"
		return p
	}},
}

func acceptStory(f Frame) *ActPage {
	last := Cited{1, storyID(31), "Invitation to a session"}
	m := invitationStory(f).Matter
	return &ActPage{Frame: f, Action: "/proceeding/" + storyID(4) + "/act/accept", ID: storyID(4), Title: "Invitation to a session", Subject: "Safety at the crossing", Act: "Accept as it stands", State: "Awaiting an answer", Last: &last, LastWho: "Northland", Allowed: true,
		Consequence: Consequence{To: "Accepted by all", End: true, All: true, Others: []string{"Eastmere"}, Agrees: true, Strict: true, Before: []string{"Withdraw", "Decline", "Accept with changes"}},
		Agrees:      []AgreeChoice{{Act: last, Who: "Northland", Lines: m.Lines, Chosen: true}},
		Draft:       Draft{ID: strings.Repeat("0", 32), From: "duty", Lang: "en", Of: ActOf{Act: "accept"}}, Posts: []string{"duty"}, Precedences: storyPrecedences(), Languages: []Option{{"en", "English"}, {"uk", "Українська"}}, Without: "Accept as it stands", Limit: 65536}
}

func storyPrecedences() []PrecedenceChoice {
	return []PrecedenceChoice{{Mark{Code: "flash"}, 5, false}, {Mark{Code: "immediate"}, 30, false}, {Mark{Code: "priority"}, 240, false}, {Mark{Code: "routine"}, 0, true}}
}

func (p *ActPage) marks() (out []*Mark) {
	for i := range p.Precedences {
		out = append(out, &p.Precedences[i].Mark)
	}
	return append(out, p.Frame.marks()...)
}

// closedStory is an invitation that was withdrawn while it was being answered.
func closedStory(f Frame) *ActPage {
	p := acceptStory(f)
	p.State, p.Allowed, p.Again, p.Consequence, p.Agrees = "Withdrawn", false, true, Consequence{}, nil
	p.Last, p.LastWho = &Cited{2, storyID(32), "Withdraw"}, "Northland"
	w := inviting(2, "Northland", "Withdraw", "Withdrawn", 40)
	w.Text, w.Language = "We withdraw the invitation and will send another.", "en"
	p.News, p.Draft.Text = []StoryEntry{w}, "We accept, and will come with two officers."
	return p
}

// newsStory is one in which another has acted, and the act is still open.
func newsStory(f Frame) *ActPage {
	p := acceptStory(f)
	p.Again, p.Consequence.Others = true, nil
	p.News = []StoryEntry{inviting(2, "Eastmere", "Accept as it stands", "", 40)}
	return p
}

func proposeWordsStory(f Frame) *ActPage {
	p := acceptStory(f)
	p.Title, p.Act, p.State, p.Subject, p.Agrees, p.Without = "Agreed text", "Propose by paragraph", "Under negotiation", "Rules for the crossing", nil, ""
	p.Consequence = Consequence{Stays: true, Anew: true, Before: []string{"Withdraw", "Agree finally"}}
	field := func(input, title, kind, value string, options ...FormOption) FormField {
		return FormField{Input: "f.brackets." + input, ID: "f-brackets-" + strings.ReplaceAll(input, ".", "-"), Title: title, Kind: kind, Value: value, Options: options, Most: 8000}
	}
	words := []FormOption{{"answered", "Agreed", false}, {"refused", "Not accepted", false}, {charter.StatusContested, "In square brackets", true}}
	p.Fields = &FormFields{Form: "proposal", Title: "Proposal", Fields: []FormField{{Input: "f.brackets", ID: "f-brackets", Title: "Proposals", Kind: "table", Required: true, Most: 200, Rows: []FormRow{
		{1, "remove:f.brackets.0", []FormField{field("0.question", "Paragraph", "text", "1"), field("0.status", "Word on it", "choice", charter.StatusContested, words...), field("0.text", "[Text proposed]", "long", "Vessels of either party pass the crossing one after the other.")}},
		{2, "remove:f.brackets.1", []FormField{field("1.question", "Paragraph", "text", "2"), field("1.status", "Word on it", "choice", "", words...), field("1.text", "[Text proposed]", "long", "Either party may board for rescue.")}}}}}}
	return p
}

func holdStory(f Frame) *ActPage {
	p := acceptStory(f)
	p.Act, p.Agrees, p.Consequence, p.Without = "Holding reply", nil, Consequence{Everywhere: charter.ActHold}, ""
	return p
}

func correctStory(f Frame) *ActPage {
	p := holdStory(f)
	p.Act, p.Consequence.Everywhere = "Correct an earlier act", charter.ActCorrect
	p.Corrects = []CorrectChoice{{storyID(32), "2. Decline", at(40 * minute), true}, {storyID(33), "3. Holding reply", at(hour), false}}
	return p
}

func openingStory(f Frame) *ActPage {
	p := acceptStory(f)
	p.ID, p.Last, p.Agrees, p.Consequence, p.Action = "", nil, nil, Consequence{}, "/proceedings/new/invite"
	o := storyOffer("Invitation to a session", false)
	p.Offer, p.Without = &o, ""
	p.Fields = &FormFields{Form: "invitation", Title: "Invitation", Fields: []FormField{{Input: "f.place", ID: "f-place", Title: "Place", Kind: "text", Most: 400, Value: "The house at point 3"},
		{Input: "f.reply_by", ID: "f-reply_by", Title: "Answer wanted before", Kind: "time", Required: true, Value: "2026-11-24T12:00Z", Read: at(-2 * day)}}}
	return p
}

func storyOffer(title string, all bool) Opening {
	return Opening{Link: "/proceedings/new/invite?charter=" + storyID(60), Title: title, First: "Awaiting an answer", Turn: []string{"Invited parties"}, Ends: []string{"Withdrawn", "Declined", "Accepted by all", "No answer"}, Silence: true, All: all,
		With: []WithChoice{{"east", "Eastmere", all}, {"north", "Northland", true}}}
}

func offersStory(f Frame) *OffersPage {
	standing := storyOffer("Cadence of sessions", true)
	standing.Ends, standing.Silence, standing.Turn = nil, false, nil
	return &OffersPage{f, []OfferedCharter{{"Council of Northland, Southmark, Eastmere", []Opening{storyOffer("Invitation to a session", false), storyOffer("Silence procedure", false), standing}}}}
}

// draftedActStory is an act that officers sign; late: one that another act has overtaken.
func draftedActStory(f Frame, late bool) *DraftPage {
	p, a := draftStory(f), acceptStory(f)
	p.MayEdit = false
	p.Letter.Form, p.Letter.Text, p.Letter.Subject = "Answer to an invitation", "Note: We come with two officers.", ""
	p.Of = &DraftedAct{ID: a.ID, Title: a.Title, Act: a.Act, State: a.State, Open: true, Consequence: a.Consequence, Agrees: a.Agrees}
	if late {
		p.Of.News, p.Of.Agrees = closedStory(f).News, nil
		p.Of.Open, p.Of.State = false, "Withdrawn"
	}
	return p
}
