package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/internal/config"
	"parley/internal/console"
	"parley/internal/node"
	"parley/internal/store/postgres"
)

// seen is what an outlook finds, a line each.
func seen(o *outlook) string {
	var out []string
	for _, a := range o.look(context.Background()) {
		out = append(out, a.Kind+" "+a.Name+": "+a.Sentence)
	}
	return strings.Join(out, "\n")
}

// "Disk": too little room where the record is, or where the high-water files are, and a disk that does not answer, by the threshold
// of the configuration.
func TestOutlookOnDisks(t *testing.T) {
	room := map[string]uint64{"/n": 2 << 30, "/h": 100 << 20}
	o := &outlook{dir: "/n", config: &config.Config{HighWater: "/h"}, now: time.Now, free: func(dir string) (uint64, error) {
		if room[dir] == 0 {
			return 0, errors.New("input/output error")
		}
		return room[dir], nil
	}}
	if s := seen(o); s != "" {
		t.Error(s)
	}
	room["/n"], room["/h"] = 1023<<20, 63<<20
	if s := seen(o); s != "disk /n: 1023 MiB are free on the disk of /n\ndisk /h: 63 MiB are free on the disk of /h" {
		t.Error(s)
	}
	o.config.Alarm.DiskMiB = 1000
	delete(room, "/h")
	if s := seen(o); s != "disk /h: the disk of /h does not answer: input/output error" {
		t.Error(s)
	}
	if free, err := freeOn(t.TempDir()); err != nil || free == 0 {
		t.Errorf("%d, %v", free, err)
	}
}

// "Key expiring": the certificate of the console, thirty days before it ends, and afterwards.
func TestOutlookOnTheCertificate(t *testing.T) {
	dir := t.TempDir()
	made := time.Date(2016, 11, 22, 3, 0, 0, 0, time.UTC)
	crt := filepath.Join(dir, consoleCertificate)
	if _, err := console.OwnCertificate(crt, filepath.Join(dir, consoleKey), "", made, rand.Reader); err != nil {
		t.Fatal(err)
	}
	at := made
	o := &outlook{dir: dir, config: &config.Config{HighWater: dir}, now: func() time.Time { return at }, free: func(string) (uint64, error) { return 1 << 40, nil }}
	o.config.Console.Listen = "127.0.0.1:7480"
	const ends = "2026-11-20T03:00:00Z"
	for _, c := range []struct {
		day  int
		want string
	}{{3000, ""}, {3619, ""}, {3621, "ends at " + ends}, {3651, "ended at " + ends}} {
		at = made.Add(time.Duration(c.day) * 24 * time.Hour)
		if s := seen(o); s != "" != (c.want != "") || !strings.HasSuffix(s, c.want) {
			t.Errorf("day %d: %q", c.day, s)
		}
	}
	o.config.Console.TLS, o.config.Console.Certificate = config.TLSFiles, crt
	if s := seen(o); s != "expiry "+crt+": the certificate of the console, "+crt+", ended at "+ends {
		t.Error(s)
	}
	o.config.Console.TLS = config.TLSNone
	if s := seen(o); s != "" {
		t.Errorf("a console without one: %s", s)
	}
}

