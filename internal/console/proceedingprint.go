package console

import "parley/internal/paper"

// printProceeding sends the story of a proceeding as a PDF, drawn as the command line draws it.
func (c *Console) printProceeding(v *visit) error {
	ctx := v.r.Context()
	story, err := c.api.Proceeding(ctx, v.r.PathValue("id"))
	if err != nil {
		return err
	}
	k, err := c.api.Composer(ctx, story.Charter)
	if err != nil {
		return err
	}
	return c.sendPaper(v, paper.Proceeding(story, k.Exercise), "proceeding-"+story.ID[:min(16, len(story.ID))])
}
