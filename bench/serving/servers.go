package serving

import "parley/internal/store/postgres/pgtest"

// Servers are a database server and, where there is one, a standby that must confirm what it stores.
type Servers struct{ Primary, Standby *pgtest.Server }

// StartServers starts them by start, which starts one.
func StartServers(start func(settings ...string) (*pgtest.Server, error), standby bool) (*Servers, error) {
	s := &Servers{}
	var err error
	if s.Primary, err = start(); err != nil || !standby {
		return s, err
	}
	if s.Standby, err = s.Primary.Standby(); err != nil {
		return s, err
	}
	return s, s.Primary.Require("*", 1)
}

// Replace kills the primary and promotes the standby. mend makes what was the primary the standby.
func (s *Servers) Replace() (mend func() error, err error) {
	if err := s.Primary.Stop("immediate"); err != nil {
		return nil, err
	}
	if err := s.Standby.Promote(); err != nil {
		return nil, err
	}
	s.Primary, s.Standby = s.Standby, s.Primary
	mend = func() error {
		if err := s.Standby.Follow(s.Primary); err != nil {
			return err
		}
		return s.Primary.Require("*", 1)
	}
	return mend, s.Primary.Require("", 0)
}

// Each returns those that there are, the primary first.
func (s *Servers) Each() (all []*pgtest.Server) {
	for _, x := range []*pgtest.Server{s.Primary, s.Standby} {
		if x != nil {
			all = append(all, x)
		}
	}
	return all
}

// Close stops them and removes what they hold.
func (s *Servers) Close() {
	for _, x := range s.Each() {
		x.Close()
	}
}
