package control

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"sync"

	"parley"
	"parley/internal/node"
)

// fake is an API that answers each call with what it was asked, and remembers the last one.
type fake struct {
	mu      sync.Mutex
	last    string
	fail    error
	entered chan struct{} // gets one value when a lasting call has begun
	events  chan node.MessageView
	blob    []byte
}

func newFake() *fake {
	return &fake{entered: make(chan struct{}, 1), events: make(chan node.MessageView)}
}

func (f *fake) note(format string, args ...any) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = fmt.Sprintf(format, args...)
	return f.fail
}

func (f *fake) seen() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.last
}

var text = "Ж\u202e\x1b[31m"

func (f *fake) Charters(context.Context) ([]node.CharterView, error) {
	return []node.CharterView{{ID: "c1", Title: text}}, f.note("charters")
}

func (f *fake) Edition(_ context.Context, charter string) ([]byte, error) {
	return []byte("edition: 1\n"), f.note("edition %s", charter)
}

func (f *fake) Adopt(_ context.Context, a node.Adoption) (node.CharterView, error) {
	return node.CharterView{ID: "c2"}, f.note("adopt %s %q %d %v", a.Text, a.Signatures, len(a.Parties), a.Who)
}

func (f *fake) Party(context.Context) ([]byte, error) { return []byte("party: x\n"), f.note("party") }

func (f *fake) Composer(_ context.Context, charter string) (node.Composer, error) {
	return node.Composer{Charter: parley.Sum([]byte("c")), EditionID: parley.Sum([]byte("e")), Party: "north",
		Parties: map[parley.PartyID][]parley.PostID{"south": {"duty"}}, Now: 7}, f.note("composer %s", charter)
}

func (f *fake) Upload(_ context.Context, charter, id parley.Hash, salt [16]byte, size uint64, r io.Reader) error {
	if err := f.note("upload %s %s %x %d", charter, id, salt, size); err != nil {
		return err
	}
	b, err := io.ReadAll(r)
	f.blob = b
	return err
}

func (f *fake) Submit(_ context.Context, envelope []byte, who node.Who) (node.Submitted, error) {
	return node.Submitted{ID: "m1", Repeated: true}, f.note("submit %s %v", envelope, who)
}

func (f *fake) Inbox(_ context.Context, q node.Query) ([]node.MessageView, error) {
	return nil, f.note("inbox %+v", q)
}

func (f *fake) Sent(_ context.Context, q node.Query) ([]node.MessageView, error) {
	return []node.MessageView{{ID: "m1", Text: &text}}, f.note("sent %+v", q)
}

func (f *fake) Show(_ context.Context, id string) (node.MessageView, error) {
	return node.MessageView{ID: id}, f.note("show %s", id)
}

func (f *fake) MarkRead(_ context.Context, id string, who node.Who) error {
	return f.note("read %s %v", id, who)
}

// breaking gives bytes and then fails.
type breaking struct{ io.Reader }

func (breaking) Close() error { return nil }

func (f *fake) Attachment(_ context.Context, blob string) (io.ReadCloser, error) {
	err := f.note("attachment %s", blob)
	if blob == "broken" {
		return breaking{io.MultiReader(bytes.NewReader(make([]byte, 1<<20)), failing{})}, nil
	}
	return io.NopCloser(bytes.NewReader(f.blob)), err
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, fmt.Errorf("the disk failed") }

func (f *fake) Wait(ctx context.Context, id, step string) error {
	if err := f.note("wait %s %s", id, step); err != nil {
		return err
	}
	if id == "now" {
		return nil
	}
	f.entered <- struct{}{}
	<-ctx.Done()
	f.note("wait ended")
	f.entered <- struct{}{}
	return ctx.Err()
}

func (f *fake) Follow(ctx context.Context, own bool, fn func(node.MessageView) error) error {
	if err := f.note("follow %v", own); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			f.entered <- struct{}{}
			return ctx.Err()
		case m, ok := <-f.events:
			if !ok {
				return parley.Errorf(parley.CodeStorage, "the disk is full")
			}
			if err := fn(m); err != nil {
				return err
			}
		}
	}
}

