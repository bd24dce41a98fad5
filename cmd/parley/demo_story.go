package main

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	_ "modernc.org/sqlite"

	"parley"
	"parley/internal/control"
	"parley/internal/node"
)

const mapSize = 32 << 10

// playStory tells the scenes in order.
func (s *stage) playStory() error {
	flash, err := s.flashOvertakes()
	if err != nil {
		return err
	}
	if err := s.receiverKilled(); err != nil {
		return err
	}
	if err := s.flashDenied(flash); err != nil {
		return err
	}
	if err := s.start(s.sides[1]); err != nil {
		return err
	}
	for _, scene := range []func() error{s.silenceProved, s.silenceUnknown, s.boards} {
		if err := scene(); err != nil {
			return err
		}
	}
	return s.printFigures()
}

// send has a side send a text to the other and returns its id. It counts the time until it is recorded where wait is
// set.
func (s *stage) send(d *side, wait time.Duration, precedence, text string, more ...string) (string, time.Duration, error) {
	other := s.sides[0]
	if d == other {
		other = s.sides[1]
	}
	args := append([]string{"send", "--dir", d.dir, "--to", other.id + "/duty", "--precedence", precedence}, more...)
	if wait > 0 {
		args = append(args, "--wait", "recorded", "--timeout", wait.String())
	}
	begin := time.Now()
	out, err := s.parley(append(args, text)...)
	id := strings.TrimSpace(string(out))
	if err != nil && wait > 0 && len(id) == 64 {
		return id, 0, parley.Wrap(err, parley.CodeNotYet, "the message was accepted and not recorded by the other side within %s", wait)
	}
	s.figures.sent++
	return id, time.Since(begin), err
}

// flashOvertakes is scene 1.
func (s *stage) flashOvertakes() (flash string, err error) {
	north, south := s.sides[0], s.sides[1]
	s.scene(1, "A map of 32 KiB is on its way; a FLASH overtakes it.")
	if err := os.WriteFile(s.file("map.bin"), invented(mapSize), 0o600); err != nil {
		return "", err
	}
	if _, _, err := s.send(north, 0, "routine", "Map of sector 4 for the meeting of 24 November.", "--subject", "Map of sector 4", "--attach", s.file("map.bin")); err != nil {
		return "", err
	}
	if err := s.until(40*time.Second, "not recorded: nothing of the map arrived at "+south.name, func() bool { return s.mapHeld() >= mapSize/3 }); err != nil {
		return "", err
	}
	flash, took, err := s.send(north, 20*time.Second, "flash", "Aircraft in difficulty, will cross the line at point 12 in eight minutes, unarmed. Do not engage.")
	if err != nil {
		return "", err
	}
	s.figures.took = append(s.figures.took, took)
	s.proof("recorded by the other side after %.1f s, the map at %d %%", took.Seconds(), 100*s.mapHeld()/mapSize)
	return flash, nil
}

// mapHeld returns how many bytes of the map the receiver holds.
func (s *stage) mapHeld() uint64 {
	for _, m := range s.inbox(s.sides[1]) {
		for _, a := range m.Attachments {
			return a.Held
		}
	}
	return 0
}

func (s *stage) inbox(d *side) []node.MessageView {
	c, err := control.Dial(d.dir)
	if err != nil {
		return nil
	}
	defer c.Close()
	in, err := c.Inbox(s.ctx, node.Query{})
	if err != nil {
		return nil
	}
	return in
}

// receiverKilled is scene 2.
func (s *stage) receiverKilled() error {
	north, south := s.sides[0], s.sides[1]
	s.scene(2, "The receiver is killed in mid-message and comes back: nothing lost, nothing double.")
	if err := s.until(60*time.Second, "the map did not go on", func() bool { return s.mapHeld() >= mapSize/2 }); err != nil {
		return err
	}
	south.kill()
	_, _, err := s.send(north, 0, "priority", "Confirm the meeting of 24 November, 0900Z, at the usual place.", "--subject", "Meeting")
	if err != nil {
		return err
	}
	if err := s.start(south); err != nil {
		return err
	}
	if err := s.until(60*time.Second, "not recorded: the map or the message did not arrive after the kill", func() bool {
		checked := parley.CodeOf(s.sameMap()) != parley.CodeNotYet // its last byte is here before its hash is looked at
		return s.mapHeld() == mapSize && checked && len(s.inbox(south)) == 3 && s.allRecorded(north)
	}); err != nil {
		return err
	}
	if err := s.sameMap(); err != nil {
		return err
	}
	seen := map[string]int{}
	for _, m := range s.inbox(south) {
		seen[m.ID]++
	}
	for id, n := range seen {
		if n != 1 {
			return demoError("message %s stands %d times in the inbox", id[:8], n)
		}
	}
	s.proof("killed at half of the map, restarted: 3 messages sent, 3 received, each once; the map is whole, %d bytes, same SHA-256", mapSize)
	return nil
}

