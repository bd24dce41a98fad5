package console

import "net/http"

// An AlarmPage is what every page has around it, and nothing else. A screen asks for it first when something changed: an
// alarm does not wait for a page that takes long to make.
type AlarmPage struct{ Frame }

func (c *Console) alarmPages() pages { return pages{"GET /alarm": c.alarmPage} }

func (c *Console) alarmPage(v *visit) error {
	p := &AlarmPage{c.frame(v, "alarm")}
	c.show(v.w, http.StatusOK, p.Lang, "alarm", p)
	return nil
}

var alarmStories = map[string]Story{
	"alarm": {"alarm", func(f Frame) any { f.Alarm = Alarm{Waiting: flashWaiting(true)}; return &AlarmPage{f} }},
}
