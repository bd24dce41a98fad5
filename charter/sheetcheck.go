package charter

import (
	"slices"
	"strings"

	"parley"
)

// check reports the first thing about s that no sheet may have, signatures apart.
func (s *Sheet) check() error {
	if err := parley.CheckName("party", string(s.Party)); err != nil {
		return err
	}
	for _, check := range []func() error{s.checkNumber, s.checkOperators, s.checkSeal, s.checkAddresses, s.checkRPIDs} {
		if err := check(); err != nil {
			return err
		}
	}
	return s.addKeys(newKeySet())
}

// checkNumber [CHR-23].
func (s *Sheet) checkNumber() error {
	switch {
	case s.Number == 0:
		return badSheet("the number of the sheet of %s is not 1 or more", s.Party)
	case (s.Number == 1) != (s.Previous == nil):
		return badSheet("sheet %d of %s names a sheet before it if and only if its number is more than 1", s.Number, s.Party)
	case s.Time < parley.EarliestMillis || s.Time > parley.MaxMillis:
		return badSheet("the time of the sheet of %s is before 2020 or cannot be written", s.Party)
	}
	return nil
}

func (s *Sheet) checkOperators() error {
	if len(s.Operators) == 0 {
		return badSheet("the sheet of %s has no operator key", s.Party)
	}
	for _, o := range s.Operators {
		if err := parley.CheckName("post", string(o.Post)); err != nil {
			return err
		}
	}
	return nil
}

// checkSeal [CHR-25].
func (s *Sheet) checkSeal() error {
	data, ok := strings.CutPrefix(s.Seal, sealPrefix)
	if !ok || len(s.Seal) != sealLen || strings.Trim(data, "qpzry9x8gf2tvdw0s3jn54khce6mua7l") != "" {
		return badSheet("the seal of the sheet of %s is not an age hybrid recipient (age1pq1...)", s.Party)
	}
	return nil
}

// checkAddresses [CHR-24].
func (s *Sheet) checkAddresses() error {
	if len(s.Addresses) > MaxAddresses {
		return badSheet("the sheet of %s has more than %d addresses", s.Party, MaxAddresses)
	}
	for i, a := range s.Addresses {
		if err := CheckAddress(a); err != nil {
			return err
		}
		if slices.Contains(s.Addresses[:i], a) {
			return badSheet("the address %q stands twice in the sheet of %s", a, s.Party)
		}
	}
	return nil
}

func (s *Sheet) checkRPIDs() error {
	if len(s.RPIDs) > MaxRPIDs {
		return badSheet("the sheet of %s has more than %d passkey ids", s.Party, MaxRPIDs)
	}
	for i, id := range s.RPIDs {
		if !parley.IsHostName(id) || strings.ToLower(id) != id || slices.Contains(s.RPIDs[:i], id) {
			return badSheet("the passkey id %.80q is not a lower-case domain name, or stands twice", id)
		}
	}
	return nil
}

// addKeys enters every key of s into k: none is bad and none occurs twice [CHR-22].
func (s *Sheet) addKeys(k keySet) error {
	for _, h := range s.signing() {
		who := "the " + h.role + " of " + string(s.Party)
		if err := parley.CheckPublicKey(h.key); err != nil {
			return badSheet("%s cannot be used: %s", who, parley.SentenceOf(err))
		}
		if err := k.add(h.key, who); err != nil {
			return err
		}
	}
	return k.add([]byte(s.Seal), "the seal recipient of "+string(s.Party))
}
