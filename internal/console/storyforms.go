package console

import (
	"net/url"

	"parley/charter"
	"parley/form"
	"parley/internal/node"
)

// storyCharter is an invented charter with a form that has a field of every kind.
func storyCharter() *heldCharter {
	title := func(s string) map[string]string { return map[string]string{"en": s} }
	field := func(name, called, kind string, required bool) charter.Field {
		return charter.Field{Name: name, Title: title(called), Kind: kind, Required: required, Max: 80}
	}
	number := func(name, called string, most int, unit string) charter.Field {
		return charter.Field{Name: name, Title: title(called), Kind: charter.KindNumber, Max: most, Unit: unit}
	}
	long := field("purpose", "Purpose", charter.KindText, false)
	long.Max = 2000
	level := field("level", "Level of command", charter.KindChoice, false)
	level.Choices = []charter.Choice{{Value: "BDE", Title: title("Brigade")}, {Value: "DIV", Title: title("Division")}}
	units := charter.Field{Name: "units", Title: title("Units taking part"), Kind: charter.KindTable, Max: 40,
		Columns: []charter.Field{field("name", "Unit", charter.KindText, true), number("troops", "Troops", 100_000, "persons"), field("from", "From", charter.KindTime, false)}}
	height := number("height", "Greatest height", 300_000, "km")
	height.Decimals = 1
	notice := charter.Schema{Form: "exercise-notice", Short: "F25", Fields: []charter.Field{
		field("designation", "Designation", charter.KindText, true), long, field("start", "Start", charter.KindTime, true), field("end", "End", charter.KindTime, true),
		field("warning", "Notice given", charter.KindDuration, false), number("troops", "Troops in all", 1_000_000, "persons"), height, level,
		field("host", "Host", charter.KindParty, false), field("invitation", "Invitation of observers", charter.KindReference, false),
		field("area", "Area", charter.KindPlace, true), units},
		Rules: []charter.Rule{
			{Name: "late", Level: charter.LevelWarn, When: "body.start - time < days(constant.notify_days)", Sentence: title("The exercise begins less than 42 days after this notice."), Paragraph: "paragraph 41"},
			{Name: "dates", Level: charter.LevelWarn, When: "body.end < body.start", Sentence: title("It ends before it begins.")},
			{Name: "sum", Level: charter.LevelNote, When: "has(body.units) && has(body.troops) && sum(body.units.filter(u, has(u.troops)).map(u, u.troops)) != body.troops",
				Sentence: title("The units do not add up to the troops in all.")},
		}}
	c := &charter.Charter{Edition: 1, Title: title("Notices of exercises"), Authentic: []string{"en"}, Exercise: true, Regime: "CBM", Language: charter.Language,
		Parties:   []charter.Party{{ID: "north", Name: "Northland"}, {ID: "south", Name: "Southmark"}},
		Forms:     []charter.Form{{Name: "text", Title: title("Free text")}, {Name: "exercise-notice", Title: title("Notice of an exercise")}},
		Constants: []charter.Constant{{Name: "notify_days", Value: 42, Unit: "days", Unchecked: true}},
		Areas:     []charter.Area{{Name: "strait", Title: title("The strait"), Ring: []charter.Point{{Lat: 5_900_000, Lon: 1_800_000}, {Lat: 5_900_000, Lon: 1_900_000}, {Lat: 6_000_000, Lon: 1_900_000}}}},
		Schemas:   []charter.Schema{notice}}
	return &heldCharter{node.CharterView{ID: storyID(90), Edition: 1, Title: "Notices of exercises", Exercise: true,
		Parties: []node.PartyView{{ID: "north", Name: "Northland"}, {ID: "south", Name: "Southmark"}}}, c}
}

// storyTyped is what somebody typed into the form of storyCharter; it is a whole notice.
func storyTyped() url.Values {
	v := url.Values{}
	for name, value := range map[string]string{"designation": "NORTH WIND 27", "purpose": "Movement by road.\nNo live fire.", "start": "201200z dec 26", "end": "2026-12-28 18:00",
		"warning": "28 d", "troops": "14 000", "height": "12,5", "level": "DIV", "host": "south", "invitation": "CBM/NORTH/26/0011/F30/O",
		"area.kind": "polygon", "area.points": "59.10, 18.00\n592000N 0180000E\n59°20'N 18°30'E", "area.precision": "1 km", "area.words": "north of the strait",
		"units.0.name": "1st Brigade", "units.0.troops": "9500", "units.1.name": "2nd Brigade", "units.1.troops": "4500", "units.1.from": "2026-12-21 06:00Z", "units.2.name": ""} {
		v.Set(inputPrefix+name, value)
	}
	return v
}

// formStories are notices that are being written.
var formStories = map[string]Story{
	"compose-form":       {"compose", func(f Frame) any { return composeFormStory(f, storyTyped(), false) }},
	"compose-form-empty": {"compose", func(f Frame) any { return composeFormStory(f, url.Values{}, false) }},
	"compose-form-fault": {"compose", func(f Frame) any {
		v := storyTyped()
		for name, value := range map[string]string{"designation": "", "start": "tomorrow at noon", "area.points": "59,1 18,0", "units.1.troops": "many"} {
			v.Set(inputPrefix+name, value)
		}
		return composeFormStory(f, v, true)
	}},
}

func composeFormStory(f Frame, typed url.Values, faulty bool) *ComposePage {
	h := storyCharter()
	p := composeStory(f, "", "")
	p.Draft.Form, p.Draft.Precedence, p.Answers, p.Draft.Text, p.Draft.Subject = "exercise-notice", "routine", "", "", ""
	p.Kept[0].Line = "Notice of an exercise"
	for i := range p.Choices {
		p.Choices[i].Chosen = p.Choices[i].Code == p.Draft.Precedence
	}
	p.Forms = []FormOption{{"exercise-notice", h.form(f.Lang, "exercise-notice"), true}}
	_, faults := readForm(h.text, "exercise-notice", typed)
	var flags []form.Flag
	if faulty {
		p.Fault, p.Faulty = "the form is not filled in", faultyForm
	} else if faults = nil; len(typed) > 0 {
		flags = []form.Flag{{Rule: "late", Level: charter.LevelWarn, Sentence: h.text.Schemas[0].Rules[0].Sentence, Paragraph: "paragraph 41", Unchecked: []string{"notify_days"}}}
	}
	p.Fields = formFields(h, f.Lang, "exercise-notice", typed, faults, flags)
	return p
}
