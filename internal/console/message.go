package console

import (
	"cmp"
	"context"
	"encoding/hex"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/node"
)

// leafSent is what the node calls the entry by which an author put a message on record.
const leafSent = "sent"

// A MessagePage is one message: its text, what became of it, and what proves it.
type MessagePage struct {
	Frame
	Letter     Letter
	Own        bool
	Acks       []string // own posts that may sign for it; empty: nobody has to, or nobody can
	CanAnswer  bool
	CanReplace bool // it is ours, and another may correct or cancel it
	Compared   *node.ComparedView
	Map        *Map // of its places; nil: it names none that can be drawn
	Conflicts  []MapConflict
	Uncompared []string // titles of the fields that should say where a notice is, and are compared with no other
	Steps      []Step
	Waits      []string // parties that have not recorded it
	Places     []Place
	Others     []Translation
	Source     *Translation // what it translates; nil: nothing, or that is not held here
	Proceeding string       // what the act that it is is called; empty: it is none
	Flags      []FlagLine   // what the rules of its form say of it
	Fields     bool         // its form has fields: it is had as numbered text
}

// A Letter is a message as its reader sees it, on either side.
type Letter struct {
	ID          string
	Charter     string
	Precedence  Mark
	From        string
	To, Info    []string
	Sent        Instant
	Subject     string
	Handling    string
	Language    string // BCP 47
	Exercise    bool
	Form        string
	Text        string
	Erased      bool
	Marks       []string // warnings, in the node's own words
	Refers      []Refer
	Attachments []Attachment
}

// A Refer is a message that this one stands to. Kind is the key of its words.
type Refer struct{ Kind, ID string }

// An Attachment is one, and how much of it is here.
type Attachment struct {
	Name, Kind, ID string
	Size, Held     uint64
	Whole          bool
	Percent        int
}

// A Step is something that became of a message, by somebody's clock. Kind is the key of its words.
type Step struct {
	Kind  string
	At    Instant
	Who   string // who did it
	Clock string // whose clock says when
	Why   string
}

// A Place is where a record holds the message.
type Place struct {
	Party, Kind string
	Index, Size uint64
	Date        Instant
	SeenBy      []string
}

// A Translation is another text of the same message.
type Translation struct {
	ID, Language, From, Text string
	Sent                     Instant
}

func (c *Console) messagePages() pages {
	return pages{
		"GET /message/{id}":                    c.message,
		"POST /message/{id}/ack":               c.acknowledge,
		"GET /message/{id}/raw":                c.raw,
		"GET /message/{id}/envelope":           c.envelope,
		"GET /message/{id}/evidence":           c.evidence,
		"GET /message/{id}/attachments/{blob}": c.attachment,
	}
}