func (f *fake) Lines(context.Context) ([]node.LineView, error) {
	return []node.LineView{{Party: "south", Queue: map[string]int{"flash": 1}}}, f.note("lines")
}

func (f *fake) TestLine(_ context.Context, q node.LineQuery, who node.Who) (node.LineTestView, error) {
	return node.LineTestView{ID: "t1"}, f.note("test %+v %v", q, who)
}

func (f *fake) KeepLineSecret(_ context.Context, g node.LineSecretGiven) (node.LineSecretView, error) {
	return node.LineSecretView{Party: g.Party, ID: "4f1c0a77"}, f.note("secret of %d bytes to %s %v", len(g.Secret), g.Party, g.Who)
}

func (f *fake) LineTest(_ context.Context, id string) (node.LineTestView, error) {
	return node.LineTestView{ID: id, AnsweredByNode: &text}, f.note("tested %s", id)
}

func (f *fake) LineHistory(_ context.Context, q node.LineQuery, days int) ([]node.LineDayView, error) {
	return []node.LineDayView{{Day: "d", Ours: &node.LineMinutesView{Minutes: map[string]int{"up": 3}}}}, f.note("history %+v %d", q, days)
}

func (f *fake) Events(context.Context) ([]node.EventView, error) {
	return []node.EventView{{Seq: 3, Kind: "fork", Sentence: text, Count: 2}}, f.note("events")
}

func (f *fake) VerifyRecord(context.Context) (node.VerifyView, error) {
	return node.VerifyView{OK: true}, f.note("verify")
}

func (f *fake) Checkup(context.Context) (node.CheckupView, error) {
	return node.CheckupView{Time: "now", Damage: []string{text}}, f.note("checkup")
}

func (f *fake) Backup(_ context.Context, path string) error { return f.note("backup %s", path) }

func (f *fake) Proof(_ context.Context, charter string, party parley.PartyID, who node.Who) ([]byte, error) {
	return []byte{3, 4}, f.note("proof %s %s %v", charter, party, who)
}

func (f *fake) Evidence(_ context.Context, id string, who node.Who) ([]byte, error) {
	return []byte{0, 1, 2}, f.note("evidence %s %v", id, who)
}

func (f *fake) VerifyJournal(context.Context) (node.JournalCheckView, error) {
	return node.JournalCheckView{OK: true, Entries: 9, Signed: 8}, f.note("journal verify")
}

func (f *fake) Journal(context.Context) ([]node.JournalView, error) {
	return []node.JournalView{{Seq: 9}}, f.note("journal")
}

func (f *fake) Note(_ context.Context, who node.Who, action, detail string) error {
	return f.note("note %v %s %s", who, action, detail)
}

func (f *fake) Proceedings(_ context.Context, charter string) ([]node.ProceedingView, error) {
	return []node.ProceedingView{{ID: "p1", Title: text, Turn: []string{"north"}, ActsAllowed: []string{}}}, f.note("proceedings %s", charter)
}

func (f *fake) Proceeding(_ context.Context, id string) (node.ProceedingStory, error) {
	return node.ProceedingStory{StateTitle: text}, f.note("proceeding %s", id)
}

func (f *fake) ProceedingEdition(_ context.Context, id string) ([]byte, error) {
	return []byte(text), f.note("proceeding edition %s", id)
}

func (f *fake) Outcome(_ context.Context, id string, who node.Who) ([]byte, error) {
	return []byte{4, 0}, f.note("outcome %s %v", id, who)
}

func (f *fake) Board(context.Context) (node.BoardView, error) {
	return node.BoardView{OurMove: []node.ProceedingView{{ID: "p1"}}}, f.note("board")
}

func (f *fake) Drafting(_ context.Context, charter, form string) (node.Drafting, error) {
	return node.Drafting{Earlier: [][]byte{{1, 0}}, References: []string{"A/NORTH/26/0001/F1/O"}}, f.note("drafting %s %s", charter, form)
}
