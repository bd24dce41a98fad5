package form_test

import (
	"maps"
	"slices"
	"testing"

	"parley"
	"parley/charter"
	"parley/form"
)

// noon is 2026-11-22T12:00:00.000Z.
const noon = parley.Millis(1795348800000)

func in(en, fr string) map[string]string { return map[string]string{"en": en, "fr": fr} }

func field(name, en, fr, kind string) charter.Field {
	return charter.Field{Name: name, Title: in(en, fr), Kind: kind}
}

// with returns f after a change.
func with(f charter.Field, change func(*charter.Field)) charter.Field {
	change(&f)
	return f
}

func required(f charter.Field) charter.Field {
	f.Required = true
	return f
}

func upTo(f charter.Field, most int) charter.Field {
	f.Max = most
	return f
}

// noticeSchema has a field of every kind.
func noticeSchema() charter.Schema {
	troops := with(field("troops", "Troops", "Effectif", charter.KindNumber), func(f *charter.Field) { f.Max, f.Unit = 1_000_000, "persons" })
	level := with(field("level", "Level of command", "Niveau de commandement", charter.KindChoice), func(f *charter.Field) {
		f.Choices = []charter.Choice{{Value: "brigade", Title: in("Brigade", "Brigade")}, {Value: "DIV-1", Title: in("Division", "Division")}}
	})
	length := with(field("length", "Length", "Longueur", charter.KindNumber), func(f *charter.Field) {
		f.Min, f.Max, f.Decimals, f.Unit = -500, 99_999, 2, "km"
	})
	units := with(field("units", "Units", "Unités", charter.KindTable), func(f *charter.Field) {
		f.Max = 3
		f.Columns = []charter.Field{required(upTo(field("name", "Unit", "Unité", charter.KindText), 60)), troops,
			field("area", "Area", "Zone", charter.KindPlace), field("since", "Since", "Depuis", charter.KindTime),
			field("of", "Of", "De", charter.KindParty)}
	})
	return charter.Schema{Form: "exercise-notice", Short: "F25", Fields: []charter.Field{
		required(upTo(field("designation", "Designation", "Désignation", charter.KindText), 80)),
		upTo(field("purpose", "Purpose", "But", charter.KindText), 2000),
		required(field("start", "Start", "Début", charter.KindTime)),
		field("end", "End", "Fin", charter.KindTime),
		field("warning", "Warning time", "Préavis", charter.KindDuration),
		required(troops), length, level,
		field("host", "Host", "Hôte", charter.KindParty),
		field("invitation", "Invitation of observers", "Invitation d'observateurs", charter.KindReference),
		field("area", "Area", "Zone", charter.KindPlace),
		units,
	}}
}

func strait() charter.Area {
	return charter.Area{Name: "strait", Title: in("The strait", "Le détroit"), Ring: []charter.Point{{Lat: 1, Lon: 1}, {Lat: 2, Lon: 1}, {Lat: 2, Lon: 2}}}
}

// sampleCharter is a charter between north and south with one form of fields, its rules, and a translation.
func sampleCharter() *charter.Charter {
	notice := noticeSchema()
	notice.Rules = sampleRules()
	translation, schema := form.Translation([]string{"en", "fr"})
	return &charter.Charter{Edition: 1, Title: in("Exercise notices", "Notifications d'exercices"), Authentic: []string{"en"}, Exercise: true,
		Parties:  []charter.Party{{ID: "north", Name: "Northland"}, {ID: "south", Name: "Southmark"}},
		Forms:    []charter.Form{{Name: "text"}, {Name: "ack"}, {Name: "exercise-notice", Title: in("Notice of an exercise", "Notification d'exercice")}, translation},
		Language: charter.Language, Regime: "CBM",
		Constants: []charter.Constant{{Name: "notify_troops", Value: 9000, Unit: "persons", Source: "paragraph 40.1"},
			{Name: "notify_days", Value: 42, Unit: "days", Unchecked: true}, {Name: "observe_troops", Value: 13000, Unit: "persons", Unchecked: true}},
		Areas: []charter.Area{strait()}, Schemas: []charter.Schema{notice, schema}}
}

