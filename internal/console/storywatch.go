package console

import "parley"

var watchStories = map[string]Story{
	"watch-nobody": {"watch", func(f Frame) any {
		return watchStory(f, WatchState{Kind: "none", Watched: true, Empty: at(9 * minute)})
	}},
	"watch-mine":      {"watch", func(f Frame) any { return watchStory(f, storyWatch("mine")) }},
	"watch-offered":   {"watch", func(f Frame) any { return watchStory(f, storyWatch("offered")) }},
	"watch-theirs":    {"watch", func(f Frame) any { return watchPosts(f) }},
	"hand-over-write": {"handover", func(f Frame) any { p := handStory(f, "write"); p.Sheet = ""; return p }},
	"hand-over-give":  {"handover", func(f Frame) any { return handStory(f, "give") }},
	"hand-over-sign":  {"handover", func(f Frame) any { return signedHandStory(f, "give") }},
	"hand-over-take":  {"handover", func(f Frame) any { return signedHandStory(f, "take") }},
	"hand-over-late":  {"handover", func(f Frame) any { return lateHandStory(f) }},
	"hand-over-past":  {"handover", func(f Frame) any { return pastHandStory(f) }},
	"lines-unknown": {"lines", func(f Frame) any {
		l := storyLines()[1:]
		l[0].Contacts = &Reach{Test: at(-2 * minute)}
		return &LinesPage{f, l}
	}},
	"hand-over-wait": {"handover", func(f Frame) any { p := handStory(f, "wait"); p.Keeper = "watch-1"; return p }},
}

func storyWatch(kind string) WatchState {
	s := WatchState{Kind: kind, Keeper: "watch-2", Since: at(7*hour + 58*minute), Screens: 1, Watched: true}
	if kind == "offered" {
		s.Keeper, s.Offered, s.Hash = "watch-1", at(3*minute), storyID(40)
	}
	return s
}

func watchStory(f Frame, s WatchState) *WatchPage {
	return &WatchPage{Frame: f, Desk: "duty", Watch: s, Day: "2026-11-22", Prev: "2026-11-21", Log: []WatchLine{
		{ID: "a1", Post: "duty", Keeper: "watch-4", Taken: at(16 * hour), Ended: at(8 * hour), Handed: true, Gave: "watch-4", Took: "watch-2", Next: "watch-2"},
		{ID: "a2", Post: "duty", Keeper: "watch-3", Taken: at(8 * hour), Ended: at(7*hour + 58*minute), Next: "watch-2", Marks: []string{"taken over without a hand-over"}},
		{ID: "a3", Post: "duty", Keeper: "watch-2", Taken: at(7*hour + 58*minute), Handed: s.Kind == "offered"},
	}}
}

func watchPosts(f Frame) *WatchPage {
	p := watchStory(f, storyWatch("theirs"))
	p.Log, p.Next = nil, "2026-11-23"
	p.Watch.Keeper = "Verbindungsoffizierinnen-und-Offiziersanwärter-Dienstplanstelle (mwx)"
	p.Posts = []PostChoice{{"duty", p.Watch.Keeper, true}, {"deputy", "", false}, {"air-operations-and-liaison-post1", "watch-7", false}}
	return p
}

const storySheet = `EXERCISE
WATCH HAND-OVER
Party south, post duty, 220258Z NOV 26
watch-1 has had the watch since 211900Z NOV 26

Not acknowledged by us: 2
  FLASH 220256Z NOV 26 from north/duty, 4f0c66a1d2e3
  ROUTINE 220140Z NOV 26 from north/duty, 98b1d0a4c5e7

Not acknowledged by them: 0

Clocks that end within 24 hours: 2
  we acknowledge the FLASH of 220256Z NOV 26 (4f0c66a1d2e3) from north until 220301Z NOV 26
  our move in the proceeding 33eb51d4a904, invite until 221200Z NOV 26

Drafts: 1
  ca605cec9211246c, PRIORITY to north/duty, open

Lines that are not up: 1
  north: path up, no node answers, since 220012Z NOV 26

Last line tests
  north: sent 220000Z NOV 26 by north; answered by the node: 220000Z NOV 26; read by an officer: no

Notes
  Northland's duty officer said by telephone that he calls back at 0400Z.
  The second page of the invitation is with the legal adviser.
EXERCISE
`

func handStory(f Frame, step string) *HandOverPage {
	return &HandOverPage{Frame: f, Desk: "duty", Step: step, Keeper: "watch-2", Since: at(7*hour + 58*minute), Sheet: storySheet, Hash: storyID(40), Line: WatchLine{ID: "a3", Keeper: "watch-2"}}
}

func signedHandStory(f Frame, step string) *HandOverPage {
	p := handStory(f, step)
	p.Signed, p.Charter, p.Officer = true, storyID(20), "watch-2"
	p.Choices = []Option{{"watch-2", "watch-2"}, {"watch-3", "watch-3, deputy"}}
	key := parley.Sum([]byte("key")).String()[:16]
	p.Offers = []WatchOffer{{Key: key, Asks: &Asking{Challenge: "c", RP: "localhost"}, Command: "parley watch take --dir DIR --as watch-2 --key FILE"}}
	if step == "give" {
		p.Offers = []WatchOffer{{Key: key, Elsewhere: "https://desk.south.example", Command: "parley watch hand --prepared --dir DIR --as watch-2 --key FILE"}}
	} else {
		p.Keeper, p.Line.Gave = "watch-1", "watch-1"
	}
	return p
}

func lateHandStory(f Frame) *HandOverPage {
	p := handStory(f, "take")
	p.Keeper, p.Fault = "watch-1", "the sheet of the hand-over is another by now (98b1d0a4c5e7): read it, and take the watch again"
	return p
}

func pastHandStory(f Frame) *HandOverPage {
	p := handStory(f, "past")
	p.Signed, p.Day, p.Line = true, "2026-11-22", WatchLine{ID: "a1", Keeper: "watch-1", Ended: at(8 * hour), Gave: "watch-1", Took: "watch-2", Next: "watch-2"}
	p.Since = at(16 * hour)
	return p
}

func storyContacts() *Reach {
	return &Reach{Until: at(-40 * day), Confirmed: []Number{{"duty", "Telephone", "+00 55 0142", "en, ru", "always"}, {"duty", "Secure telephone", "+00 55 0177", "en", "0600Z to 1800Z"}},
		Listed: []Number{{"air operations", "Radio", "8 992 kHz, call sign EASTMERE LIAISON", "en", "the first ten minutes of each hour"}}, Own: []string{"+00 55 0199, the gate at point 12"},
		Courier: "the gate at point 12", CourierAt: at(-3 * hour), Test: at(-2 * minute)}
}
