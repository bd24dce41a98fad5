//go:build linux

package peers

import (
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"io"
	"sync"
)

// stanzas is a client's stream to its own server.
type stanzas struct {
	mu   sync.Mutex
	out  io.Writer
	in   *xml.Decoder
	host string
}

// signIn opens a stream, gives the password, and binds a resource.
func signIn(conn io.ReadWriter, host, name string) (*stanzas, error) {
	x := &stanzas{out: conn, in: xml.NewDecoder(conn), host: host}
	plain := base64.StdEncoding.EncodeToString([]byte("\x00" + name + "\x00secret"))
	for _, step := range []struct{ say, until string }{
		{x.opening(), "features"},
		{"<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>" + plain + "</auth>", "success"},
		{x.opening(), "features"},
		{"<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>desk</resource></bind></iq>", "iq"},
		{"<presence/>", ""},
	} {
		if step.until == "features" {
			x.in = xml.NewDecoder(conn)
		}
		if _, err := io.WriteString(conn, step.say); err != nil {
			return nil, err
		}
		if err := x.until(step.until); err != nil {
			return nil, err
		}
	}
	return x, nil
}

func (x *stanzas) opening() string {
	return "<?xml version='1.0'?><stream:stream to='" + x.host + "' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>"
}

// until reads to the end of an element of that name.
func (x *stanzas) until(name string) error {
	for name != "" {
		token, err := x.in.Token()
		if err != nil {
			return err
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "failure" {
			return fmt.Errorf("the password is refused")
		}
		if e, ok := token.(xml.EndElement); ok && e.Name.Local == name {
			return nil
		}
	}
	return nil
}

// message sends a text and asks for a receipt.
func (x *stanzas) message(to, id, text string) error {
	return x.write("<message type='chat' to='%s' id='%s'><body>%s</body><request xmlns='urn:xmpp:receipts'/></message>", to, id, text)
}

func (x *stanzas) write(format string, args ...any) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	_, err := fmt.Fprintf(x.out, format, args...)
	return err
}

// A stanza is a message as it comes.
type stanza struct {
	From    string    `xml:"from,attr"`
	ID      string    `xml:"id,attr"`
	Type    string    `xml:"type,attr"`
	Body    string    `xml:"body"`
	Request *struct{} `xml:"urn:xmpp:receipts request"`
}

// listen tells of each message that comes, and answers it with a receipt.
func (x *stanzas) listen(came func(id string)) {
	for {
		token, err := x.in.Token()
		if err != nil {
			return
		}
		e, ok := token.(xml.StartElement)
		if !ok || e.Name.Local != "message" {
			continue
		}
		var m stanza
		if x.in.DecodeElement(&m, &e) != nil {
			return
		}
		if m.Type != "error" && m.Body != "" {
			came(m.ID)
		}
		if m.Request != nil && m.Type != "error" {
			x.write("<message to='%s' id='r%s'><received xmlns='urn:xmpp:receipts' id='%s'/></message>", m.From, m.ID, m.ID)
		}
	}
}
