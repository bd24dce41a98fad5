package console

import (
	"net/http"
	"strconv"
)

// A NoticesPage is a page of notices, the newest first.
type NoticesPage struct {
	Frame
	Filter NoticeFilter
	Rows   []NoticeRow
	All    int
	Older  string // link to the following page, or empty
	Newer  string
	Write  []FormOption // forms that may be written
}

func (c *Console) noticePages() pages {
	return pages{"GET /notices": c.notices, "GET /calendar": c.calendar, "GET /map": c.chart, "GET /map/shapes": c.shapes}
}

// noticeRows are those of one page.
const noticeRows = 50

func (c *Console) notices(v *visit) error {
	p := &NoticesPage{Frame: c.frame(v, "notices")}
	filter, rows, err := c.noticesFor(v, p.Frame)
	if err != nil {
		return err
	}
	p.Filter, p.All = filter, len(rows)
	from, _ := strconv.Atoi(v.r.URL.Query().Get("from"))
	from = max(0, min(from, len(rows)))
	p.Rows = rows[from:min(from+noticeRows, len(rows))]
	if err := c.markNear(v, p.Rows); err != nil {
		return err
	}
	if from+noticeRows < len(rows) {
		p.Older = p.link(v, from+noticeRows)
	}
	if from > 0 {
		p.Newer = p.link(v, max(0, from-noticeRows))
	}
	p.Write = c.writable(v, p.Lang)
	c.show(v.w, http.StatusOK, p.Lang, "notices", p)
	return nil
}

func (p *NoticesPage) link(v *visit, from int) string {
	q := v.r.URL.Query()
	q.Set("from", strconv.Itoa(from))
	return "/notices?" + q.Encode()
}

// writable are the notices that an officer may begin, of the first charter that has each: those that open a proceeding, and
// forms that stand by themselves.
func (c *Console) writable(v *visit, lang string) (out []FormOption) {
	list, _ := c.api.Charters(v.r.Context())
	seen := map[string]bool{}
	for _, ch := range list {
		h := c.parsed(v.r.Context(), ch)
		if h == nil {
			continue
		}
		for i := range h.text.Procedures {
			proc := &h.text.Procedures[i]
			if s := h.text.Schema(proc.Form); s != nil && s.Short != "" && !seen[proc.Form] {
				seen[proc.Form] = true
				out = append(out, FormOption{"/proceedings/new/" + proc.Name + "?charter=" + ch.ID, h.titled(lang, proc.Title), false})
			}
		}
		for _, name := range noticeForms(h.text) {
			if !seen[name] {
				seen[name] = true
				out = append(out, FormOption{"/compose?charter=" + ch.ID + "&form=" + name, h.form(lang, name), false})
			}
		}
	}
	return out
}
