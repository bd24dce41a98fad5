package accept

import (
	"bufio"
	"encoding/json"
	"testing"

	"parley/internal/node"
)

// The names that others build on: each view has these keys and no others. A message has marks, the warnings beside it,
// besides what was asked for; show adds its places.
const (
	messageKeys    = "id charter from to info precedence dtg time subject lang handling exercise form text refers attachments receipts marks release seq"
	refersKeys     = "reply_to acknowledges cancels corrects translates"
	attachmentKeys = "name media_type size id held"
	receiptKeys    = "recorded opened acknowledged answered refused"
	refusedKeys    = "time code reason"
	placeKeys      = "party size index kind date seen_by"
	lineKeys       = "party state since silent_since last_head rtt_ms clock_offset_ms bearers queue waiting last_test last_sign_of_life overdue owed"
	bearerKeys     = "name kind cost address state since answered rtt_ms tested test_answered rate_bits measured"
	queueKeys      = "flash immediate priority routine"
	charterKeys    = "id edition fingerprint title exercise signed_by parties"
	partyKeys      = "id name log cosigner fingerprint"
	verifyKeys     = "ok records errors"
	recordKeys     = "charter party size ok errors proofs"
)

// acceptJSON holds the names and the kinds of what the reading verbs print.
func acceptJSON(t *testing.T, built programs) {
	p := loopback(t, built)
	p.north.serve()
	p.south.serve()
	p.write(t, p.file("map.bin"), "a map")
	asked := p.north.send(p.south, "priority", "Confirm the meeting.", "--subject", "Meeting", "--lang", "en",
		"--attach", p.file("map.bin"), "--wait", "recorded")
	p.south.must("ack", asked)
	answer := p.south.send(p.north, "flash", "Confirmed.", "--reply-to", asked, "--wait", "recorded")
	until(t, startTime, "all of the message has arrived, and its receipts", func() bool {
		r := p.north.show(asked).Receipts["south"]
		return r.Acknowledged != nil && r.Answered != nil && p.south.held(asked) == 5
	})
	until(t, startTime, "its place is cosigned", func() bool { return len(p.north.show(asked).Places[0].SeenBy) == 1 })
	messagesJSON(t, p, asked, answer)
	followJSON(t, p.south, asked)
	lineJSON(t, p)
	recordsJSON(t, p)
}

func messagesJSON(t *testing.T, p *pair, asked, answer string) {
	for _, list := range []struct {
		side *party
		verb string
	}{{p.north, "inbox"}, {p.north, "sent"}, {p.south, "inbox"}, {p.south, "sent"}} {
		all := list.side.objects(list.verb)
		if len(all) != 1 {
			t.Fatalf("%s: %s holds %d messages", list.side.id, list.verb, len(all))
		}
		messageJSON(t, all[0], messageKeys)
		kind := map[any]string{asked: "text", answer: "absent"}[all[0]["id"]]
		all[0].is(t, kind, "subject")
	}
	for _, side := range []*party{p.north, p.south} {
		shown := side.object("show", asked)
		messageJSON(t, shown, messageKeys+" places")
		places := shown.list(t, "places")
		if len(places) != 2 {
			t.Errorf("%s: %d places", side.id, len(places))
		}
		for _, place := range places {
			place.keys(t, "a place", placeKeys)
			place.is(t, "text", "party kind")
			place.is(t, "number", "size index")
			place.is(t, "time", "date")
			place.is(t, "list", "seen_by")
		}
		receipt := shown.at(t, "receipts").at(t, "south")
		receipt.is(t, "time", "recorded acknowledged answered")
		shown.at(t, "refers").is(t, "absent", refersKeys)
		shown.is(t, "text", "subject")
		attachment := shown.list(t, "attachments")[0]
		attachment.keys(t, "an attachment", attachmentKeys)
		attachment.is(t, "text", "name media_type")
		attachment.is(t, "number", "size held")
		attachment.is(t, "id", "id")
	}
	answered := p.north.object("show", answer)
	answered.at(t, "refers").is(t, "id", "reply_to")
	answered.at(t, "receipts").at(t, "north").is(t, "absent", "acknowledged answered refused")
	refusedJSON(t)
}

