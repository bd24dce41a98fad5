package record_test

import (
	"slices"
	"testing"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/officer"
	"parley/procedure"
	"parley/record"
	"parley/wire"
)

// talk is a proceeding between parties whose records are made by hand: first the opening, then acts, each entered by its
// author and received where a test says so.
type talk struct {
	*world
	t       testing.TB
	name    string
	ids     []parley.PartyID
	opening *wire.Envelope
	said    []*wire.Envelope
	sent    map[*wire.Envelope]wire.Leaf
	number  map[parley.PartyID]uint32 // of its next act
	logs    []*side                   // volumes, in order
	silent  map[parley.PartyID]bool   // who cosigns nothing
	forks   [][]byte
	forked  parley.PartyID
	void    map[*wire.Envelope]bool // not released as agreed
}

// minute is the date so many minutes after the first leaves; the deadline of every opening is minute 60.
func minute(n int) parley.Millis { return start + parley.Millis(n)*60_000 }

const deadline = 60

// newTalk has the first party open a proceeding of that procedure at minute 1.
func newTalk(t testing.TB, name, procedure string, ids ...parley.PartyID) *talk {
	t.Helper()
	x := silent(t, name, ids...)
	x.opening = x.say(1, ids[0], procedure)
	return x
}

// silent is a talk before its opening.
func silent(t testing.TB, name string, ids ...parley.PartyID) *talk {
	t.Helper()
	x := &talk{void: map[*wire.Envelope]bool{}, world: newWorldUnder(t, "", agreed, ids...), t: t, name: name, ids: ids, sent: map[*wire.Envelope]wire.Leaf{}, number: map[parley.PartyID]uint32{}, silent: map[parley.PartyID]bool{}}
	for _, id := range ids {
		x.logs = append(x.logs, x.sides[id])
	}
	return x
}

// staff has a party enter a roster at a minute: from there on its operator releases nothing.
func (x *talk) staff(at int, id parley.PartyID) {
	x.t.Helper()
	s := x.at(id)
	a := &officer.Act{Party: id, Charter: x.id(), Number: s.number + 1, Time: start, Previous: parley.Sum(s.sheets[len(s.sheets)-1]),
		Entries: []officer.Entry{enrol("lea", officer.Release)}}
	b, err := a.Sign(officer.Ed25519(s.key("root")), officerKey("lea"))
	if err != nil {
		x.t.Fatal(err)
	}
	s.held, s.number, s.ticks = s.number, a.Number, parley.Millis(at)*60
	s.page(x.t, b)
}

// agreed are the procedures of all talks: an invitation that one side answers before an instant, and a text that is
// adopted unless a member objects before one.
func agreed(c *charter.Charter) {
	title := func(s string) map[string]string { return map[string]string{"en": s} }
	c.Language = charter.Language
	c.Forms = append(c.Forms, charter.Form{Name: "question", Title: title("Question")})
	c.Schemas = []charter.Schema{{Form: "question", Fields: []charter.Field{{Name: "until", Title: title("Until"), Kind: charter.KindTime, Required: true}}}}
	end := func(name string) charter.State { return charter.State{Name: name, Title: title(name), End: true} }
	act := func(name string, strict bool) charter.Act {
		return charter.Act{Name: name, Title: title(name), Form: wire.FormText, Strict: strict}
	}
	c.Procedures = []charter.Procedure{
		{Name: "invite", Title: title("Invitation"), Form: "question",
			Roles: []charter.Role{{Name: "host", Title: title("Host"), Kind: charter.RoleOpener}, {Name: "guest", Title: title("Guest"), Kind: charter.RoleOthers}},
			Acts:  []charter.Act{act("withdraw", true), act("decline", false), act("accept", true)},
			States: []charter.State{
				{Name: "open", Title: title("open"), Awaits: []string{"guest"}, Clock: &charter.Clock{Field: "until", Silence: true, To: "unanswered"}, Moves: []charter.Move{
					{Act: "withdraw", Role: "host", Needs: charter.NeedsOne, To: "withdrawn"},
					{Act: "decline", Role: "guest", Needs: charter.NeedsAny, To: "declined"},
					{Act: "accept", Role: "guest", Needs: charter.NeedsAll, To: "met"}}},
				end("met"), end("declined"), end("withdrawn"), end("unanswered")}},
		{Name: "silence", Title: title("Silence procedure"), Form: "question",
			Roles: []charter.Role{{Name: "chair", Title: title("Chair"), Kind: charter.RoleOpener}, {Name: "member", Title: title("Member"), Kind: charter.RoleOthers}},
			Acts:  []charter.Act{act("object", false)},
			States: []charter.State{
				{Name: "silent", Title: title("silent"), Awaits: []string{"member"}, Clock: &charter.Clock{Field: "until", Silence: true, To: "adopted"}, Moves: []charter.Move{
					{Act: "object", Role: "member", Needs: charter.NeedsAny, To: "broken"}}},
				end("broken"), end("adopted")}},
	}
}

