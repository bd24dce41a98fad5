package console

import (
	"context"
	"net/http"
	"slices"

	"parley"
	"parley/internal/node"
	"parley/officer"
	"parley/wire"
)

// A HandOverPage is the sheet of one hand-over: as it is written, given, taken, or as it was.
type HandOverPage struct {
	Frame
	Desk    string
	Step    string // write, give, given, take, wait or past: what is to be done with it
	Keeper  string
	Since   Instant
	Sheet   string // as it is signed
	Hash    string
	Notes   string // that were written and could not be kept
	Signed  bool   // a roster asks for signatures
	Charter string // whose roster
	Day     string // in whose log the sheet stands
	Line    WatchLine
	// Officer would sign here; Choices are those of whom one is chosen; Offers what his keys can do.
	Officer string
	Choices []Option
	Offers  []WatchOffer
	Fault   string // why what was just tried was not done: a sentence of the node
}

// A WatchOffer is a key with which a sheet can be signed: by this browser, by another, or with the command line.
type WatchOffer struct {
	Key, Elsewhere, Command string
	Asks                    *Asking
}

// Act is what a form of the page does: give or take.
func (p *HandOverPage) Act() string {
	if p.Step == "take" {
		return "take"
	}
	return "give"
}

// Asked reports whether this browser can sign.
func (p *HandOverPage) Asked() bool {
	return slices.ContainsFunc(p.Offers, func(o WatchOffer) bool { return o.Asks != nil })
}

func (c *Console) handOver(v *visit) error { return c.showHandOver(v, nil) }

// showHandOver shows how the hand-over of a post stands now; fault is why what was just tried was not done.
func (c *Console) showHandOver(v *visit, fault error) error {
	ctx := v.r.Context()
	desk, _, err := c.deskOf(ctx, v)
	if err != nil {
		return err
	}
	p := &HandOverPage{Frame: c.frame(v, "handover"), Desk: desk.Post, Step: "wait"}
	state := watchState(desk, v.session)
	p.Keeper, p.Since = state.Keeper, state.Since
	if w := desk.Watch; w != nil {
		p.Sheet, p.Hash, p.Signed, p.Charter, p.Line = plain(some(w.Sheet)), some(w.Hash), w.Charter != nil, some(w.Charter), watchLine(*w)
		p.Step = sheetStep(state, w.Charter != nil, v.r.FormValue("again") != "")
		if p.Step == "give" || p.Step == "take" {
			if err := c.watchOffers(ctx, v, p, *w); err != nil {
				return err
			}
		}
	}
	status := http.StatusOK
	if fault != nil {
		status, p.Fault, p.Notes = http.StatusConflict, parley.SentenceOf(fault), plain(v.r.PostFormValue("notes"))
	}
	c.show(v.w, status, p.Lang, "handover", p)
	return nil
}

// sheetStep says what is to be done with the sheet of a watch. Where officers sign, they may sit at one user's screen: whose turn
// it is then says the signature.
func sheetStep(s WatchState, signed, again bool) string {
	switch {
	case s.Kind == "mine" && s.Hash != "" && !again:
		return "give"
	case s.Kind == "mine" || s.Kind == "given" && again:
		return "write"
	case s.Kind == "given" && !signed:
		return "given"
	case s.Kind == "given" || s.Kind == "offered":
		return "take"
	}
	return "wait"
}

// pastHandOver shows a sheet that was handed over.
func (c *Console) pastHandOver(v *visit) error {
	w, err := c.watchNamed(v)
	if err != nil {
		return err
	}
	p := &HandOverPage{Frame: c.frame(v, "handover"), Desk: w.Post, Step: "past", Keeper: keeper(&w), Since: instant(w.Taken), Sheet: plain(some(w.Sheet)), Hash: some(w.Hash), Signed: w.Charter != nil, Line: watchLine(w), Day: v.r.FormValue("day")}
	c.show(v.w, http.StatusOK, p.Lang, "handover", p)
	return nil
}

