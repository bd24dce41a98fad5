package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"parley"
)

func sample() *Config {
	return &Config{Party: "north", Name: "Northland: \"the\" party № 1", Posts: []parley.PostID{"duty", "air"}, Listen: "127.0.0.1:7420",
		Addresses: []string{"192.0.2.1:7420"}, HighWater: "/srv/north.high-water", Keys: Keys{Root: "root.key", Recovery: "/media/stick/recovery.key"},
		Log: "agent:/run/parley/agent", Console: Console{Listen: "192.0.2.1:7480", Host: "watch.example", OperatorKeys: true, Overlay: "lines.geojson"}, Limits: Limits{Handshakes: 8, Frames: 5000},
		Alarm:    Alarm{Command: []string{"/usr/bin/ring", "--loud"}, Seconds: 7, DiskMiB: 2048, DatabaseMiB: 50000, StandbyMiB: 64, EndingDays: 60, Order: []parley.PostID{"duty", "air"}, Watched: []parley.PostID{"air"}},
		Contacts: []Contact{{Party: "south", Numbers: []string{"+00 55 0142"}, Courier: "the gate", CourierAt: []string{"06:00"}}}, Bearers: someBearers()}
}

func TestWrittenIsRead(t *testing.T) {
	dir := t.TempDir()
	want := sample()
	if err := want.Write(filepath.Join(dir, FileName)); err != nil {
		t.Fatal(err)
	}
	if err := want.Write(filepath.Join(dir, FileName)); err == nil {
		t.Error("a config file was overwritten")
	}
	got, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if got.ConsoleOverlay() != filepath.Join(dir, "lines.geojson") || (&Config{}).ConsoleOverlay() != "" {
		t.Errorf("the overlay is at %q", got.ConsoleOverlay())
	}
	if got.RootKey() != filepath.Join(dir, "root.key") || got.RecoveryKey() != "/media/stick/recovery.key" {
		t.Errorf("keys at %s and %s", got.RootKey(), got.RecoveryKey())
	}
	got.dir = ""
	if !reflect.DeepEqual(got, want) {
		t.Errorf("read %+v, wrote %+v", got, want)
	}
	if info, _ := os.Stat(filepath.Join(dir, FileName)); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

func TestRefused(t *testing.T) {
	text, err := sample().encode()
	if err != nil {
		t.Fatal(err)
	}
	good := string(text)
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown key", "listen:", "lisen:", `config.yaml line 6: there is no key "lisen"`},
		{"unknown inner key", "  root:", "  rot:", `there is no key "keys.rot"`},
		{"twice", "listen:", "name: x\nlisten:", `line 6: the key "name" stands twice`},
		{"missing", "listen: 127.0.0.1:7420\n", "", `the key "listen" is missing or empty`},
		{"bad party", "party: north", "party: \"no\"", "the party id"},
		{"bad post", "- air", "- \"-air\"", "the post id"},
		{"a list for a word", "listen: 127.0.0.1:7420", "listen: [a]", "line 6"},
		{"keys no mapping", "keys:\n  root: root.key\n  recovery: /media/stick/recovery.key", "keys: 7", "line"},
		{"relative high-water", "/srv/north.high-water", "high", "absolute"},
		{"unknown limit", "limits:", "limits:\n  handshake: 3", `there is no key "limits.handshake"`},
		{"too low a limit", "frames: 5000", "frames: 5", "limits.frames must be at least 1000"},
		{"limit below nothing", "frames: 5000", "frames: -5000", "limits.frames must be at least 1000"},
		{"a key with nobody", "agent:/run", "keeper:/run", `log_key must be "agent:" and the absolute path`},
		{"an agent at a relative path", "agent:/run", "agent:run", `log_key must be "agent:" and the absolute path`},
		{"a cosigner key with nobody", "log_key: agent:/run/parley/agent", "cosigner_key: agent", `cosigner_key must be "agent:"`},
		{"unknown key of the console", "  host:", "  hast:", `there is no key "console.hast"`},
		{"a console nowhere", "listen: 192.0.2.1:7480", "listen: \"\"", "console.listen is missing"},
		{"a console without encryption for others", "host: watch.example", "tls: none", "console.tls may be none only where console.listen is a loopback address"},
		{"a console with other encryption", "host: watch.example", "tls: some", "console.tls must be own, files or none"},
		{"files that are not named", "host: watch.example", "tls: files", "console.certificate and console.key"},
		{"a program somewhere", "/usr/bin/ring", "ring", "alarm.command begins with the absolute path"},
		{"too much time", "seconds: 7", "seconds: 301", "alarm.seconds must be 1 to 300"},
		{"room below nothing", "disk_mib: 2048", "disk_mib: -1", "alarm.disk_mib must be 1 to"},
		{"too long a notice", "ending_days: 60", "ending_days: 3651", "alarm.ending_days must be 1 to 3650"},
		{"unknown key of alarms", "seconds: 7", "minutes: 7", `there is no key "alarm.minutes"`},
		{"a post that is none", "order:\n    - duty", "order:\n    - kitchen", `alarm.order names "kitchen", which is no post`},
		{"a post twice", "order:\n    - duty", "order:\n    - air", "alarm.order names air twice"},
		{"unknown key of a contact", "courier: the gate", "curier: the gate", `there is no key "contacts.curier"`},
		{"unknown key of a bearer", "uplink:", "up:", `there is no key "bearers.up"`},
		{"a courier at no time", "\"06:00\"", "noon", "contacts of south: courier_at has \"noon\""},
		{"not YAML", "party:", "\tparty:", "config.yaml"},
	} {
		text := strings.Replace(good, c.old, c.new, 1)
		if text == good {
			t.Errorf("%s: nothing was replaced in\n%s", c.name, good)
		}
		_, err := Parse([]byte(text))
		if err == nil || !strings.Contains(parley.SentenceOf(err), c.want) || strings.Contains(parley.SentenceOf(err), "\n") {
			t.Errorf("%s: got %v, want a sentence with %q", c.name, err, c.want)
		}
	}
	for _, text := range []string{"", "7", "- a", "{}"} {
		if _, err := Parse([]byte(text)); parley.CodeOf(err) != parley.CodeBadEncoding {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestNoNode(t *testing.T) {
	if _, err := Load(t.TempDir()); parley.CodeOf(err) != parley.CodeNotFound || !strings.Contains(err.Error(), "parley init") {
		t.Errorf("an empty directory: %v", err)
	}
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, FileName), make([]byte, maxFile+1), 0o600)
	if _, err := Load(dir); parley.CodeOf(err) != parley.CodeTooLarge {
		t.Errorf("a file over size: %v", err)
	}
	os.Remove(filepath.Join(dir, FileName))
	os.Mkdir(filepath.Join(dir, FileName), 0o700)
	if _, err := Load(dir); parley.CodeOf(err) != parley.CodeStorage {
		t.Errorf("a directory in its place: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	text, _ := sample().encode()
	f.Add(text)
	f.Add([]byte("party: [\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := Parse(b)
		if err != nil {
			if parley.CodeOf(err) == parley.CodeInternal {
				t.Fatalf("no plain sentence: %v", err)
			}
			return
		}
		again, err := c.encode()
		if err != nil {
			t.Fatal(err)
		}
		d, err := Parse(again)
		if err != nil || !reflect.DeepEqual(c, d) {
			t.Fatalf("%+v became %+v, %v", c, d, err)
		}
	})
}
