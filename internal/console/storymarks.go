package console

import "slices"

// storyWords gives the precedences of a page the words of the reader, as the console does.
func (t *templates) storyWords(lang string, page any) {
	p, ok := page.(interface{ marks() []*Mark })
	if !ok {
		return
	}
	for _, m := range p.marks() {
		m.Word = t.words[lang].choice("precedence", m.Code)
	}
}

func (f *Frame) marks() []*Mark { return []*Mark{&f.Alarm.Precedence} }

func (p *BoardPage) marks() []*Mark {
	return slices.Concat(p.Frame.marks(), waitingMarks(p.Ours), waitingMarks(p.Theirs), pendingMarks(p.Drafts))
}

func waitingMarks(list []Waiting) (out []*Mark) {
	for i := range list {
		out = append(out, &list[i].Precedence)
	}
	return out
}

func (p *TrafficPage) marks() (out []*Mark) {
	for i := range p.Rows {
		out = append(out, &p.Rows[i].Precedence)
	}
	return append(out, p.Frame.marks()...)
}

func (p *MessagePage) marks() []*Mark { return append(p.Frame.marks(), &p.Letter.Precedence) }

func (p *ComposePage) marks() (out []*Mark) {
	for i := range p.Choices {
		out = append(out, &p.Choices[i].Mark)
	}
	return append(out, p.Frame.marks()...)
}

func (p *PreviewPage) marks() []*Mark { return append(p.Frame.marks(), &p.Letter.Precedence) }
