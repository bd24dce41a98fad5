package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"parley/internal/node"
)

type (
	draftID struct {
		ID string `path:"id" minLength:"4" maxLength:"64" doc:"of a draft, or at least its first 4 digits"`
	}
	draftList struct {
		All bool `query:"all" doc:"also those that were released or given up, the last first"`
	}
	newDraft struct {
		Body struct {
			ID      string `json:"id,omitempty" maxLength:"64" doc:"of the open draft in whose place this one is put; its signatures are dropped"`
			Charter string `json:"charter,omitempty" maxLength:"64"`
			Payload []byte `json:"payload" doc:"encoded as section 3 of the specification of messages says, in base64"`
			Decided string `json:"decided,omitempty" maxLength:"64" doc:"the proceeding under another charter that decided on its text"`
		}
	}
	preparing struct {
		draftID
		Body struct {
			Officer string `json:"officer" maxLength:"32"`
			Act     string `json:"act,omitempty" enum:"draft,review,release,emergency" doc:"left out: what its author signs first"`
		}
	}
	signing struct {
		draftID
		Body struct {
			Act       string `json:"act" enum:"draft,review,release,emergency"`
			Signature []byte `json:"signature" doc:"as an officer's key made it elsewhere, encoded, in base64"`
		}
	}
	deciding struct {
		draftID
		Body struct {
			Proceeding string `json:"proceeding" minLength:"8" maxLength:"64"`
		}
	}
)

// drafts are the routes about messages that are not sent yet. What an officer is to sign is asked for here and signed
// elsewhere.
func (d *door) drafts(a huma.API) {
	get(d, a, "drafts", "/api/drafts", "The open drafts", func(ctx context.Context, l *draftList) ([]node.DraftView, error) { return d.node.Drafts(ctx, l.All) })
	get(d, a, "draft", "/api/drafts/{id}", "One draft: who signed it, and what is missing", func(ctx context.Context, x *draftID) (node.DraftView, error) { return d.node.ShowDraft(ctx, x.ID) })
	get(d, a, "policy", "/api/policy", "The policy by which messages may leave", func(ctx context.Context, _ *nothing) (node.PolicyView, error) { return d.node.Policy(ctx) })
	register(d, a, route{"makeDraft", http.MethodPost, "/api/drafts", Draft, "Keep a message that nobody has signed, for officers to sign", maxDraft},
		func(ctx context.Context, x *newDraft) (node.DraftView, error) {
			return d.node.Draft(ctx, node.NewDraft{ID: x.Body.ID, Charter: x.Body.Charter, Payload: x.Body.Payload, Decided: x.Body.Decided, Who: who(ctx)})
		})
	register(d, a, route{"prepareDraft", http.MethodPost, "/api/drafts/{id}/prepare", Draft, "What an officer is to sign of a draft", maxSmall},
		func(ctx context.Context, x *preparing) (node.Prepared, error) {
			return d.node.PrepareDraft(ctx, x.ID, node.Preparing{Officer: x.Body.Officer, Act: x.Body.Act, Who: who(ctx)})
		})
	register(d, a, route{"decideDraft", http.MethodPost, "/api/drafts/{id}/decided", Submit, "Bind a draft to the proceeding that decided on its text; where nothing else is missing it leaves", maxSmall},
		func(ctx context.Context, x *deciding) (node.DraftView, error) {
			return d.node.DecideDraft(ctx, x.ID, x.Body.Proceeding, who(ctx))
		})
	register(d, a, route{"signDraft", http.MethodPost, "/api/drafts/{id}/sign", Submit, "Hand over an officer's signature on a draft; the last one that is needed lets the message leave", maxSmall},
		func(ctx context.Context, x *signing) (node.DraftView, error) {
			return d.node.SignDraft(ctx, x.ID, node.DraftSigning{Act: x.Body.Act, Signature: x.Body.Signature, Who: who(ctx)})
		})
	register(d, a, route{"cancelDraft", http.MethodPost, "/api/drafts/{id}/cancel", Draft, "Give a draft up", maxSmall},
		func(ctx context.Context, x *draftID) (node.DraftView, error) {
			return d.node.CancelDraft(ctx, x.ID, who(ctx))
		})
}