func (c *Console) message(v *visit) error {
	ctx := v.r.Context()
	m, err := c.api.Show(ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	own := strings.HasPrefix(m.From, string(c.cfg.Party)+"/") || m.From == string(c.cfg.Party)
	if !own && c.sessions.firstSight(v.name, m.ID) {
		if err := c.api.MarkRead(ctx, m.ID, v.who); err != nil {
			c.cfg.Log.Error("it cannot be noted that a message was read", "error", err)
		}
	}
	h := c.charterNamed(ctx, m.Charter)
	p := &MessagePage{Frame: c.frame(v, "message"), Own: own}
	p.Letter = c.letter(p.Lang, h, m)
	p.Steps, p.Waits = steps(h, m)
	for _, x := range m.Places {
		p.Places = append(p.Places, Place{h.party(x.Party), x.Kind, x.Index, x.Size, instant(x.Date), partiesOf(h, x.SeenBy)})
	}
	if !own && c.openNow(ctx, m, false) {
		p.Acks = c.ownPosts(ctx, m)
	}
	p.Compared = comparedIn(p.Lang, h, m)
	p.CanReplace, p.Map = h.mayReplace(m, own), c.messageMap(ctx, h, m)
	if p.Conflicts, err = c.conflictsOn(v, h, m, p.Lang); err != nil {
		return err
	}
	p.Fields = h != nil && h.text.Schema(m.Form) != nil && m.Text != nil && !m.Withheld
	p.CanAnswer = !own && !h.automatic(m.Form)
	if m.Refers.Translates != nil {
		p.Source = c.original(ctx, h, *m.Refers.Translates)
	}
	p.Others = c.translations(ctx, h, m)
	x := c.payload(ctx, m.ID)
	if x != nil && x.Act != "" && h != nil {
		p.Proceeding = h.act(p.Lang, h.text, x)
	}
	if !m.Withheld {
		p.Uncompared = h.uncompared(p.Lang, x)
	}
	for _, f := range m.Flags {
		p.Flags = append(p.Flags, FlagLine{f.Level, oneLine(f.In(p.Lang)), oneLine(f.Paragraph), f.Unchecked})
	}
	c.show(v.w, http.StatusOK, p.Lang, "message", p)
	return nil
}

func partiesOf(h *heldCharter, ids []string) (out []string) {
	for _, id := range ids {
		out = append(out, h.party(id))
	}
	return out
}

// letter is a message in the words of a reader.
func (c *Console) letter(lang string, h *heldCharter, m node.MessageView) Letter {
	l := Letter{ID: m.ID, Charter: m.Charter, Precedence: c.precedence(lang, m.Precedence), From: h.address(m.From), To: h.addresses(m.To), Info: h.addresses(m.Info),
		Sent: instant(m.Time), Exercise: m.Exercise, Subject: oneLine(some(m.Subject)), Handling: h.handling(lang, some(m.Handling)), Language: oneLine(some(m.Lang)),
		Text: plain(strings.TrimRight(some(m.Text), "\n")), Erased: m.Text == nil && m.Form == "text"}
	if m.Form != "text" {
		l.Form = h.form(lang, m.Form)
	}
	for _, mark := range m.Marks {
		l.Marks = append(l.Marks, oneLine(mark))
	}
	for _, r := range []struct {
		kind string
		id   *string
	}{{"reply", m.Refers.ReplyTo}, {"acknowledges", m.Refers.Acknowledges}, {"cancels", m.Refers.Cancels}, {"corrects", m.Refers.Corrects}, {"translates", m.Refers.Translates}} {
		if r.id != nil {
			l.Refers = append(l.Refers, Refer{r.kind, *r.id})
		}
	}
	for _, a := range m.Attachments {
		x := Attachment{Name: oneLine(a.Name), Kind: oneLine(a.MediaType), ID: a.ID, Size: a.Size, Held: a.Held, Whole: a.Held >= a.Size}
		if a.Size > 0 {
			x.Percent = int(100 * min(a.Held, a.Size) / a.Size)
		}
		l.Attachments = append(l.Attachments, x)
	}
	return l
}

// handling says a marking with what the charter says it means.
func (h *heldCharter) handling(lang, mark string) string {
	if h != nil && mark != "" {
		for _, x := range h.text.Handling {
			if x.Mark == mark {
				return oneLine(mark) + ": " + h.titled(lang, x.Title)
			}
		}
	}
	return oneLine(mark)
}

func some(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// steps are what became of a message, each by the clock that says so, and who has not recorded it.
func steps(h *heldCharter, m node.MessageView) (out []Step, waits []string) {
	author, _, _ := cutAddress(m.From)
	out = append(out, Step{Kind: "written", At: instant(m.Time), Who: h.address(m.From), Clock: h.party(author)})
	for _, x := range m.Places {
		if x.Kind == leafSent && x.Party == author {
			out = append(out, Step{Kind: "sent", At: instant(x.Date), Who: h.party(author), Clock: h.party(author)})
		}
	}
	for _, party := range sortedKeys(m.Receipts) {
		r, name := m.Receipts[party], h.party(party)
		for _, s := range []struct {
			kind string
			at   *string
		}{{"recorded", r.Recorded}, {"opened", r.Opened}, {"acknowledged", r.Acknowledged}, {"answered", r.Answered}} {
			if s.at == nil || *s.at == "not-reported" || s.kind == "recorded" && r.Refused != nil {
				continue
			}
			out = append(out, Step{Kind: s.kind, At: instant(*s.at), Who: name, Clock: name})
		}
		if r.Refused != nil {
			out = append(out, Step{Kind: "refused", At: instant(r.Refused.Time), Who: name, Clock: name, Why: oneLine(r.Refused.Reason)})
		} else if r.Recorded == nil {
			waits = append(waits, name)
		}
	}
	slices.SortStableFunc(out, func(a, b Step) int { return cmp.Compare(a.At.RFC, b.At.RFC) })
	return out, waits
}

// original is the message that a translation is of; nil where it is not held here.
func (c *Console) original(ctx context.Context, h *heldCharter, id string) *Translation {
	m, err := c.api.Show(ctx, id)
	if err != nil {
		return nil
	}
	return &Translation{m.ID, some(m.Lang), h.address(m.From), plain(some(m.Text)), instant(m.Time)}
}

// maxTranslations is among how many of the newest translations those of a message are looked for.
const maxTranslations = 100

// translations are the other texts of a message, as far as they are among the newest.
func (c *Console) translations(ctx context.Context, h *heldCharter, m node.MessageView) (out []Translation) {
	if h == nil || !slices.ContainsFunc(h.text.Forms, func(f charter.Form) bool { return f.Name == form.FormTranslation }) {
		return nil
	}
	for _, own := range []bool{false, true} {
		ask := c.api.Inbox
		if own {
			ask = c.api.Sent
		}
		list, err := ask(ctx, node.Query{Charter: m.Charter, Form: form.FormTranslation, Newest: true, Limit: maxTranslations})
		if err != nil {
			return out
		}
		for _, x := range list {
			if some(x.Refers.Translates) == m.ID {
				out = append(out, Translation{x.ID, some(x.Lang), h.address(x.From), plain(some(x.Text)), instant(x.Time)})
			}
		}
	}
	return out
}

// raw shows the bytes that were signed.
func (c *Console) raw(v *visit) error {
	b, err := c.api.Envelope(v.r.Context(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err = io.WriteString(v.w, "SHA-256 "+parley.Sum(b).String()+"\n\n"+hex.Dump(b))
	return err
}

func (c *Console) envelope(v *visit) error {
	b, err := c.api.Envelope(v.r.Context(), v.r.PathValue("id"))
	return download(v, parley.Sum(b).String()[:16]+".envelope", b, err)
}

func (c *Console) evidence(v *visit) error {
	id := v.r.PathValue("id")
	b, err := c.api.Evidence(v.r.Context(), id, v.who)
	return download(v, id[:min(16, len(id))]+".evidence", b, err)
}

// download sends a file that a browser keeps and does not open.
func download(v *visit, name string, b []byte, err error) error {
	if err != nil {
		return err
	}
	v.w.Header().Set("Content-Type", "application/octet-stream")
	v.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	_, err = v.w.Write(b)
	return err
}

// attachment sends the bytes of an attachment under its name, as a file that a browser keeps and does not open.
func (c *Console) attachment(v *visit) error {
	m, err := c.api.Show(v.r.Context(), v.r.PathValue("id"))
	if err != nil {
		return err
	}
	for _, a := range m.Attachments {
		if a.ID != v.r.PathValue("blob") {
			continue
		}
		body, err := c.api.Attachment(v.r.Context(), a.ID)
		if err != nil {
			return err
		}
		defer body.Close()
		v.w.Header().Set("Content-Type", "application/octet-stream")
		v.w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": oneLine(a.Name)}))
		io.Copy(v.w, body)
		return nil
	}
	return parley.Errorf(parley.CodeNotFound, "the message has no such attachment")
}
