package charter

import (
	"fmt"
	"strings"
)

// noticed writes by which fields messages in a form say who will be where.
func (p *printer) noticed(s *Schema) {
	k, a := s.Notice, &p.agreed
	if k == nil {
		return
	}
	var says []string
	add := func(sentence, field string) {
		if field != "" {
			says = append(says, fmt.Sprintf(sentence, p.fieldTitle(s.Form, field)))
		}
	}
	for _, area := range k.Areas {
		add(a.noticeArea, area)
	}
	add(a.noticeFloor, k.Floor)
	add(a.noticeCeiling, k.Ceiling)
	add(a.noticeFrom, k.From)
	add(a.noticeUntil, k.Until)
	if k.Ends {
		says = append(says, a.noticeEnds)
	}
	add(a.noticeOf, k.Of)
	p.line("%s %s", a.isNotice, strings.Join(says, " "))
}

// nearness writes how near two notices are too near.
func (p *printer) nearness() {
	k := p.c.Conflicts
	if k == nil {
		return
	}
	p.line("%s", p.agreed.annexConflicts)
	p.line(p.agreed.near, p.valueOf(k.Distance), p.valueOf(k.Height), p.valueOf(k.Time), k.Distance, k.Height, k.Time)
	for i, pair := range k.Between {
		p.row(number(i), p.agreed.pair, p.formNamed(pair.Form), p.formNamed(pair.With))
	}
	p.gap()
}

// valueOf is what a constant says, or its name.
func (p *printer) valueOf(constant string) string {
	if k := p.c.Constant(constant); k != nil {
		return fmt.Sprint(k.Value)
	}
	return constant
}
