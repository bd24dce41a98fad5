package table

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"parley"
	"parley/charter"
)

// adoptionFile is what a kept table is opened with again.
const adoptionFile = "adoption.json"

// LayKept is LayWith under the ready charter of that name, in a directory that outlives the process: laid there again, the
// parties hold what they held. Their keys follow from their names, so they are good for measurements alone.
func LayKept(dir, template string, parties int, prepare func(*Party)) (t *Table, kept bool, err error) {
	t = &Table{template: template}
	file := filepath.Join(dir, adoptionFile)
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		if t, err = t.lay(dir, parties, prepare, namedKey); err != nil {
			return nil, false, err
		}
		if text, err = json.Marshal(t.Adoption); err == nil {
			err = os.WriteFile(file, text, 0o600)
		}
		return t, false, err
	}
	if err == nil {
		err = json.Unmarshal(text, &t.Adoption)
	}
	if err != nil {
		return nil, false, err
	}
	return t, true, t.again(dir, prepare)
}

// again opens the parties that adopted before.
func (t *Table) again(dir string, prepare func(*Party)) error {
	t.Charter = charter.EditionID(t.Adoption.Text)
	for _, b := range t.Adoption.Parties {
		file, err := charter.ParsePartyFile(b)
		if err != nil {
			return err
		}
		sheet, err := charter.ParseSheet(file.Sheet)
		if err != nil {
			return err
		}
		p := newParty(file.Party, namedKey)
		p.file, p.address, p.Dir = file, sheet.Addresses[0], filepath.Join(dir, string(file.Party))
		prepare(p)
		if err := p.Open(); err != nil {
			return err
		}
		t.Parties = append(t.Parties, p)
	}
	return t.serve()
}

func namedKey(id parley.PartyID, role string) parley.Hash {
	return parley.Sum([]byte("key of a measurement, " + string(id) + ", " + role))
}
