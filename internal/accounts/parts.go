package accounts

import (
	"slices"
)

func (r *reader) sources() error {
	return r.named("sources", "source", func(id string, f *fields) (err error) {
		s := Source{ID: id}
		if s.Outlet, err = f.must("outlet"); err != nil {
			return err
		}
		for _, k := range f.keys {
			if !slices.Contains([]string{"outlet", "date", "approx", "title"}, k) && empty(f.value[k]) {
				s.Outlet += ", " + k
				delete(f.value, k)
			}
		}
		f.keys = slices.DeleteFunc(f.keys, func(k string) bool { return f.value[k] == nil })
		if err := f.only("outlet", "date", "approx", "title"); err != nil {
			return err
		}
		if s.Date, err = f.date(); err != nil {
			return err
		}
		if s.Title, err = f.text("title"); err != nil {
			return err
		}
		r.f.place[id] = len(r.f.Sources)
		r.f.Sources = append(r.f.Sources, s)
		return nil
	})
}

func (r *reader) parties() error {
	return r.named("parties", "party", func(id string, f *fields) error {
		name, err := f.must("name")
		r.f.Parties = append(r.f.Parties, Party{ID: id, Name: name})
		return err
	})
}

func (r *reader) channels() error {
	return r.named("channels", "channel", func(id string, f *fields) (err error) {
		c := Channel{ID: id}
		if c.Name, err = f.text("name"); err != nil {
			return err
		}
		if c.Name == "" {
			c.Name = plain(id)
		}
		for _, k := range f.keys {
			if k == "name" || k == "what" {
				continue
			}
			claim, err := r.claim(f, k)
			if err != nil {
				return err
			}
			c.Claims = append(c.Claims, claim)
		}
		r.f.Channels = append(r.f.Channels, c)
		return nil
	})
}

// claim reads what accounts say of a channel at large.
func (r *reader) claim(channel *fields, key string) (c ChannelClaim, err error) {
	f, err := fieldsOf(channel.value[key], channel.what+": "+key)
	if err == nil {
		err = f.only("value", "source")
	}
	if err != nil {
		return c, err
	}
	c.What = key
	if c.Value, err = f.must("value"); err == nil {
		c.Source, err = r.source(f)
	}
	return c, err
}

func (r *reader) events() error {
	err := r.numbered("events", "event", func(f *fields) (err error) {
		e := Event{}
		if err := f.only("date", "approx", "channel", "act", "by", "within", "to", "value", "note", "source"); err != nil {
			return err
		}
		if e.Source, err = r.source(f); err != nil {
			return err
		}
		if e.Date, err = f.date(); err != nil {
			return err
		}
		if e.Channel, err = f.must("channel"); err != nil {
			return err
		}
		if e.Act, err = f.must("act"); err != nil {
			return err
		}
		r.f.Events = append(r.f.Events, e)
		last := &r.f.Events[len(r.f.Events)-1]
		return f.texts(map[string]*string{"by": &last.By, "within": &last.Within, "to": &last.To, "value": &last.Value, "note": &last.Note})
	})
	if err == nil && len(r.f.Events) == 0 {
		err = bad("the file of accounts holds no event")
	}
	return err
}
