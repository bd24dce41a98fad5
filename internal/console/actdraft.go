package console

import (
	"net/url"
	"slices"
	"strings"

	"parley"
)

// An ActOf is what a draft of an act has besides other drafts: of which proceeding, or, where that is empty, by which
// procedure it opens one; and what its page had shown of the proceeding.
type ActOf struct {
	Proceeding string   `json:"proceeding,omitempty"`
	Act        string   `json:"act,omitempty"`
	Shown      string   `json:"shown,omitempty"` // beginnings of the ids of acts, with commas
	Agrees     []string `json:"agrees,omitempty"`
	Corrects   string   `json:"corrects,omitempty"`
}

// actOfForm reads what the form of an act sends.
func actOfForm(v url.Values) ActOf {
	return ActOf{v.Get("proceeding"), v.Get("act"), v.Get("shown"), v["agrees"], v.Get("corrects")}
}

// check refuses what no form of this console sends.
func (a ActOf) check() error {
	if len(a.Proceeding) > 64 || len(a.Act) > 64 || len(a.Corrects) > 64 || len(a.Shown) > maxDraft || len(a.Agrees) > maxActs {
		return parley.Errorf(parley.CodeTooLarge, "the draft is larger than this console keeps")
	}
	return nil
}

// link is where a draft goes on to be written, where that is not the form for messages.
func (a ActOf) link(id, charter string) string {
	switch {
	case a.Act == "":
		return ""
	case a.Proceeding == "":
		return "/proceedings/new/" + url.PathEscape(a.Act) + "?" + url.Values{"charter": {charter}, "draft": {id}}.Encode()
	}
	return "/proceeding/" + url.PathEscape(a.Proceeding) + "/act/" + url.PathEscape(a.Act) + "?draft=" + url.QueryEscape(id)
}

// unseen reports whether the course has acts that a page had not shown.
func (k *course) unseen(shown string) bool {
	had := strings.Split(shown, ",")
	return slices.ContainsFunc(strings.Split(k.shown(), ","), func(id string) bool { return id != "" && !slices.Contains(had, id) })
}

// actOf is what the charter calls the act of a draft: the first that has its name.
func (h *heldCharter) actOf(lang string, a ActOf) string {
	if proc := h.text.Procedure(a.Act); proc != nil && a.Proceeding == "" {
		return h.titled(lang, proc.Title)
	}
	for i := range h.text.Procedures {
		if x := h.text.Procedures[i].Act(a.Act); x != nil {
			return h.titled(lang, x.Title)
		}
	}
	return oneLine(a.Act)
}
