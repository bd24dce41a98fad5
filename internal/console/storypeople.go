package console

import (
	"strings"

	"parley/internal/node"
)

var peopleStories = map[string]Story{
	"officers":      {"officers", func(f Frame) any { return officersStory(f) }},
	"officers-none": {"officers", func(f Frame) any { p := officersStory(f); p.Number, p.Rows, p.Acts = 0, nil, nil; return p }},
	"officers-other": {"officers", func(f Frame) any {
		p := officersStory(f)
		p.Own, p.Party, p.Rows = false, "north", p.Rows[:1]
		p.Rows[0].Name = ""
		return p
	}},
	"directory":      {"directory", func(f Frame) any { return directoryStory(f) }},
	"directory-none": {"directory", func(f Frame) any { return &DirectoryPage{Frame: f} }},
}

func officersStory(f Frame) *OfficersPage {
	return &OfficersPage{Frame: f, Parties: []Option{{"north", "Northland"}, {"south", "Southmark"}}, Charters: []Option{{storyID(30), "Hotline"}}, Party: "south", Own: true, Number: 7, Time: at(2 * day), Quorum: 2,
		Rows: []OfficerRow{
			{"ann", "Ann Ek", "serves", at(90 * day), Instant{}, []RightsRow{{"duty", []string{rightWatch, rightDraft}}, {"air", []string{rightDraft}}}, []KeyRow{{"5a0c66a1d2e3f401", "passkey", true, Instant{}}}},
			{"lea", "Lea Holm", "serves", at(90 * day), at(-30 * day), []RightsRow{{"duty", []string{rightWatch, rightReview, rightRelease, rightAdminister}}}, []KeyRow{{"11aa22bb33cc44dd", "ssh", true, Instant{}}, {"99aa22bb33cc44dd", "ed25519", false, at(3 * day)}}},
			{"rex", "", "revoked", at(90 * day), Instant{}, []RightsRow{{"duty", []string{rightReview}}}, []KeyRow{{"77aa22bb33cc44dd", "passkey", false, Instant{}}}},
			{"new-1", "", "not-yet", at(-4 * day), Instant{}, []RightsRow{{"duty", []string{rightWatch}}}, nil},
		},
		Acts: []ActLine{{7, at(2 * day), at(2*day - 5), "roster act 7: revoke rex; declare the key 99aa22bb33cc44dd of lea compromised since 2026-11-19T02:58:00.000Z"}, {6, at(90 * day), at(90*day - 4), "roster act 6: enrol ann at duty (watch,draft) with a passkey 5a0c66a1d2e3f401"}}}
}

func directoryStory(f Frame) *DirectoryPage {
	keys := []node.SheetKeyView{{Role: "root", ID: "0a0c66a1d2e3f401"}, {Role: "log", ID: "1a0c66a1d2e3f401"}, {Role: "cosigner", ID: "2a0c66a1d2e3f401"}, {Role: "link", ID: "3a0c66a1d2e3f401"}, {Role: "duty", ID: "4a0c66a1d2e3f401"}, {Role: "operator", Post: "duty", ID: "5a0c66a1d2e3f401"}}
	print := strings.TrimSpace(strings.Repeat("04211 98231 55012 88127 ", 3))
	return &DirectoryPage{Frame: f, Charters: []Option{{storyID(30), "Hotline"}}, Charter: storyID(30), Parties: []PartyCard{
		{ID: "north", Name: "Northland", Fingerprint: print, Posts: []string{"duty", "air"}, Sheet: 2, Made: at(40 * day), Keys: keys, Addresses: []string{"192.0.2.14:7420", "198.51.100.9:7420"}, State: "up",
			Contacts: &Contacts{storyID(31), at(12 * day), "Duty officer, Northland: +999 555 0101, day and night\nInterpreter: +999 555 0102, 0600Z to 1800Z"}},
		{ID: "south", Name: "Southmark", Own: true, Fingerprint: print, Posts: []string{"duty"}, Sheet: 1, Made: at(90 * day), Keys: keys}}}
}
