package config

import (
	"net/url"
	"strings"
)

// checkDatabase refuses what names no PostgreSQL database, and a name with a password in it: backups hold this file.
func checkDatabase(name string) error {
	if name == "" {
		return nil
	}
	u, err := url.Parse(name)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return bad("%s: database must be a URL that begins with postgres://", FileName)
	}
	if _, has := u.User.Password(); has || u.Query().Has("password") {
		return bad("%s: database must not hold a password: put it into the file .pgpass of the node's user, or let the server know the user without one", FileName)
	}
	return nil
}

// WithDatabase returns the text of a config file in which the key database is as given, or gone where that is empty, and with it the
// key cluster: there is nothing to share. All else stays as it was written.
func WithDatabase(text, name string) (string, error) {
	var kept []string
	gone := false
	for line := range strings.Lines(text) {
		if within := strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t"); !within {
			gone = strings.HasPrefix(line, "database:") || name == "" && strings.HasPrefix(line, "cluster:")
		}
		if !gone {
			kept = append(kept, line)
		}
	}
	text = strings.Join(kept, "")
	if name != "" {
		if text != "" && !strings.HasSuffix(text, "\n") {
			text += "\n"
		}
		text += "database: \"" + name + "\"\n"
	}
	c, err := Parse([]byte(text))
	if err == nil && c.Database != name {
		err = bad("%s: the key database stands in a way that is not changed by this program: change it by hand", FileName)
	}
	return text, err
}
