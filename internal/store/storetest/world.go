package storetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/internal/store"
)

// The world of the suite: few enough keys that operations meet, and that everything can be asked for.
var (
	worldCharters = hashes("charter", 2)
	worldParties  = []parley.PartyID{"east", "north", "south"}
	worldIDs      = hashes("id", 10)
	worldPosts    = []parley.PostID{"duty", "deputy"}
	worldRoots    = [][32]byte{parley.Sum([]byte("root 0")), parley.Sum([]byte("root 1"))}
	worldNames    = []string{"", "clock", "имя"}
	worldForms    = []string{"text", "ack", "clock", "имя", ""}
	worldLogs     = logs()
)

// worldSize is above every size, number and offset that the suite uses, but for those that are to be refused.
const worldSize = 4000

func hashes(kind string, n int) []parley.Hash {
	list := make([]parley.Hash, n)
	for i := range list {
		list[i] = parley.Sum(fmt.Appendf(nil, "%s %d", kind, i))
	}
	return list
}

func logs() []store.LogID {
	var list []store.LogID
	for _, c := range worldCharters {
		for _, p := range worldParties {
			list = append(list, store.LogID{Charter: c, Party: p})
		}
	}
	return append(list, store.LogID{Charter: worldCharters[0], Party: "north", Volume: 2})
}

// A question is one call of a Reader with arguments from the world.
type question struct {
	name string
	ask  func(r store.Reader) (any, error)
}

// questions are all that can be asked of the world.
var questions = allQuestions()

func allQuestions() []question {
	var qs []question
	add := func(name string, ask func(store.Reader) (any, error)) { qs = append(qs, question{name, ask}) }
	for _, n := range worldNames {
		add("meta "+n, func(r store.Reader) (any, error) { return r.Meta(n) })
	}
	add("charters", func(r store.Reader) (any, error) { return r.Charters() })
	for _, c := range worldCharters {
		add("volumes", func(r store.Reader) (any, error) { return r.Volumes(c) })
		add("statements", func(r store.Reader) (any, error) { return r.Statements(c) })
		add("roster acts", func(r store.Reader) (any, error) { return r.RosterActs(c) })
		add("editions", func(r store.Reader) (any, error) { return r.Editions(c) })
	}
	for _, root := range worldRoots {
		add("sheets", func(r store.Reader) (any, error) { return r.Sheets(root) })
	}
	for _, l := range worldLogs {
		qs = append(qs, logQuestions(l)...)
	}
	for _, id := range append(worldIDs, parley.Hash{}) {
		qs = append(qs, idQuestions(id)...)
	}
	qs = append(qs, filterQuestions()...)
	add("open bodies", func(r store.Reader) (any, error) { return r.OpenBodies() })
	for _, after := range []uint64{0, 3, 1 << 63} {
		for _, limit := range []int{0, 2} {
			add("journal", func(r store.Reader) (any, error) { return r.Journal(after, limit) })
			add("journal heads", func(r store.Reader) (any, error) { return r.JournalHeads(after, limit) })
		}
	}
	add("last journal head", func(r store.Reader) (any, error) { return r.LastJournalHead() })
	add("evidence", func(r store.Reader) (any, error) { return r.AllEvidence() })
	return append(append(append(qs, draftQuestions()...), wordQuestions()...), inventoryQuestions()...)
}

func draftQuestions() []question {
	var qs []question
	add := func(name string, ask func(store.Reader) (any, error)) { qs = append(qs, question{name, ask}) }
	for _, after := range []parley.Hash{{}, worldIDs[0]} {
		for _, limit := range []int{0, 1} {
			add("void payloads", func(r store.Reader) (any, error) { return r.VoidPayloads(after, limit) })
		}
	}
	add("open drafts", func(r store.Reader) (any, error) { return r.OpenDrafts() })
	for _, before := range []uint64{2, 1 << 63} {
		add("drafts", func(r store.Reader) (any, error) { return r.Drafts(before, 0) })
		add("two drafts", func(r store.Reader) (any, error) { return r.Drafts(before, 2) })
	}
	for _, id := range worldIDs {
		add("draft", func(r store.Reader) (any, error) { return r.Draft(store.DraftID(id[:8])) })
		add("void payload", func(r store.Reader) (any, error) { return r.PayloadVoid(id) })
		add("watch", func(r store.Reader) (any, error) { return r.Watch(store.WatchID(id[:8])) })
	}
	for _, post := range worldPosts {
		add("watch now", func(r store.Reader) (any, error) { return r.WatchNow(post) })
		add("watches", func(r store.Reader) (any, error) { return r.Watches(post, 3, 1) })
	}
	add("secrets", func(r store.Reader) (any, error) { return r.LineSecrets() })
	add("all watches", func(r store.Reader) (any, error) { return r.Watches("", 1<<63, 0) })
	return qs
}

