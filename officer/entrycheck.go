package officer

import (
	"slices"

	"parley"
	"parley/wire"
)

// The checks of this file are on what an entry says by itself [OFF-14].

func (e *Enrol) check() error {
	if e.Name != nil {
		if err := wire.CheckLine("display name", *e.Name, MaxName); err != nil {
			return err
		}
		if *e.Name == "" {
			return badRoster("the display name is empty")
		}
	}
	if len(e.Keys) == 0 {
		return badRoster("there is no key")
	}
	return first(checkID(e.Officer), checkPosts(e.Posts), checkKeys(e.Keys), checkTimes(e.From, e.Until))
}

func (e *Rekey) check() error {
	if len(e.Added)+len(e.Removed) == 0 {
		return badRoster("no key is added or removed")
	}
	for i, kid := range e.Removed {
		if slices.Contains(e.Removed[:i], kid) {
			return badRoster("the key %s is removed twice", kid)
		}
	}
	return first(checkID(e.Officer), checkKeys(e.Added))
}

func (e *Change) check() error {
	return first(checkID(e.Officer), checkPosts(e.Posts), checkTimes(e.From, e.Until))
}

func (e *Revoke) check() error { return checkID(e.Officer) }

func (e *Compromised) check() error { return first(checkID(e.Officer), checkTime("since", e.Since)) }

func (e *Quorum) check() error {
	if e.Needed == 0 || e.Needed > MaxQuorum {
		return badRoster("the administrators needed are %d, not 1 to %d", e.Needed, MaxQuorum)
	}
	return nil
}

func checkID(id ID) error { return parley.CheckName("officer", string(id)) }

func checkKeys(keys []Key) error {
	if len(keys) > MaxKeys {
		return badRoster("there are %d keys, more than %d", len(keys), MaxKeys)
	}
	for _, k := range keys {
		if err := k.Check(); err != nil {
			return err
		}
	}
	return nil
}

func checkTimes(from parley.Millis, until *parley.Millis) error {
	if until == nil {
		return checkTime("from", from)
	}
	if *until <= from {
		return badRoster("until is not after from")
	}
	return first(checkTime("from", from), checkTime("until", *until))
}

func checkTime(field string, m parley.Millis) error {
	if m < parley.EarliestMillis || m > parley.MaxMillis {
		return badRoster("the time %s is before 2020 or cannot be written", field)
	}
	return nil
}

// first returns the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
