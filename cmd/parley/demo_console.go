package main

import (
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"parley"
	"parley/internal/config"
)

// addConsole has a node of the demo serve a console on loopback, without encryption, and sign with its operator keys.
func addConsole(dir string) error {
	address, err := freeAddress()
	if err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(dir, config.FileName), os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return unwritable(dir, err)
	}
	_, err = fmt.Fprintf(f, "console:\n  listen: %q\n  tls: none\n  operator_keys: true\n", address)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err != nil {
		return parley.Wrap(err, parley.CodeStorage, "the console cannot be set up in %s", dir)
	}
	return nil
}

// invitePeople prints a link for each side that opens its console.
func (s *stage) invitePeople() error {
	s.say("\nOpen the two consoles; each link works once, for five minutes. More links: parley login --dir DIR")
	for _, d := range s.sides {
		link, err := s.parley("login", "--dir", d.dir, "--as", "demo")
		if err != nil {
			return err
		}
		s.say("  %-10s %s", d.name, strings.TrimSpace(string(link)))
		if base, _, ok := strings.Cut(string(link), "/login/"); ok && s.meeting != "" {
			s.say("  %-10s then the map at that time: %s/map?%s", "", base, url.Values{"days": {"any"}, "at": {s.meeting}}.Encode())
		}
	}
	return nil
}