// watchNamed finds a watch of the day that the request names.
func (c *Console) watchNamed(v *visit) (w node.WatchView, err error) {
	day := v.r.FormValue("day")
	if day == "" {
		day = c.cfg.Now().UTC().Format("2006-01-02")
	}
	list, err := c.api.WatchLog(v.r.Context(), "", day)
	for _, x := range list {
		if x.ID == v.r.PathValue("id") {
			return x, nil
		}
	}
	if err == nil {
		err = parley.Errorf(parley.CodeNotFound, "no watch of %s has that id", day)
	}
	return w, err
}

// watchOffers puts on the page whose keys can sign the sheet.
func (c *Console) watchOffers(ctx context.Context, v *visit, p *HandOverPage, w node.WatchView) error {
	if w.Charter == nil {
		return nil
	}
	roster, err := c.api.Roster(ctx, *w.Charter, "")
	if err != nil {
		return err
	}
	scope, err := parley.ParseHash(*w.Charter)
	if err != nil {
		return err
	}
	name := c.officerNames(ctx, *w.Charter)
	for _, o := range roster.Officers {
		if mayWatch(o, w.Post) && (p.Step == "give" && (w.Officer == nil || *w.Officer == o.ID) || p.Step == "take" && some(w.Officer) != o.ID) {
			p.Choices = append(p.Choices, Option{o.ID, name(o.ID)})
		}
	}
	as := v.officer
	if as == "" {
		as = v.r.FormValue("as")
	}
	if as == "" && len(p.Choices) == 1 {
		as = p.Choices[0].Value
	}
	if !slices.ContainsFunc(p.Choices, func(o Option) bool { return o.Value == as }) {
		return nil
	}
	p.Officer = as
	for _, o := range roster.Officers {
		for _, k := range o.Keys {
			if o.ID == as && k.InForce {
				x, err := c.watchOffer(k.Key, as, p.Act(), scope, []byte(*w.Sheet), v.session)
				if err != nil {
					return err
				}
				p.Offers = append(p.Offers, x)
			}
		}
	}
	return nil
}

func mayWatch(o node.OfficerView, post string) bool {
	return o.State == officerServes && slices.ContainsFunc(o.Posts, func(r node.RightsView) bool { return r.Post == post && slices.Contains(r.Rights, rightWatch) })
}

// useOfAct is what a signature over a sheet says.
var useOfAct = map[string]string{"give": node.UseGiveWatch, "take": node.UseTakeWatch}

func (c *Console) watchOffer(key []byte, by, act string, scope parley.Hash, sheet []byte, s session) (o WatchOffer, err error) {
	k, err := officer.DecodeKey(key)
	if err != nil {
		return o, err
	}
	o.Key = k.ID().String()
	o.Command = "parley watch " + map[string]string{"give": "hand --prepared", "take": "take"}[act] + " --dir DIR --as " + by + map[bool]string{true: " --agent env", false: " --key FILE"}[k.Kind == officer.KindSSH]
	if k.Kind != officer.KindPasskey {
		return o, nil
	}
	if slices.Contains(k.Extra.Origins, c.cfg.Base) {
		o.Asks = c.asking(k, k.Request(useOfAct[act], scope[:], sheet).Challenge, s)
	} else {
		o.Elsewhere = oneLine(k.Extra.Origins[0])
	}
	return o, nil
}

// sheetSignature reads what the browser gave of a passkey; none where the form names no key.
func (c *Console) sheetSignature(v *visit) ([]byte, error) {
	id := v.r.PostFormValue("key")
	if id == "" {
		return nil, nil
	}
	roster, err := c.api.Roster(v.r.Context(), v.r.PostFormValue("charter"), "")
	if err != nil {
		return nil, err
	}
	for _, o := range roster.Officers {
		for _, x := range o.Keys {
			k, err := officer.DecodeKey(x.Key)
			if err != nil || x.ID != id || k.Kind != officer.KindPasskey {
				continue
			}
			g, err := given(v.r)
			if err != nil {
				return nil, err
			}
			s, err := k.FromPasskey(g.authenticator, g.client, g.signature)
			return wire.Marshal(s), err
		}
	}
	return nil, parley.Errorf(parley.CodeBadKey, "the key is no passkey of an officer")
}
