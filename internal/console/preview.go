package console

import (
	"encoding/base64"
	"net/http"
	"strings"
	"unicode/utf8"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

// A PreviewPage shows a message as the other side will read it. Payload is what is signed, and nothing else is.
type PreviewPage struct {
	Frame
	Letter   Letter
	Act      string // what the charter calls it, where it is an act of a proceeding
	Flags    []FlagLine
	Payload  string
	Minutes  int  // within which an officer of the other side is to acknowledge; 0: the charter sets no time
	Officers bool // officers sign it, each with a key of their own
	Unsigned bool // nobody here can sign
	Back     string
	Draft    string
	Edits    string
	Map      *Map // of its places; nil: it names none that can be drawn
}

// A FlagLine is what a rule of a form says of a message, in the language of its reader. Level is charter.LevelNote or
// charter.LevelWarn.
type FlagLine struct {
	Level, Sentence, Paragraph string
	Unchecked                  []string
}

// preview shows what would be signed, as the other side will read it, and the one button that hands it over.
func (c *Console) preview(v *visit, s Sending) error {
	ctx, k := v.r.Context(), s.Composer
	h := c.charterNamed(ctx, k.Charter.String())
	p := &PreviewPage{Frame: c.frame(v, "preview"), Payload: base64.StdEncoding.EncodeToString(s.Payload.Encode()), Back: s.Back, Draft: s.Draft, Edits: s.Edits}
	reads := s.Reads
	if h != nil {
		p.Minutes = h.text.Clocks.Of(s.Payload.Precedence)
		if reads == nil {
			reads = h.text
		}
	}
	var err error
	if p.Officers, err = c.hasOfficers(ctx, k); err != nil {
		return err
	}
	p.Unsigned = !p.Officers && c.cfg.Signer == nil
	p.Letter = c.letter(p.Lang, h, viewOf(s.Payload, k, reads))
	p.Map = c.placesMap(reads, s.Payload)
	p.Act, p.Flags = h.act(p.Lang, reads, s.Payload), flagLines(p.Lang, h, s.Flags)
	c.show(v.w, http.StatusOK, p.Lang, "preview", p)
	return nil
}

// viewOf is a payload as the node of its reader will show it.
func viewOf(p *wire.Payload, k node.Composer, reads *charter.Charter) node.MessageView {
	m := node.MessageView{Charter: k.Charter.String(), From: p.From.Parley().String(), Precedence: p.Precedence.String(), Time: p.Time.String(), DTG: p.Time.DTG(),
		Exercise: p.Exercise, Form: p.Form, Subject: &p.Subject, Handling: &p.Handling, Lang: &p.Lang, Text: textOf(p, reads)}
	for _, a := range p.Action {
		m.To = append(m.To, a.Parley().String())
	}
	for _, a := range p.Info {
		m.Info = append(m.Info, a.Parley().String())
	}
	for _, b := range p.Blobs {
		m.Attachments = append(m.Attachments, node.AttachmentView{Name: b.Name, MediaType: b.MediaType, Size: b.Size, ID: b.ID.String(), Held: b.Size})
	}
	m.Refers = node.RefersView{ReplyTo: idOrNone(p.Refers.ReplyTo), Acknowledges: idOrNone(p.Refers.Acknowledges), Cancels: idOrNone(p.Refers.Cancels),
		Corrects: idOrNone(p.Refers.Corrects), Translates: idOrNone(p.Refers.Translates)}
	return m
}

func idOrNone(h *parley.Hash) *string {
	if h == nil {
		return nil
	}
	s := h.String()
	return &s
}

// textOf is the body of a message as its reader gets it: by its form where that has fields.
func textOf(p *wire.Payload, reads *charter.Charter) *string {
	text := string(p.Body)
	if reads != nil && reads.Schema(p.Form) != nil {
		lang := reads.Authentic[0]
		if reads.Title["en"] != "" {
			lang = "en"
		}
		text = strings.TrimRight(form.Of(reads, p.Form).Show(lang, p.Body), "\n")
	} else if p.Form == wire.FormAck || !utf8.Valid(p.Body) {
		return nil
	}
	return &text
}

// act is what a charter calls the act that a message is; empty where it is none.
func (h *heldCharter) act(lang string, reads *charter.Charter, p *wire.Payload) string {
	if p.Act == "" || h == nil {
		return ""
	}
	if opens := reads.Procedure(p.Act); opens != nil && p.Proceeding == nil {
		return h.titled(lang, opens.Title)
	}
	for i := range reads.Procedures {
		if a := reads.Procedures[i].Act(p.Act); a != nil && a.Title != nil {
			return h.titled(lang, a.Title)
		}
	}
	return oneLine(p.Act)
}

func flagLines(lang string, h *heldCharter, flags []form.Flag) (out []FlagLine) {
	for _, f := range flags {
		x := FlagLine{Level: f.Level, Paragraph: oneLine(f.Paragraph), Unchecked: f.Unchecked}
		if h != nil {
			x.Sentence = h.titled(lang, f.Sentence)
		}
		out = append(out, x)
	}
	return out
}
