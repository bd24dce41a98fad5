package console

import (
	"context"
	"net/http"
	"slices"

	"parley"
	"parley/internal/node"
)

// The rights of the roster, by which pages and acts are open to an officer. A user of the node who is no officer of it
// came in by a link that the node's own socket gave, and may do here what the command line lets him do there.
const (
	rightWatch      = "watch"
	rightDraft      = "draft"
	rightReview     = "review"
	rightRelease    = "release"
	rightAdminister = "administer"
)

// needs are the rights one of which an officer must have, at any post and under any charter, for a request: by its pattern.
// What is not listed is open to every officer in force. Whose signature counts for what is the node's business.
var needs = map[string][]string{
	"POST /message/{id}/ack":            {rightWatch},
	"POST /lines/test":                  {rightWatch},
	"POST /watch/prepare":               {rightWatch},
	"POST /watch/give":                  {rightWatch},
	"POST /watch/take":                  {rightWatch},
	"GET /compose":                      {rightDraft, rightRelease},
	"POST /compose":                     {rightDraft, rightRelease},
	"POST /compose/attach":              {rightDraft, rightRelease},
	"POST /compose/detach":              {rightDraft, rightRelease},
	"POST /proceeding/{id}/act/{act}":   {rightDraft, rightRelease},
	"POST /proceedings/new/{procedure}": {rightDraft, rightRelease},
	"POST /send":                        {rightDraft, rightRelease},
	"POST /written/{draft}":             {rightDraft, rightRelease},
	"POST /written/{draft}/remove":      {rightDraft, rightRelease},
	"POST /drafts/{id}/sign":            {rightWatch, rightDraft, rightReview, rightRelease},
	"POST /drafts/{id}/renew":           {rightDraft, rightReview, rightRelease},
	"POST /drafts/{id}/edit":            {rightDraft, rightRelease},
	"POST /drafts/{id}/give-up":         {rightDraft, rightReview, rightRelease},
}

// A RefusedPage says what an officer has not the right to.
type RefusedPage struct {
	Frame
	Officer string
	Rights  []string // one of which it takes
}

// allowed keeps a request from those who have not the right to it.
func (c *Console) allowed(pattern string, show func(*visit) error) func(*visit) error {
	rights := needs[pattern]
	return func(v *visit) error {
		if len(rights) > 0 && !v.has(rights...) {
			return c.refuse(v, rights...)
		}
		return show(v)
	}
}

// has reports whether who is at the desk has one of these rights.
func (v *visit) has(rights ...string) bool {
	return v.officer == "" || slices.ContainsFunc(rights, func(r string) bool { return slices.Contains(v.rights, r) })
}

func (c *Console) refuse(v *visit, rights ...string) error {
	f := c.frame(v, "refused")
	c.show(v.w, http.StatusForbidden, f.Lang, "refused", &RefusedPage{f, v.officer, rights})
	return nil
}

// standing returns what an officer may do under any of the charters now, and at which posts of each he is; serves is false
// where he is in force under none.
func (c *Console) standing(ctx context.Context, officer string) (rights []string, at map[parley.Hash][]parley.PostID, serves bool, err error) {
	at = map[parley.Hash][]parley.PostID{}
	list, err := c.api.Charters(ctx)
	for _, ch := range list {
		roster, err := c.api.Roster(ctx, ch.ID, "")
		if err != nil {
			return nil, nil, false, err
		}
		for _, o := range roster.Officers {
			if o.ID != officer || o.State != officerServes {
				continue
			}
			serves = true
			id, _ := parley.ParseHash(ch.ID)
			for _, p := range o.Posts {
				rights = append(rights, p.Rights...)
				at[id] = append(at[id], parley.PostID(p.Post))
			}
		}
	}
	return rights, at, serves, err
}

// officerServes is what the node calls the state of an officer in force.
const officerServes = "serves"

// named returns the officer whom a link was made for; empty where the name is that of a user of the node.
func (c *Console) named(ctx context.Context, who node.Who) string {
	if _, _, serves, err := c.standing(ctx, who.User); err == nil && serves {
		return who.User
	}
	return ""
}
