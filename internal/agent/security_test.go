package agent

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"math/big"
	"net"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"parley"
	"parley/officer"
)

// A securityKey stands in for an agent with one security key: it signs as sk-* keys do.
type securityKey struct {
	*Guard // refuses the rest
	format string
	blob   []byte
	sign   func(said []byte) []byte
}

func (k *securityKey) List() ([]*agent.Key, error) {
	return []*agent.Key{{Format: k.format, Blob: k.blob, Comment: "touch me"}, {Format: ssh.KeyAlgoRSA, Blob: ssh.Marshal(struct{ Name, Rest string }{ssh.KeyAlgoRSA, "and more"})}}, nil
}

const skFlags, skCounter = 0x05, 77

func (k *securityKey) Sign(_ ssh.PublicKey, data []byte) (*ssh.Signature, error) {
	application, message := sha256.Sum256([]byte("ssh:")), sha256.Sum256(data)
	evidence := binary.BigEndian.AppendUint32([]byte{skFlags}, skCounter)
	said := append(append(application[:], evidence...), message[:]...)
	return &ssh.Signature{Format: k.format, Blob: k.sign(said), Rest: evidence}, nil
}

// The signature of a security key comes with its flags and its counter, for both types.
func TestSecurityKeySignsForOfficers(t *testing.T) {
	private := ed25519Private("security")
	p256, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	point, err := p256.PublicKey.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range []*securityKey{
		{format: ssh.KeyAlgoSKED25519,
			blob: ssh.Marshal(struct{ Name, Key, Application string }{ssh.KeyAlgoSKED25519, string(private.Public().(ed25519.PublicKey)), "ssh:"}),
			sign: func(said []byte) []byte { return ed25519.Sign(*private, said) }},
		{format: ssh.KeyAlgoSKECDSA256,
			blob: ssh.Marshal(struct{ Name, Curve, Key, Application string }{ssh.KeyAlgoSKECDSA256, "nistp256", string(point), "ssh:"}),
			sign: func(said []byte) []byte {
				sum := sha256.Sum256(said)
				r, s, _ := ecdsa.Sign(rand.Reader, p256, sum[:])
				return ssh.Marshal(struct{ R, S *big.Int }{r, s})
			}},
	} {
		socket := filepath.Join(shortDir(t), "sk")
		l, err := net.Listen("unix", socket)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		go func() {
			if conn, err := l.Accept(); err == nil {
				agent.ServeAgent(k, conn)
			}
		}()
		c := New(socket, 5*time.Second)
		keys, err := c.OfficerKeys()
		if err != nil || len(keys) != 1 || keys[0].public.Type() != k.format {
			t.Fatalf("%s: %v, %v", k.format, keys, err)
		}
		signsAs(t, keys[0])
		named := keys[0].Key()
		named.Extra = &officer.Extra{Origins: []string{}, Verified: true}
		asked, err := c.For(named)
		if err != nil || !asked.Key().Extra.Verified {
			t.Fatalf("%s: %v", k.format, err)
		}
		signsAs(t, asked)
		other := officer.Key{Kind: officer.KindSSH, Public: mustSSH(t, "of nobody").Marshal()}
		if _, err := c.For(other); parley.CodeOf(err) != parley.CodeNotFound {
			t.Errorf("%s: a key that it does not hold: %v", k.format, err)
		}
	}
}
