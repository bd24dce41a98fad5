package console

import "strings"

var draftStories = map[string]Story{
	"drafts": {"drafts", func(f Frame) any {
		p := &DraftsPage{Frame: f, Officer: "lea", Mine: storyPending()[:2], Others: storyPending()[2:], Kept: []DraftLine{{storyDraftID, "Meeting of 24 November We propose", "watch-1", at(7 * hour)}}}
		return p
	}},
	"board-drafts": {"board", func(f Frame) any {
		p := moveBoard(f)
		p.Drafts = storyPending()[:2]
		p.Next = p.next()
		return p
	}},
	"draft-ack": {"draft", func(f Frame) any {
		p := draftStory(f)
		p.Ack, p.Signed, p.MayEdit = true, nil, false
		p.Letter = Letter{Precedence: Mark{Code: "flash"}, From: "Southmark, duty", To: []string{"Northland, duty"}, Sent: at(0), Exercise: true, Form: "Acknowledgement", Refers: []Refer{{"acknowledges", storyID(1)}}}
		return p
	}},
	"refused":       {"refused", func(f Frame) any { return &RefusedPage{f, "rex", []string{rightDraft, rightRelease}} }},
	"drafts-none":   {"drafts", func(f Frame) any { return &DraftsPage{Frame: f, Officer: "lea"} }},
	"drafts-policy": {"drafts", func(f Frame) any { return &DraftsPage{Frame: f, Others: storyPending(), Fault: storyPolicyFault} }},
	"draft-sign":    {"draft", func(f Frame) any { return draftStory(f) }},
	"draft-choose": {"draft", func(f Frame) any {
		p := draftStory(f)
		p.Officer, p.Signer, p.Offers, p.Choices = "", "", nil, []Option{{"lea", "lea (Lea Holm)"}, {"rex", "rex"}}
		return p
	}},
	"draft-ssh": {"draft", func(f Frame) any {
		p := draftStory(f)
		p.Offers = []Offer{{Act: "release", Key: "5a0c66a1d2e3f401", Kind: "ssh", Command: "parley release --dir DIR 3fa1c2d4e5f60718 --as lea --agent env"},
			{Act: "release", Key: "11aa22bb33cc44dd", Kind: "passkey", Elsewhere: "https://desk.south.example", Command: "parley release --dir DIR 3fa1c2d4e5f60718 --as lea --key FILE"}}
		return p
	}},
	"draft-late": {"draft", func(f Frame) any {
		p := draftStory(f)
		p.State, p.Message, p.Waits, p.Missing, p.Offers, p.MayEdit, p.MayGiveUp = "released", storyID(3), nil, nil, nil, false, false
		p.Signed = append(p.Signed, DraftSigner{"release", "bo", at(20)})
		p.Fault = "the draft 3fa1c2d4 is released, as the message " + storyID(3)
		return p
	}},
	"draft-changed": {"draft", func(f Frame) any {
		p := draftStory(f)
		p.Signed, p.Changed, p.Fault = nil, true, "the draft was changed after it was shown: look at it again, and sign again"
		return p
	}},
	"draft-outdated": {"draft", func(f Frame) any { p := draftStory(f); p.State, p.Offers, p.Waits = "outdated", nil, nil; return p }},
	"draft-given-up": {"draft", func(f Frame) any {
		p := draftStory(f)
		p.State, p.Offers, p.Waits, p.Missing, p.MayEdit, p.MayGiveUp = "cancelled", nil, nil, nil, false, false
		return p
	}},
	"draft-twice": {"draft", func(f Frame) any { p := draftStory(f); p.Offers, p.Why = nil, Why{Key: "signed"}; return p }},
	"draft-policy": {"draft", func(f Frame) any {
		p := draftStory(f)
		p.Offers, p.Waits, p.Why, p.Missing = nil, nil, Why{"policy", storyPolicyFault}, []string{storyPolicyFault}
		return p
	}},
}

const (
	storyDraftID     = "3fa1c2d4e5f60718"
	storyPolicyFault = "nothing leaves while the policy cannot be read: policy.yaml: line 3: field relase not found; mend it, then run parley policy check"
)

func storyPending() []Pending {
	signed := []DraftSigner{{"draft", "ann (Ann Ek)", at(12 * minute)}}
	return []Pending{
		{ID: storyDraftID, State: "open", Precedence: Mark{Code: "flash"}, To: []string{"Northland, duty"}, Title: "Two aircraft north of the river", Exercise: true, Made: at(12 * minute), Signed: signed, Waits: []Wanting{{"release", []string{"bo", "lea (Lea Holm)"}}}},
		{ID: "4fb1c2d4e5f60718", State: "open", Precedence: Mark{Code: "routine"}, To: []string{"Northland, duty", "Eastmere, air"}, Title: "Notice of an activity: Exercise of two battalions", Exercise: true, Made: at(3 * hour), Signed: signed, Waits: []Wanting{{"review", []string{"lea (Lea Holm)"}}, {"release", []string{"bo"}}}},
		{ID: "5fc1c2d4e5f60718", State: "outdated", Precedence: Mark{Code: "priority"}, To: []string{"Northland, duty"}, Title: "Meeting of 24 November", Exercise: true, Made: at(2 * day)},
	}
}

func draftStory(f Frame) *DraftPage {
	l := flashMessage(f).Letter
	l.ID, l.Attachments = "", nil
	return &DraftPage{Frame: f, ID: storyDraftID, State: "open", Letter: l, Payload: storyID(20), Text: storyID(21), Minutes: 5, MadeBy: "watch-2", Made: at(12 * minute), Officer: "lea", Signer: "lea (Lea Holm)",
		Signed: []DraftSigner{{"draft", "ann (Ann Ek)", at(12 * minute)}}, Waits: []Wanting{{"release", []string{"bo", "lea (Lea Holm)"}}},
		Missing: []string{`the rule "two persons" of the policy asks for 1 officer who released it and counts for nothing else`},
		Offers:  []Offer{{Act: "release", Key: "5a0c66a1d2e3f401", Kind: "passkey", Asks: &Asking{Challenge: strings.Repeat("A", 43), RP: "localhost"}, Command: "parley release --dir DIR 3fa1c2d4e5f60718 --as lea --key FILE"}},
		MayEdit: true, MayGiveUp: true}
}

// signInStory is the page of somebody whom nobody knows yet.
func signInStory(f Frame, p SignInPage) *SignInPage {
	p.Frame, p.Bare = f, true
	p.Asks, p.Word = &Asking{Challenge: strings.Repeat("A", 43), RP: "localhost", Preferred: true}, strings.Repeat("cGFybGV5IGNvbnNvbGUgc2lnbi1pbiB2MQ", 6)
	return &p
}
