//go:build linux

package peers

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
)

// mail is the item as a message; a bulk item is an attachment in base64.
func mail(i Item) string {
	head := "From: alice@a.test\r\nTo: bob@b.test\r\nSubject: " + i.ID + "\r\nMIME-Version: 1.0\r\n"
	if !i.bulk() {
		return head + "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" + string(i.Body) + "\r\n"
	}
	text := base64.StdEncoding.EncodeToString(i.Body)
	var b strings.Builder
	b.WriteString(head + "Content-Type: application/octet-stream\r\nContent-Transfer-Encoding: base64\r\n\r\n")
	for len(text) > 0 {
		n := min(76, len(text))
		b.WriteString(text[:n] + "\r\n")
		text = text[n:]
	}
	return b.String()
}

// A maildir is looked at for new mail.
type maildir struct {
	dir   string
	known map[string]bool
}

func (m *maildir) look(came func(id string)) {
	all, _ := os.ReadDir(m.dir)
	for _, entry := range all {
		if m.known[entry.Name()] {
			continue
		}
		text, err := os.ReadFile(filepath.Join(m.dir, entry.Name()))
		if err != nil {
			continue
		}
		m.known[entry.Name()] = true
		if _, rest, ok := strings.Cut(string(text), "\nSubject: "); ok {
			id, _, _ := strings.Cut(rest, "\n")
			came(strings.TrimSpace(id))
		}
	}
}