func inventoryQuestions() []question {
	var qs []question
	add := func(name string, ask func(store.Reader) (any, error)) { qs = append(qs, question{name, ask}) }
	add("meta names", func(r store.Reader) (any, error) { return r.MetaNames() })
	add("all sheets", func(r store.Reader) (any, error) { return r.AllSheets() })
	add("all volumes", func(r store.Reader) (any, error) { return r.AllVolumes() })
	add("all statements", func(r store.Reader) (any, error) { return r.AllStatements() })
	add("all roster acts", func(r store.Reader) (any, error) { return r.AllRosterActs() })
	add("logs", func(r store.Reader) (any, error) {
		logs, err := r.Logs()
		var names []string
		for _, l := range logs {
			names = append(names, fmt.Sprint(l))
		}
		slices.Sort(names)
		return names, err
	})
	for _, l := range worldLogs {
		for _, x := range [][2]uint64{{0, 1<<64 - 1}, {1, 4}, {3, 1}, {1 << 63, 1<<64 - 1}} {
			add(fmt.Sprint("hashes between ", x), func(r store.Reader) (any, error) { return r.HashesBetween(l, x[0], x[1]) })
			add(fmt.Sprint("heads between ", x), func(r store.Reader) (any, error) { return r.HeadsBetween(l, x[0], x[1]) })
			add(fmt.Sprint("cosignatures between ", x), func(r store.Reader) (any, error) { return r.CosignaturesBetween(l, x[0], x[1]) })
		}
	}
	for _, id := range []parley.Hash{{}, worldIDs[0], {255, 255}} {
		for _, limit := range []int{0, 2} {
			add("bodies", func(r store.Reader) (any, error) { return r.Bodies(id, limit) })
		}
	}
	return qs
}

func logQuestions(l store.LogID) []question {
	name := func(s string, n ...uint64) string { return fmt.Sprint(s, " of ", l.Party, " ", n) }
	qs := []question{
		{name("size"), func(r store.Reader) (any, error) { return r.LogSize(l) }},
		{name("all leaves"), func(r store.Reader) (any, error) { return r.Leaves(l, 0, 1<<64-1) }},
		{name("leaves"), func(r store.Reader) (any, error) { return r.Leaves(l, 1, 3) }},
		{name("no leaves"), func(r store.Reader) (any, error) { return r.Leaves(l, 3, 1) }},
		{name("leaves beyond"), func(r store.Reader) (any, error) { return r.Leaves(l, 1<<63, 1<<64-1) }},
		{name("clock leaves"), func(r store.Reader) (any, error) { return r.LeavesByID(l, parley.Hash{}) }},
		{name("last head"), func(r store.Reader) (any, error) { return r.LastHead(l) }},
		{name("pending heads"), func(r store.Reader) (any, error) { return r.PendingHeads(l) }},
		{name("cosignatures"), func(r store.Reader) (any, error) { return r.Cosignatures(l) }},
		{name("hashes twice"), func(r store.Reader) (any, error) { return r.Hashes(l, []uint64{1, 0, 1}) }},
		{name("no hashes"), func(r store.Reader) (any, error) { return r.Hashes(l, nil) }},
		{name("hashes beyond"), func(r store.Reader) (any, error) { return r.Hashes(l, []uint64{0, 1 << 63}) }},
	}
	for _, id := range worldIDs {
		qs = append(qs, question{name("leaves by id"), func(r store.Reader) (any, error) { return r.LeavesByID(l, id) }})
	}
	for _, n := range []uint64{0, 1, 2, 3, 5, 8, 20, 1 << 62, 1<<64 - 1} {
		qs = append(qs,
			question{name("head at or after", n), func(r store.Reader) (any, error) { return r.HeadAtOrAfter(l, n) }},
			question{name("head at or before", n), func(r store.Reader) (any, error) { return r.HeadAtOrBefore(l, n) }},
			question{name("cosigned", n), func(r store.Reader) (any, error) { return r.CosignedAtOrAfter(l, n) }},
			question{name("hash", n), func(r store.Reader) (any, error) { return r.Hashes(l, []uint64{n}) }})
	}
	return qs
}

