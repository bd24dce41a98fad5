package console

import (
	"net/http"
	"strconv"

	"parley/internal/paper"
)

// sendPaper answers with a document as a PDF, on the paper that the request names, and enters that in the journal.
func (c *Console) sendPaper(v *visit, d paper.Document, name string) error {
	d.Size = paper.Size(v.r.FormValue("paper"))
	b, err := paper.PDF(d)
	if err != nil {
		return err
	}
	if err := c.api.Note(v.r.Context(), v.who, "print", d.Kind+" "+d.ID); err != nil {
		return err
	}
	h := v.w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", `attachment; filename="`+name+`.pdf"`)
	h.Set("Content-Length", strconv.Itoa(len(b)))
	v.w.WriteHeader(http.StatusOK)
	v.w.Write(b)
	return nil
}

func (c *Console) handOverPaper(v *visit) error {
	w, err := c.watchNamed(v)
	if err != nil {
		return err
	}
	f := c.frame(v, "watch")
	return c.sendPaper(v, paper.HandOver(f.calls(), w, f.Exercise), "hand-over-"+w.ID)
}

func (c *Console) watchLogPaper(v *visit) error {
	day := v.r.FormValue("day")
	list, err := c.api.WatchLog(v.r.Context(), v.r.FormValue("post"), day)
	if err != nil {
		return err
	}
	f := c.frame(v, "watch")
	return c.sendPaper(v, paper.WatchLog(f.calls(), day, list, f.Exercise), "watch-log-"+day)
}

// calls is what the party calls itself.
func (f Frame) calls() string {
	if f.Name != "" {
		return f.Name
	}
	return f.Party
}
