//go:build linux

package peers

import (
	"encoding/xml"
	"strings"
	"testing"
)

// A message that comes is told of by its id, and answered with a receipt; a receipt and an error are not.
func TestListen(t *testing.T) {
	in := "<stream xmlns='jabber:client'><message from='a@a.test/x' id='one'><body>text</body><request xmlns='urn:xmpp:receipts'/></message>" +
		"<message from='a@a.test' id='two'><received xmlns='urn:xmpp:receipts' id='zero'/></message><message type='error' id='three'><body>x</body></message>"
	var out strings.Builder
	x := &stanzas{out: &out, in: xml.NewDecoder(strings.NewReader(in))}
	var came []string
	x.listen(func(id string) { came = append(came, id) })
	if strings.Join(came, " ") != "one" {
		t.Errorf("came: %v", came)
	}
	if got := out.String(); strings.Count(got, "<received") != 1 || !strings.Contains(got, "to='a@a.test/x'") || !strings.Contains(got, "id='one'") {
		t.Errorf("said: %s", got)
	}
}
