package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"parley/internal/node"
)

// records are the routes about what is proved. The journal is not among them: it tells what must not be seen wherever others
// may look on.
func (d *door) records(a huma.API) {
	get(d, a, "heads", "/api/records", "How far each record is held and by whom it is cosigned, and what is held against it", func(ctx context.Context, _ *nothing) ([]node.HeadsView, error) { return d.node.Heads(ctx) })
	register(d, a, route{"verification", http.MethodGet, "/api/verification", Audit, "How far the check of all records is, and how the last one ended", 0},
		func(ctx context.Context, _ *nothing) (node.VerificationView, error) { return d.node.Verification(ctx) })
	register(d, a, route{"verify", http.MethodPost, "/api/verification", Audit, "Check all records; one that runs already is the answer", maxSmall},
		func(ctx context.Context, _ *nothing) (node.VerificationView, error) {
			return d.node.StartVerify(ctx, who(ctx))
		})
	op := d.operation(a, route{"proof", http.MethodGet, "/api/proofs/{id}", Audit, "A proof against a record, as an evidence file", 0})
	op.Responses = bytesOf("application/octet-stream")
	huma.Register(a, op, func(ctx context.Context, p *proofID) (*file, error) {
		b, err := d.node.ProofNamed(ctx, p.ID, who(ctx))
		return &file{"application/octet-stream", b}, failure(err)
	})
}

type proofID struct {
	ID string `path:"id" pattern:"^[0-9a-f]{64}$" doc:"hash of the proof, as the record that it is against names it"`
}