// "Standby behind": a standby that the server or the configuration asks for and that does not confirm, one that is far behind, and a
// server that does not say so; and a database that is as large as it may be.
func TestOutlookOnTheServer(t *testing.T) {
	sync := postgres.Standby{Name: "db2", State: "streaming", Sync: "sync"}
	behind := sync
	behind.Behind = 33 << 20
	gone := errors.New("gone")
	for _, c := range []struct {
		name    string
		st      postgres.Standing
		err     error
		standby bool
		most    int
		want    string
	}{
		{"none is asked for", postgres.Standing{Commit: "on"}, nil, false, 0, ""},
		{"the configuration asks for one", postgres.Standing{Commit: "on"}, nil, true, 0, "standby standby: synchronous_standby_names is empty"},
		{"it confirms", postgres.Standing{Commit: "on", Wanted: "*", Standbys: []postgres.Standby{sync}}, nil, true, 0, ""},
		{"it is lost", postgres.Standing{Commit: "on", Wanted: "*"}, nil, false, 0, `standby standby: synchronous_standby_names is "*", and no standby confirms`},
		{"it is behind", postgres.Standing{Commit: "on", Wanted: "*", Standbys: []postgres.Standby{behind}}, nil, true, 0, "standby standby db2: the standby db2, sync, is 33 MiB behind"},
		{"nobody may see it", postgres.Standing{Commit: "on", Wanted: "*", Hidden: true}, nil, false, 0, "standby standby: whether a standby confirms cannot be seen"},
		{"nothing waits", postgres.Standing{Commit: "local", Wanted: "*", Standbys: []postgres.Standby{sync}}, nil, false, 0, "standby commit: synchronous_commit is local"},
		{"it does not answer", postgres.Standing{}, gone, false, 0, "standby server: how the standby of the database stands cannot be read"},
		{"a large database", postgres.Standing{Commit: "on", Bytes: 7 << 20}, nil, false, 7, "disk database: the database takes 7 MiB on its server, and alarm.database_mib is 7"},
		{"a small one", postgres.Standing{Commit: "on", Bytes: 7<<20 - 1}, nil, false, 7, ""},
	} {
		o := &outlook{dir: "/", config: &config.Config{HighWater: "/"}, now: time.Now, free: func(string) (uint64, error) { return 1 << 40, nil },
			server: func(context.Context) (postgres.Standing, error) { return c.st, c.err }}
		o.config.Cluster.Standby, o.config.Alarm.DatabaseMiB = c.standby, c.most
		if s := seen(o); s != "" != (c.want != "") || !strings.HasPrefix(s, c.want) {
			t.Errorf("%s: %q", c.name, s)
		}
	}
}

// standsAs is a node that stands as a test says.
type standsAs struct {
	memberStanding
	node *node.Node
}

func (s standsAs) standing() (memberStanding, *node.Node) { return s.memberStanding, s.node }
func (s standsAs) alerts(context.Context) []node.AlertView {
	return []node.AlertView{{Kind: node.AlertStandby, Since: "2026-11-22T03:00:00Z", Sentence: "no standby confirms"}}
}

// "/health answers 200 where questions are answered; /health/leader where this node has the lines": by the part of the node, and not by
// the alerts, which stand in the text, for programs of this machine only.
func TestHealth(t *testing.T) {
	for _, c := range []struct {
		st             standsAs
		health, leader int
	}{
		{standsAs{leads("north-a", 7), &node.Node{}}, 200, 200},
		{standsAs{follows("north-b", "north-a", 7), nil}, 200, 503},
		{standsAs{waits("north-b", "nobody leads"), nil}, 503, 503},
	} {
		h := healthPaths(c.st)
		for path, want := range map[string]int{"/health": c.health, "/health/leader": c.leader} {
			for from, alerts := range map[string]int{"127.0.0.1:40000": 1, "192.0.2.7:40000": 0} {
				r := httptest.NewRequest("GET", path, nil)
				r.RemoteAddr = from
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				var v struct {
					Role, Node, Leader string
					Generation         int64
					Alerts             []node.AlertView
				}
				if err := json.Unmarshal(w.Body.Bytes(), &v); err != nil || w.Code != want || len(v.Alerts) != alerts || v.Role != c.st.Role || v.Node != c.st.Node || v.Leader != c.st.Leader || v.Generation != c.st.Generation {
					t.Errorf("%s of %s to %s: %d, %s, %v", path, c.st.Role, from, w.Code, w.Body, err)
				}
			}
		}
	}
}

// A node that does not lead says what it sees itself.
func TestAlertsOfAFollower(t *testing.T) {
	dir := t.TempDir()
	m := &member{dir: dir, cfg: &config.Config{HighWater: filepath.Join(dir, "none")}, now: follows("north-b", "north-a", 2)}
	r := httptest.NewRequest("GET", "/health", nil)
	r.RemoteAddr = "127.0.0.1:1"
	w := httptest.NewRecorder()
	healthPaths(m).ServeHTTP(w, r)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `"kind":"disk"`) || !strings.Contains(w.Body.String(), `none does not answer: no such file`) {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
