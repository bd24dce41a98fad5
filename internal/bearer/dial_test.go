package bearer

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"parley"
)

func TestDialRefusesSpoiledServers(t *testing.T) {
	for _, c := range spoiled {
		t.Run(c.name, func(t *testing.T) {
			config := mustConfigure(t, north)
			c.spoil(t, config)
			addr := serve(t, func(raw net.Conn) {
				conn := tls.Server(raw, config)
				conn.Handshake()
				io.Copy(io.Discard, conn)
			})
			within(t, "DialTLS", func() {
				_, err := DialTLS(t.Context(), addr, south, north.Public())
				if c.name == "no certificate" || c.name == "another protocol" || c.name == "TLS 1.2" || c.name == "no hybrid" {
					wants(t, err, c.code, addr) // it is the server that says what is wrong
					return
				}
				wants(t, err, c.code, c.words)
			})
		})
	}
}

// serve runs a server that is no node, for one connection at a time.
func serve(t *testing.T, one func(net.Conn)) (addr string) {
	t.Helper()
	tcp, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			raw, err := tcp.Accept()
			if err != nil {
				return
			}
			one(raw)
			raw.Close()
		}
	}()
	t.Cleanup(func() { tcp.Close(); <-done })
	return tcp.Addr().String()
}

func TestDialRefusesTheWrongKey(t *testing.T) {
	l, refused := listenSouth(t, Limits{})
	_, err := DialTLS(t.Context(), l.Addr(), north, east.Public())
	wants(t, err, parley.CodeBadKey, "holds the key "+parley.KeyIDOf(south.Public()).String()+", where "+parley.KeyIDOf(east.Public()).String()+" is expected")
	if !strings.Contains(parley.SentenceOf(err), l.Addr()) {
		t.Errorf("the sentence does not say where: %s", parley.SentenceOf(err))
	}
	wants(t, refused.next(t), parley.CodeNoNode, "")
}

func TestDialRefusesWhatIsNoNode(t *testing.T) {
	for name, one := range map[string]func(net.Conn){
		"closes at once": func(net.Conn) {},
		"resets":         func(c net.Conn) { c.(*net.TCPConn).SetLinger(0) },
		"speaks HTTP":    func(c net.Conn) { c.Read(make([]byte, 99)); io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") },
		"talks nonsense": func(c net.Conn) { c.Write(make([]byte, 4096)) },
		"echoes":         func(c net.Conn) { io.CopyN(c, c, 600) },
	} {
		t.Run(name, func(t *testing.T) {
			addr := serve(t, one)
			within(t, "DialTLS", func() {
				_, err := DialTLS(t.Context(), addr, north, south.Public())
				wants(t, err, parley.CodeNoNode, addr)
			})
		})
	}
}

func TestDialGivesUp(t *testing.T) {
	addr := serve(t, func(c net.Conn) { io.Copy(io.Discard, c) }) // takes everything, says nothing
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	within(t, "DialTLS", func() {
		_, err := DialTLS(ctx, addr, north, south.Public())
		wants(t, err, parley.CodeNoPath, "was not done in time")
	})
	config := mustConfigure(t, north)
	raw, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	within(t, "a handshake without a context that ends", func() {
		_, err := dialHandshake(context.Background(), raw, addr, config, 100*time.Millisecond)
		wants(t, err, parley.CodeNoPath, "was not done in time")
	})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = DialTLS(gone, addr, north, south.Public())
	wants(t, err, parley.CodeNoPath, "there is no path to "+addr)
}