func rule(name, level, when, en string, line int) charter.Rule {
	return charter.Rule{Name: name, Level: level, When: when, Sentence: in(en, en+" (fr)"), Paragraph: "VD " + name, Line: line}
}

func sampleRules() []charter.Rule {
	return []charter.Rule{
		rule("below", charter.LevelNote, "body.troops < constant.notify_troops", "Below the threshold: a voluntary notice.", 101),
		rule("late", charter.LevelWarn, "body.start - time < days(constant.notify_days)", "Less than 42 days before the start.", 107),
		rule("dates", charter.LevelWarn, "has(body.end) && body.end < body.start", "It ends before it starts.", 113),
		rule("sum", charter.LevelWarn, "has(body.units) && sum(body.units.filter(u, has(u.troops)).map(u, u.troops)) != body.troops", "The units do not add up.", 119),
		rule("often", charter.LevelWarn, "body.troops > constant.observe_troops && earlier.filter(e, e.time > time - days(365) && e.body.troops > constant.observe_troops).size() >= 2",
			"More than two large ones in a year.", 125),
		rule("observers", charter.LevelWarn, "body.troops >= constant.observe_troops && !has(body.invitation)", "Observers must be invited.", 131),
	}
}

func sampleForm() *form.Form { return form.Of(sampleCharter(), "exercise-notice") }

func reference(number int, status string) *form.Reference {
	return &form.Reference{Regime: "CBM", Party: "north", Year: 26, Number: number, Format: "F25", Status: status}
}

// fullBody has every field; smallBody what is required.
func fullBody() form.Body {
	id := parley.Sum([]byte("an invitation"))
	return form.Body{Reference: reference(10, "O"), Fields: form.Fields{
		"designation": form.Text("NORTH WIND 26"), "purpose": form.Text("Movement by road.\nNo live fire."),
		"start": form.Time(noon + 50*86_400_000), "end": form.Time(noon + 60*86_400_000 + 15_250), "warning": form.Duration(42 * 86_400_000),
		"troops": form.Number(14_000), "length": form.Number(-250), "level": form.Choice("DIV-1"), "host": form.Party("south"),
		"invitation": form.Citation{ID: &id}, "area": form.Place{Kind: form.PlaceCircle, Precision: 1000, Points: []charter.Point{{Lat: 5_933_000, Lon: -1_806_000}}, Metres: 25_000},
		"units": form.Table{
			{"name": form.Text("1st Brigade"), "troops": form.Number(9_500), "of": form.Party("north")},
			{"name": form.Text("2nd Brigade"), "troops": form.Number(4_500), "area": form.Place{Kind: form.PlaceArea, Words: "strait"}, "since": form.Time(noon)},
		}}}
}

func smallBody() form.Body {
	return form.Body{Reference: reference(11, "O"), Fields: form.Fields{"designation": form.Text("SNOW"), "start": form.Time(noon + 43*86_400_000), "troops": form.Number(9_000)}}
}

// after returns a body after a change.
func after(b form.Body, change func(*form.Body)) form.Body {
	change(&b)
	return b
}

// set returns a body with one field set, or taken out where v is nil.
func set(b form.Body, name string, v form.Value) form.Body {
	if b.Fields[name] = v; v == nil {
		delete(b.Fields, name)
	}
	return b
}

func mustEncode(t testing.TB, f *form.Form, b form.Body) []byte {
	t.Helper()
	raw, err := f.Encode(b)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// refuses holds that err has the code and the sentence.
func refuses(t *testing.T, name string, err error, code parley.Code, sentence string) {
	t.Helper()
	if err == nil {
		t.Errorf("%s: accepted, want %q", name, sentence)
		return
	}
	if got := parley.SentenceOf(err); got != sentence || parley.CodeOf(err) != code {
		t.Errorf("%s:\n got %s: %s\nwant %s: %s", name, parley.CodeOf(err), got, code, sentence)
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