func idQuestions(id parley.Hash) []question {
	name := func(s string) string { return s + " " + id.String()[:8] }
	qs := []question{
		{name("message"), func(r store.Reader) (any, error) { return r.Message(id) }},
		{name("referring"), func(r store.Reader) (any, error) { return r.MessagesReferring(id) }},
		{name("deliveries"), func(r store.Reader) (any, error) { return r.Deliveries(id) }},
		{name("body"), func(r store.Reader) (any, error) { return r.Body(id) }},
		{name("bytes"), func(r store.Reader) (any, error) { return bodyBytes(r, id) }},
		{name("attachments"), func(r store.Reader) (any, error) { return r.Attachments(id) }},
		{name("attachments of"), func(r store.Reader) (any, error) { return r.AttachmentsOf(id) }},
		{name("blob deliveries"), func(r store.Reader) (any, error) { return r.BlobDeliveries(id) }},
	}
	for _, l := range worldLogs {
		qs = append(qs, question{name("by payload"), func(r store.Reader) (any, error) {
			return r.MessageByPayload(l.Charter, l.Party, id)
		}})
	}
	for at := -1; at < 3000; at += 211 {
		qs = append(qs, question{name("read"), func(r store.Reader) (any, error) {
			return r.ReadBody(id, uint64(at), 300)
		}})
	}
	return append(qs,
		question{name("read none"), func(r store.Reader) (any, error) { return r.ReadBody(id, 0, 0) }},
		question{name("read less than none"), func(r store.Reader) (any, error) { return r.ReadBody(id, 0, -1) }},
		question{name("read too much"), func(r store.Reader) (any, error) { return r.ReadBody(id, 0, 1<<62) }})
}

// bodyBytes returns what ReadBody gives for every range of a body.
func bodyBytes(r store.Reader, id parley.Hash) (any, error) {
	b, err := r.Body(id)
	if err != nil {
		return nil, err
	}
	var all []string
	for _, x := range b.Ranges {
		p, err := r.ReadBody(id, x.From, int(x.To-x.From))
		if err != nil {
			return nil, err
		}
		all = append(all, fmt.Sprintf("%d: %x", x.From, p))
	}
	return all, nil
}

func filterQuestions() []question {
	var qs []question
	yes, no := true, false
	for _, own := range []*bool{nil, &yes, &no} {
		for _, c := range append(worldCharters, parley.Hash{}) {
			for _, after := range []uint64{0, 2, 1<<64 - 1} {
				f := store.MessageFilter{Charter: c, Own: own, Unrecorded: after == 2, After: after, Limit: int(after)}
				qs = append(qs, question{"messages", func(r store.Reader) (any, error) { return r.Messages(f) }})
			}
		}
	}
	qs = append(qs, append(append(lineQuestions(), proceedingQuestions()...), listingQuestions()...)...)
	for _, l := range worldLogs {
		qs = append(qs,
			question{"open deliveries", func(r store.Reader) (any, error) { return r.OpenDeliveries(l.Charter, l.Party) }},
			question{"open blobs", func(r store.Reader) (any, error) { return r.OpenBlobDeliveries(l.Charter, l.Party) }})
	}
	return qs
}

// answer returns what r says, as text.
func (q question) answer(r store.Reader) string {
	v, err := q.ask(r)
	if err != nil {
		return q.name + ": " + kind(err)
	}
	return fmt.Sprintf("%s: %+v", q.name, v)
}

// kind names the class of an error, which is what the drivers must agree on.
func kind(err error) string {
	names := []struct {
		is   error
		name string
	}{{store.ErrNotFound, "not found"}, {store.ErrConflict, "conflict"}, {errGiveUp, "gave up"}}
	for _, n := range names {
		if errors.Is(err, n.is) {
			return n.name
		}
	}
	if err == nil {
		return "done"
	}
	return "code " + string(parley.CodeOf(err))
}

// everything returns all answers of one snapshot, as text.
func everything(s store.Store) (string, error) {
	var b strings.Builder
	err := s.View(func(r store.Reader) error {
		for _, q := range questions {
			b.WriteString(q.answer(r))
			b.WriteByte('\n')
		}
		return nil
	})
	return b.String(), err
}