func (s *stage) allRecorded(d *side) bool {
	c, err := control.Dial(d.dir)
	if err != nil {
		return false
	}
	defer c.Close()
	sent, err := c.Sent(s.ctx, node.Query{})
	if err != nil {
		return false
	}
	for _, m := range sent {
		for _, r := range m.Receipts {
			if r.Recorded == nil {
				return false
			}
		}
	}
	return true
}

// sameMap holds the received attachment against the file.
func (s *stage) sameMap() error {
	c, err := control.Dial(s.sides[1].dir)
	if err != nil {
		return err
	}
	defer c.Close()
	for _, m := range s.inbox(s.sides[1]) {
		for _, a := range m.Attachments {
			in, err := c.Attachment(s.ctx, a.ID)
			if err != nil {
				return err
			}
			defer in.Close()
			var got bytes.Buffer
			if _, err := got.ReadFrom(in); err != nil {
				return err
			}
			if !bytes.Equal(got.Bytes(), invented(mapSize)) {
				return demoError("the map that arrived is not the one that was sent")
			}
			return nil
		}
	}
	return demoError("the map did not arrive")
}

// flashDenied is scene 3.
func (s *stage) flashDenied(flash string) error {
	north, south := s.sides[0], s.sides[1]
	s.scene(3, south.name+" deletes the FLASH from its database and denies that it ever came.")
	south.kill()
	if err := deleteMessage(filepath.Join(south.dir, "node.db"), flash); err != nil {
		return err
	}
	if _, err := s.parley("show", "--dir", south.dir, flash); err == nil {
		return demoError("the FLASH is still there")
	}
	s.say("  %s: \"no message %s is held here\"", south.name, flash[:16])
	file := s.file("flash.evidence")
	if _, err := s.parley("evidence", "--dir", north.dir, flash, "-o", file); err != nil {
		return err
	}
	verify, err := s.auditor()
	if err != nil {
		return err
	}
	out, err := s.command(verify, "--charter", s.fingerprint, file)
	if err != nil {
		return parley.Wrap(err, parley.CodeBadRecord, "parley-verify did not accept the evidence: %s", out)
	}
	s.proof("parley-verify, a separate program that knows nothing but the charter's fingerprint, says:")
	for _, l := range convicting(string(out), south.id, flash) {
		s.say("    %s", l)
	}
	return nil
}

// convicting picks the sentences of the auditor that speak of the other side's own signed record.
func convicting(report, party, id string) (out []string) {
	for i, l := range strings.Split(report, "\n") {
		l = strings.TrimSpace(l)
		if i == 0 && l != "" || strings.Contains(l, party) && strings.Contains(l, "received") && strings.Contains(l, id[:16]) {
			out = append(out, l)
		}
	}
	return out
}

// deleteMessage does what a party would do that wants to forget: it removes the message and all that leads to it.
func deleteMessage(file, id string) error {
	h, err := parley.ParseHash(id)
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", file)
	if err != nil {
		return err
	}
	defer db.Close()
	r, err := db.Exec("DELETE FROM message WHERE id = ?1", h[:])
	if err != nil {
		return err
	}
	if n, err := r.RowsAffected(); err != nil || n != 1 {
		return demoError("the FLASH was not in the database of the other side")
	}
	return nil
}

// auditor finds parley-verify: beside this program, on the path, or built from the source here.
func (s *stage) auditor() (string, error) {
	if f := filepath.Join(filepath.Dir(s.program), "parley-verify"); isFile(f) {
		return f, nil
	}
	if f, err := exec.LookPath("parley-verify"); err == nil {
		return f, nil
	}
	f := s.file("parley-verify")
	if _, err := s.command("go", "build", "-o", f, "parley/cmd/parley-verify"); err != nil {
		return "", parley.Wrap(err, parley.CodeNotFound, "parley-verify is neither beside parley nor on the path, and could not be built here")
	}
	return f, nil
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

// invented returns n bytes that look random and are the same in every run.
func invented(n int) []byte {
	var b []byte
	for i := uint64(0); len(b) < n; i++ {
		h := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("parley demo map"), i))
		b = append(b, h[:]...)
	}
	return b[:n]
}
