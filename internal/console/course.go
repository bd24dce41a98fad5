package console

import (
	"context"
	"slices"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/node"
	"parley/wire"
)

// A course is a proceeding with what its procedure calls things in the reader's language, and who holds its roles.
type course struct {
	node.ProceedingStory
	held    *heldCharter
	proc    *charter.Procedure // nil where the edition has no such procedure
	words   *words
	own     string
	opening *wire.Payload // nil while it is not here, or was erased
}

// courseOf reads a proceeding by the edition that it keeps.
func (c *Console) courseOf(ctx context.Context, lang, id string) (*course, error) {
	story, err := c.api.Proceeding(ctx, id)
	if err != nil {
		return nil, err
	}
	k := &course{ProceedingStory: story, words: c.drawn.words[lang], own: string(c.cfg.Party)}
	if k.held, err = c.editionOf(ctx, story); err != nil {
		return nil, err
	}
	k.proc = k.held.text.Procedure(story.Procedure)
	k.opening = c.payload(ctx, story.ID)
	return k, nil
}

// editionOf is the charter as a proceeding keeps it, parsed once.
func (c *Console) editionOf(ctx context.Context, story node.ProceedingStory) (*heldCharter, error) {
	text, err := c.api.ProceedingEdition(ctx, story.ID)
	if err != nil {
		return nil, err
	}
	key := "edition " + parley.Sum(text).String()
	c.mu.Lock()
	held := c.charters[key]
	c.mu.Unlock()
	if held == nil {
		parsed, err := charter.Parse(text)
		if err != nil {
			return nil, err
		}
		held = &heldCharter{text: parsed}
		c.mu.Lock()
		c.charters[key] = held
		c.mu.Unlock()
	}
	out := &heldCharter{text: held.text}
	if now := c.charterNamed(ctx, story.Charter); now != nil {
		out.view = now.view
	}
	return out, nil
}

// payload is what a message says, nil where its bytes are not here.
func (c *Console) payload(ctx context.Context, id string) *wire.Payload {
	b, err := c.api.Envelope(ctx, id)
	if err != nil || len(b) == 0 {
		return nil
	}
	_, p, err := wire.DecodeEnvelope(b)
	if err != nil {
		return nil
	}
	return p
}

func (k *course) title() string {
	if k.proc != nil {
		return k.held.titled(k.words.lang, k.proc.Title)
	}
	return oneLine(k.Title)
}

// stateTitle is what the charter calls a state.
func (k *course) stateTitle(name string) string {
	if k.proc != nil && k.proc.State(name) != nil {
		return k.held.titled(k.words.lang, k.proc.State(name).Title)
	}
	return oneLine(name)
}

// actTitle is what the charter calls an act; the opening is called as the procedure is.
func (k *course) actTitle(name string) string {
	if k.proc != nil && name == k.proc.Name && k.proc.Act(name) == nil {
		return k.title()
	}
	return k.words.act(k.held, k.Procedure, name)
}

// names are the parties as they call themselves.
func (k *course) names(ids []string) []string { return partiesOf(k.held, ids) }

// holders are the participants that hold a role.
func (k *course) holders(role string) (out []string) {
	if k.proc == nil || k.proc.Role(role) == nil || len(k.Entries) == 0 {
		return nil
	}
	r, opener := k.proc.Role(role), k.Entries[0].Author
	for _, id := range k.Participants {
		switch r.Kind {
		case charter.RoleOpener:
			if id != opener {
				continue
			}
		case charter.RoleOthers:
			if id == opener {
				continue
			}
		case charter.RoleNamed:
			if !slices.Contains(r.Parties, id) {
				continue
			}
		case charter.RoleField:
			if id != k.openingParty(r.Field) {
				continue
			}
		case charter.RoleListed:
			if !slices.Contains(k.openingParties(r.Field), id) {
				continue
			}
		case charter.RoleJoint:
			if id != opener && !slices.Contains(k.openingParties(r.Field), id) {
				continue
			}
		}
		out = append(out, id)
	}
	return out
}

// openingParty is the party that a field of the opening names.
func (k *course) openingParty(field string) string {
	if k.opening == nil {
		return ""
	}
	b, err := form.Of(k.held.text, k.opening.Form).Decode(k.opening.Body)
	if err != nil {
		return ""
	}
	id, _ := form.Get[form.Party](b.Fields, field)
	return string(id)
}

// openingParties are the parties that a table of the opening names.
func (k *course) openingParties(table string) (out []string) {
	if k.opening == nil {
		return nil
	}
	b, err := form.Of(k.held.text, k.opening.Form).Decode(k.opening.Body)
	if err != nil {
		return nil
	}
	rows, _ := form.Get[form.Table](b.Fields, table)
	for _, row := range rows {
		id, _ := form.Get[form.Party](row, charter.ColumnParty)
		out = append(out, string(id))
	}
	return out
}

// movers are the participants that some act of a state admits: those whose silence a lapse counts.
func (k *course) movers(state string) (out []string) {
	s := k.state(state)
	if s == nil {
		return nil
	}
	for _, id := range k.Participants {
		if slices.ContainsFunc(s.Moves, func(m charter.Move) bool { return slices.Contains(k.holders(m.Role), id) }) {
			out = append(out, id)
		}
	}
	return out
}

func (k *course) state(name string) *charter.State {
	if k.proc == nil {
		return nil
	}
	return k.proc.State(name)
}

// roles are what a participant is called in the procedure.
func (k *course) roles(party string) (out []string) {
	if k.proc == nil {
		return nil
	}
	for i := range k.proc.Roles {
		if r := &k.proc.Roles[i]; slices.Contains(k.holders(r.Name), party) {
			out = append(out, k.held.titled(k.words.lang, r.Title))
		}
	}
	return out
}

// start is the act that began the state: the one that its deadline stands in.
func (k *course) start() (id string) {
	for i, e := range k.Entries {
		if e.Act == nil || e.Standing != standingEffect {
			continue
		}
		if i == 0 || e.From != e.To || k.restarts(e) {
			id = *e.Act
		}
	}
	return id
}

// restarts reports whether an act that led back to its own state began it anew.
func (k *course) restarts(e node.ActView) bool {
	s := k.state(e.From)
	if s == nil || k.proc.Act(e.Name) == nil || k.proc.Act(e.Name).Certifies != "" {
		return false
	}
	return slices.ContainsFunc(s.Moves, func(m charter.Move) bool {
		return m.Act == e.Name && m.To == e.From && slices.Contains(k.holders(m.Role), e.Author)
	})
}