// say has a party do an act at a minute: the message, signed, and its leaf. Its officer saw what seen names.
func (x *talk) say(at int, by parley.PartyID, act string, seen ...*wire.Envelope) *wire.Envelope {
	x.t.Helper()
	s := x.at(by)
	others := slices.DeleteFunc(slices.Clone(x.ids), func(id parley.PartyID) bool { return id == by })
	e := s.write(x.t, x.name+": "+act, func(p *wire.Payload) {
		p.Act, p.Time = act, minute(at)
		for _, y := range seen {
			p.Seen = append(p.Seen, y.ID())
		}
		if x.opening == nil {
			p.Participants, p.Form = x.ids, "question"
			p.Body = x.body(deadline)
			return
		}
		id := x.opening.ID()
		p.Proceeding = &id
	}, others...)
	x.said = append(x.said, e)
	opening := x.opening
	if opening == nil {
		opening = e
	} else if x.number[by] == 0 {
		x.number[by] = 1
	}
	var places []int
	for _, id := range others {
		places = append(places, x.charter(x.t).PartyIndex(id))
	}
	first, _ := wire.DecodePayload(opening.Payload)
	l := wire.Leaf{Kind: wire.LeafSent, Date: minute(at), ID: e.ID(), Mark: wire.ActMark(first.Nonce, by, x.number[by]), Addressees: wire.Bitmap(len(x.charter(x.t).Parties), places)}
	x.number[by]++
	x.sent[e] = l
	s.add(x.t, l)
	return e
}

// body is that of an opening whose deadline is a minute.
func (x *talk) body(until int) []byte {
	b, err := form.Of(x.charter(x.t), "question").Encode(form.Body{Fields: form.Fields{"until": form.Time(minute(until))}})
	if err != nil {
		x.t.Fatal(err)
	}
	return b
}

// hear has parties record an act at a minute.
func (x *talk) hear(at int, e *wire.Envelope, by ...parley.PartyID) {
	x.t.Helper()
	for _, id := range by {
		x.at(id).add(x.t, wire.Leaf{Kind: wire.LeafReceived, Date: minute(at), ID: e.ID(), Mark: x.sent[e].Mark})
	}
}

// tick has parties enter a clock leaf.
func (x *talk) tick(at int, by ...parley.PartyID) {
	for _, id := range by {
		x.at(id).add(x.t, wire.Leaf{Kind: wire.LeafClock, Date: minute(at)})
	}
}

// at returns the last volume of a party's record.
func (x *talk) at(id parley.PartyID) (last *side) {
	for _, s := range x.logs {
		if s.id == id {
			last = s
		}
	}
	return last
}

// reopen has a party begin its next volume at a minute.
func (x *talk) reopen(at int, id parley.PartyID) {
	s := x.at(id)
	s.ticks = parley.Millis(at) * 60
	x.logs = append(x.logs, s.opened(x.t))
}