// messageJSON holds what is the same in every message.
func messageJSON(t *testing.T, m object, keys string) {
	t.Helper()
	m.keys(t, "a message", keys)
	m.is(t, "id", "id charter")
	m.is(t, "text", "from precedence lang form text")
	m.is(t, "absent", "handling")
	m.is(t, "list", "to info attachments marks")
	m.is(t, "dtg", "dtg")
	m.is(t, "time", "time")
	m.is(t, "truth", "exercise")
	m.at(t, "refers").keys(t, "refers", refersKeys)
	for party := range m.at(t, "receipts") {
		r := m.at(t, "receipts").at(t, party)
		r.keys(t, "a receipt", receiptKeys)
		r.is(t, "time", "recorded")
		r.is(t, "opened", "opened")
		r.is(t, "absent", "refused")
	}
}

// refusedJSON holds the names of a refusal, which two nodes in agreement never give each other.
func refusedJSON(t *testing.T) {
	t.Helper()
	b, err := json.Marshal(node.ReceiptView{Refused: &node.RefusalView{Time: "2026-11-22T00:00:00.000Z", Code: 1, Reason: "because"}})
	var receipt object
	if err != nil || json.Unmarshal(b, &receipt) != nil {
		t.Fatalf("%s: %v", b, err)
	}
	refused := receipt.at(t, "refused")
	refused.keys(t, "a refusal", refusedKeys)
	refused.is(t, "number", "code")
	refused.is(t, "text", "reason")
}

// followJSON holds that --follow prints one object a line.
func followJSON(t *testing.T, p *party, id string) {
	cmd := command(t, verbTime, p.programs.parley, p.verb([]string{"inbox", "--json", "--follow"})...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	line, err := bufio.NewReader(out).ReadBytes('\n')
	var m object
	if err != nil || json.Unmarshal(line, &m) != nil || m["id"] != id {
		t.Fatalf("%v: %s", err, line)
	}
	messageJSON(t, m, messageKeys)
}

func lineJSON(t *testing.T, p *pair) {
	up := p.north.objects("line")[0]
	up.is(t, "time", "since silent_since last_head")
	up.is(t, "number", "rtt_ms clock_offset_ms")
	p.south.kill()
	until(t, startTime, "the line is seen to be down", func() bool { return p.north.objects("line")[0]["state"] == "no-node" })
	down := p.north.objects("line")[0]
	down.is(t, "absent", "rtt_ms clock_offset_ms")
	p.south.serve()
	for state, line := range map[string]object{"up": up, "no-node": down} {
		line.keys(t, "a line", lineKeys)
		if line["state"] != state || line["party"] != "south" {
			t.Errorf("the line to %v is %v, not %s", line["party"], line["state"], state)
		}
		bearers := line.list(t, "bearers")
		if len(bearers) != 1 {
			t.Fatalf("%s: %d bearers", state, len(bearers))
		}
		bearers[0].keys(t, "a bearer", bearerKeys)
		bearers[0].is(t, "text", "kind address state")
		bearers[0].is(t, "time", "since")
		line.at(t, "queue").keys(t, "a queue", queueKeys)
		line.at(t, "queue").is(t, "number", queueKeys)
	}
}

func recordsJSON(t *testing.T, p *pair) {
	c := p.north.object("charter", "show")
	c.keys(t, "a charter", charterKeys)
	c.is(t, "id", "id")
	c.is(t, "number", "edition")
	c.is(t, "fingerprint", "fingerprint")
	c.is(t, "text", "title")
	c.is(t, "truth", "exercise")
	c.is(t, "list", "signed_by")
	for _, side := range c.list(t, "parties") {
		side.keys(t, "a party", partyKeys)
		side.is(t, "vkey", "log cosigner")
		side.is(t, "fingerprint", "fingerprint")
		side.is(t, "text", "id name")
	}
	v := p.north.object("record", "verify")
	v.keys(t, "the outcome of record verify", verifyKeys)
	v.is(t, "truth", "ok")
	for _, r := range v.list(t, "records") {
		r.keys(t, "a record", recordKeys)
		r.is(t, "id", "charter")
		r.is(t, "text", "party")
		r.is(t, "number", "size")
		r.is(t, "truth", "ok")
		r.is(t, "list", "errors")
	}
}
