package serving

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Init makes the directory of the party's first node, whose sheet names the addresses.
func (p *Party) Init(listen string, addresses ...string) error {
	args := []string{"init", p.Nodes[0].Dir, "--party", p.ID, "--name", "The party " + p.ID, "--listen", listen}
	for _, a := range addresses {
		args = append(args, "--address", a)
	}
	_, err := p.Nodes[0].Run(args...)
	return err
}

// Agree has parties that do not run yet sign one exercise charter, and adopt it. What they hand to each other is kept in dir.
func Agree(dir string, parties ...*Party) error {
	a := parties[0].Nodes[0]
	var files []string
	for _, p := range parties {
		text, err := a.Run("party", "--dir", p.Nodes[0].Dir)
		if err != nil {
			return err
		}
		if files, err = keep(files, filepath.Join(dir, p.ID+".yaml"), text); err != nil {
			return err
		}
	}
	named := []string{}
	for _, f := range files {
		named = append(named, "--party", f)
	}
	text, err := a.Run(append([]string{"charter", "draft", "--exercise"}, named...)...)
	if err != nil {
		return err
	}
	signed, err := keep(nil, filepath.Join(dir, "charter.yaml"), text)
	if err != nil {
		return err
	}
	charter := signed[0]
	fingerprint, err := a.Run("charter", "fingerprint", charter)
	if err != nil {
		return err
	}
	for _, p := range parties {
		line, err := a.Run("charter", "sign", "--dir", p.Nodes[0].Dir, charter, "--fingerprint", strings.TrimSpace(fingerprint))
		if err != nil {
			return err
		}
		if signed, err = keep(signed, filepath.Join(dir, p.ID+".sig"), line); err != nil {
			return err
		}
	}
	for _, p := range parties {
		adopt := append(append([]string{"charter", "adopt", "--dir", p.Nodes[0].Dir}, named...), signed...)
		if _, err := a.Run(adopt...); err != nil {
			return fmt.Errorf("%s: %w", p.ID, err)
		}
	}
	return nil
}

// keep writes a file and adds its path to a list.
func keep(list []string, path, text string) ([]string, error) {
	return append(list, path), os.WriteFile(path, []byte(text), 0o600)
}