// fork makes the proof that a party forked its record behind what it holds now.
func (x *talk) fork(id parley.PartyID) {
	x.t.Helper()
	s := x.at(id)
	a, b := s.twin(), s.twin()
	a.add(x.t, wire.Leaf{Kind: wire.LeafClock, Date: minute(70)})
	b.add(x.t, wire.Leaf{Kind: wire.LeafClock, Date: minute(71)})
	e, err := record.ForkEvidence(x.editions, s.sheets, record.LogName{Party: id}, a.head(x.t, a.size()), b.head(x.t, b.size()), b.root(x.t, b.size()), nil)
	if err != nil {
		x.t.Fatal(err)
	}
	x.forks, x.forked = append(x.forks, e.Encode()), id
}

// mirrors are the cosignatures of a head by all others that cosign.
func (x *talk) mirrors(s *side, h record.HeadAt) (out []record.CosigAt) {
	for i, id := range x.ids {
		if id != s.id && !x.silent[id] {
			out = append(out, s.cosign(x.t, x.sides[id], h, uint64(7200+i)))
		}
	}
	return out
}

// input is everything, as a node folds it.
func (x *talk) input() procedure.Input {
	c, err := charter.Parse(x.editions[0].Text)
	if err != nil {
		x.t.Fatal(err)
	}
	in := procedure.Input{Charter: c, Opening: x.opening.ID(), Now: parley.MaxMillis}
	for _, e := range x.said {
		p, _ := wire.DecodePayload(e.Payload)
		b := procedure.ReadBody(c, e.ID(), p)
		if x.void[e] {
			b.Void = "not released as agreed"
		}
		in.Bodies = append(in.Bodies, b)
	}
	for _, s := range x.logs {
		v := procedure.Volume{Number: int(s.volume), Held: s.size()}
		for i, b := range s.leaves {
			l, _ := wire.DecodeLeaf(b)
			v.Leaves = append(v.Leaves, procedure.LeafAt(uint64(i), l))
		}
		for _, m := range x.mirrors(s, s.head(x.t, s.size())) {
			v.Cosigned = append(v.Cosigned, procedure.Cosigned{Mirror: m.Mirror, Size: m.Size})
		}
		if s.id == x.forked {
			v.Fork = new(uint64)
		}
		if i := slices.IndexFunc(in.Logs, func(l procedure.Log) bool { return l.Party == s.id }); i >= 0 {
			in.Logs[i].Volumes = append(in.Logs[i].Volumes, v)
		} else {
			in.Logs = append(in.Logs, procedure.Log{Party: s.id, Volumes: []procedure.Volume{v}})
		}
	}
	return in
}

// evidence shows what the outcome needs and no more.
func (x *talk) evidence() *record.Evidence {
	x.t.Helper()
	needs, err := procedure.Show(x.input())
	if err != nil {
		x.t.Fatal(err)
	}
	wanted := map[record.LogName][]uint64{}
	for _, r := range needs.Records {
		for i := r.From; i < r.To; i++ {
			name := record.LogName{Party: r.Party, Volume: uint64(r.Volume)}
			wanted[name] = append(wanted[name], i)
		}
	}
	var envelopes [][]byte
	for _, id := range needs.Bodies {
		i := slices.IndexFunc(x.said, func(e *wire.Envelope) bool { return e.ID() == id })
		envelopes = append(envelopes, x.said[i].Encode())
	}
	return x.show(envelopes, wanted)
}

func (x *talk) show(envelopes [][]byte, wanted map[record.LogName][]uint64) *record.Evidence {
	x.t.Helper()
	e, err := record.ProceedingEvidence(x.editions, x.views(), envelopes, wanted, x.forks)
	if err != nil {
		x.t.Fatal(err)
	}
	return e
}

// unchecked is show of what would not verify.
func (x *talk) unchecked(envelopes [][]byte, wanted map[record.LogName][]uint64) *record.Evidence {
	x.t.Helper()
	e, err := record.Unchecked(x.editions, x.views(), envelopes, wanted)
	if err != nil {
		x.t.Fatal(err)
	}
	e.Kind = record.EvidenceProceeding
	return e
}

func (x *talk) views() (views []record.LogView) {
	for _, s := range x.logs {
		h := s.head(x.t, s.size())
		views = append(views, s.view(h, nil, x.mirrors(s, h)...))
	}
	return views
}
