package main

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"parley"
	"parley/internal/config"
	"parley/internal/node"
	"parley/internal/store"
	"parley/internal/store/postgres"
)

// An outlook sees what a node can't see of itself: its disks, the certificate of its console, and the server of its database.
type outlook struct {
	dir    string
	config *config.Config
	free   func(dir string) (uint64, error)                 // bytes
	server func(context.Context) (postgres.Standing, error) // nil: the database is a file
	now    func() time.Time
}

func newOutlook(dir string, cfg *config.Config, db store.Store) *outlook {
	o := &outlook{dir: dir, config: cfg, free: freeOn, now: now}
	if s, ok := db.(*postgres.Store); ok {
		o.server = s.Standing
	}
	return o
}

// serverTime bounds one look at the server of the database.
const serverTime = 10 * time.Second

// look finds what stands now.
func (o *outlook) look(ctx context.Context) []node.Alert {
	found := append(o.disks(), o.certificate()...)
	if o.server == nil {
		return found
	}
	ctx, cancel := context.WithTimeout(ctx, serverTime)
	defer cancel()
	st, err := o.server(ctx)
	if err != nil {
		return append(found, standbyAlert("server", "how the standby of the database stands cannot be read: %s", parley.SentenceOf(err)))
	}
	if most := o.config.Alarm.MostStored(); most > 0 && st.Bytes >= most {
		found = append(found, node.Alert{Kind: node.AlertDisk, Name: "database", Sentence: fmt.Sprintf("the database takes %d MiB on its server, and alarm.database_mib is %d", st.Bytes>>20, most>>20)})
	}
	return append(found, standbyAlerts(st, o.config)...)
}

// freeOn is the room that others than root have on the disk of a directory.
func freeOn(dir string) (uint64, error) {
	var s syscall.Statfs_t
	err := syscall.Statfs(dir, &s)
	return s.Bavail * uint64(s.Bsize), err
}

// disks looks at the disk of the node's directory, where its record, its journal and its attachments are, and at that of the high-water
// files, which are small and without which nothing is shown.
func (o *outlook) disks() (found []node.Alert) {
	for _, d := range []struct {
		dir   string
		least uint64
	}{{o.dir, o.config.Alarm.LeastFree()}, {o.config.HighWater, noRoom}} {
		free, err := o.free(d.dir)
		a := node.Alert{Kind: node.AlertDisk, Name: d.dir}
		switch {
		case err != nil:
			a.Sentence = fmt.Sprintf("the disk of %s does not answer: %v", d.dir, err)
		case free < d.least:
			a.Sentence = fmt.Sprintf("%d MiB are free on the disk of %s", free>>20, d.dir)
		default:
			continue
		}
		found = append(found, a)
	}
	return found
}

// certificate looks at how long the certificate of the console is good.
func (o *outlook) certificate() []node.Alert {
	path, ends := consoleEnds(o.dir, o.config)
	if ends.IsZero() || ends.Sub(o.now()) > o.config.Alarm.Ending() {
		return nil
	}
	words := "ends"
	if !o.now().Before(ends) {
		words = "ended"
	}
	return []node.Alert{{Kind: node.AlertExpiry, Name: path, Sentence: fmt.Sprintf("the certificate of the console, %s, %s at %s", path, words, ends.UTC().Format(time.RFC3339))}}
}

// consoleEnds returns the file of the console's certificate, and when that ends; zero where there is none, or it cannot be read, which is
// said when the console is opened.
func consoleEnds(dir string, cfg *config.Config) (path string, ends time.Time) {
	c := cfg.Console
	switch {
	case c.Listen == "" || c.Mode() == config.TLSNone:
		return "", ends
	case c.Mode() == config.TLSFiles:
		path = cfg.ConsoleCertificate()
	default:
		path = filepath.Join(dir, consoleCertificate)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return path, ends
	}
	block, _ := pem.Decode(text)
	if block == nil {
		return path, ends
	}
	if cert, err := x509.ParseCertificate(block.Bytes); err == nil {
		ends = cert.NotAfter
	}
	return path, ends
}

func standbyAlert(name, format string, args ...any) node.Alert {
	return node.Alert{Kind: node.AlertStandby, Name: name, Sentence: fmt.Sprintf(format, args...)}
}

// standbyAlerts says what is wrong with the standbys that the server or the configuration asks for, and which of them is far behind.
func standbyAlerts(st postgres.Standing, cfg *config.Config) (found []node.Alert) {
	switch {
	case st.Commit != "on" && st.Commit != "remote_apply":
		found = append(found, standbyAlert("commit", "synchronous_commit is %s: a message is not safe when the node says so", st.Commit))
	case st.Wanted == "" && cfg.Cluster.Standby:
		found = append(found, standbyAlert("standby", "synchronous_standby_names is empty: what is recorded is on one disk"))
	case st.Wanted == "":
	case st.Hidden:
		found = append(found, standbyAlert("standby", "whether a standby confirms cannot be seen by the node's role"))
	case st.Confirming() == 0:
		found = append(found, standbyAlert("standby", "synchronous_standby_names is %q, and no standby confirms: nothing is stored until one does", st.Wanted))
	}
	for _, b := range st.Standbys {
		if b.Behind > cfg.Alarm.FarBehind() {
			found = append(found, standbyAlert("standby "+b.Name, "the standby %s, %s, is %d MiB behind", b.Name, b.Sync, b.Behind>>20))
		}
	}
	return found
}
