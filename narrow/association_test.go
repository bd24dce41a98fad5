package narrow

import (
	"bytes"
	"crypto/ed25519"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"parley"
)

// scalars are the random bytes of a handshake, one after the other.
type scalars struct{ next byte }

func (s *scalars) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = s.next
	}
	s.next++
	return len(b), nil
}

func linkKey(n byte) ed25519.PrivateKey { return ed25519.NewKeyFromSeed(bytes.Repeat([]byte{n}, 32)) }

// ends are what two ends of a line know.
func ends(t testing.TB) (beginner, answerer End) {
	t.Helper()
	north, south := linkKey(1), linkKey(2)
	secret, err := SecretOf(bytes.Repeat([]byte{7}, SecretSize))
	if err != nil {
		t.Fatal(err)
	}
	return end(t, north, south, secret), end(t, south, north, secret)
}

func end(t testing.TB, own, peer ed25519.PrivateKey, secret Secret) End {
	t.Helper()
	static, err := StaticOf(own)
	if err != nil {
		t.Fatal(err)
	}
	public, err := PublicOf(peer.Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	return End{static, public, secret}
}

var hello = []Frame{{1, []byte("hello")}, {2, []byte("have")}, {3, []byte("a FLASH")}}

// associated is a whole handshake.
func associated(t testing.TB) (beginner, answerer *Association) {
	t.Helper()
	a, b := ends(t)
	random := &scalars{next: 0x40}
	begun, packet, err := Begin(a, 1, 0x0102, hello, random)
	if err != nil {
		t.Fatal(err)
	}
	head, ok := ReadBeginning(packet)
	if !ok || head.Counter != 1 || head.Key != a.Secret.ID || !head.Authentic(b.Secret) {
		t.Fatalf("%+v %v", head, ok)
	}
	answerer, came, answer, err := Answer(b, head, 0x0304, hello[:1], random)
	if err != nil || !same(came, hello) {
		t.Fatalf("%v %v", came, err)
	}
	beginner, came, err = begun.Finish(answer)
	if err != nil || !same(came, hello[:1]) {
		t.Fatalf("%v %v", came, err)
	}
	return beginner, answerer
}

func same(a, b []Frame) bool {
	return slices.EqualFunc(a, b, func(x, y Frame) bool { return x.Number == y.Number && bytes.Equal(x.Bytes, y.Bytes) })
}

func sealed(t testing.TB, a *Association, frames ...Frame) []byte {
	t.Helper()
	packet, err := a.Seal(frames)
	if err != nil {
		t.Fatal(err)
	}
	return packet
}

// [NAR-1] "of a public key the Montgomery u-coordinate of its point, of a private key the first 32 bytes of the SHA-512 of its 32 secret bytes": both say the same key.
func TestStaticKeys(t *testing.T) {
	for n := range byte(20) {
		key := linkKey(n)
		static, err := StaticOf(key)
		if err != nil {
			t.Fatal(err)
		}
		public, err := PublicOf(key.Public().(ed25519.PublicKey))
		if err != nil || !bytes.Equal(public, static.public) {
			t.Errorf("%x, not %x, %v", public, static.public, err)
		}
	}
	if _, err := PublicOf(bytes.Repeat([]byte{0xff}, 31)); parley.CodeOf(err) != parley.CodeBadKey {
		t.Error(err)
	}
	if _, err := StaticOf(nil); parley.CodeOf(err) != parley.CodeBadKey {
		t.Error(err)
	}
}

// [NAR-4] Both ways carry frames, in the handshake and after it.
func TestAssociation(t *testing.T) {
	a, b := associated(t)
	for n := uint64(4); n < 400; n++ {
		frames := []Frame{{n, bytes.Repeat([]byte{byte(n)}, int(n))}, {n + 1000, []byte{1}}}
		if came, err := b.Open(sealed(t, a, frames...)); err != nil || !same(came, frames) {
			t.Fatalf("%v %v", came, err)
		}
		if came, err := a.Open(sealed(t, b, frames...)); err != nil || !same(came, frames) {
			t.Fatalf("%v %v", came, err)
		}
	}
}

// [NAR-6] [NAR-4] "Of a beginning or an answer, the MAC MUST be found right before a point is multiplied"; every bit of either counts.
func TestChangedHandshake(t *testing.T) {
	a, b := ends(t)
	begun, packet, err := Begin(a, 9, 1, hello, &scalars{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(packet) * 8 {
		bad := bytes.Clone(packet)
		bad[i/8] ^= 1 << (i % 8)
		if head, ok := ReadBeginning(bad); ok && head.Authentic(b.Secret) {
			t.Errorf("bit %d of the beginning does not count for the MAC", i)
		}
		resealed := append(bad[:len(bad)-macSize:len(bad)-macSize], b.Secret.sum(bad[:len(bad)-macSize])...)
		if head, ok := ReadBeginning(resealed); ok && i < (len(packet)-macSize)*8 {
			if _, _, _, err := Answer(b, head, 2, nil, &scalars{}); err == nil {
				t.Errorf("bit %d of the beginning does not count for the key exchange", i)
			}
		}
	}
	head, _ := ReadBeginning(packet)
	_, _, answer, err := Answer(b, head, 2, nil, &scalars{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range len(answer) * 8 {
		bad := bytes.Clone(answer)
		bad[i/8] ^= 1 << (i % 8)
		if _, _, err := begun.Finish(bad); err == nil {
			t.Fatalf("bit %d of the answer does not count", i)
		}
	}
	if _, _, err := begun.Finish(answer); err != nil {
		t.Errorf("after bad answers the right one is not taken: %v", err)
	}
}

// Who holds the secret and not the link key, or another secret, begins nothing.
func TestImpostors(t *testing.T) {
	a, b := ends(t)
	thief := end(t, linkKey(3), linkKey(2), a.Secret)
	_, packet, err := Begin(thief, 1, 1, hello, &scalars{})
	if err != nil {
		t.Fatal(err)
	}
	head, _ := ReadBeginning(packet)
	if _, _, _, err := Answer(b, head, 2, nil, &scalars{}); parley.CodeOf(err) != parley.CodeBadKey {
		t.Errorf("a thief of the secret: %v", err)
	}
	other, err := SecretOf(make([]byte, SecretSize))
	if err != nil {
		t.Fatal(err)
	}
	if head.Authentic(other) {
		t.Error("another secret finds the MAC right")
	}
	other.ID = a.Secret.ID
	if head.Authentic(other) {
		t.Error("another secret of the same id finds the MAC right")
	}
}

// [NAR-3] "Of a secret S, by HKDF-SHA256": three values that differ, and differ with S.
func TestSecrets(t *testing.T) {
	x, err := SecretOf(make([]byte, SecretSize))
	if err != nil {
		t.Fatal(err)
	}
	y, _ := SecretOf(append(make([]byte, SecretSize-1), 1))
	if x.ID == y.ID || bytes.Equal(x.psk, y.psk) || bytes.Equal(x.mac, y.mac) || bytes.Equal(x.psk, x.mac) || bytes.HasPrefix(x.psk, x.ID[:]) {
		t.Errorf("%+v %+v", x, y)
	}
	if _, err := SecretOf(make([]byte, SecretSize-1)); parley.CodeOf(err) != parley.CodeBadKey {
		t.Error(err)
	}
}

// [NAR-5] "The counter of a beginning MUST be at least 1".
func TestCounterOfABeginning(t *testing.T) {
	a, _ := ends(t)
	for _, c := range []uint64{0, MaxCounter + 1} {
		if _, _, err := Begin(a, c, 1, nil, &scalars{}); parley.CodeOf(err) != parley.CodeLimit {
			t.Errorf("%d: %v", c, err)
		}
	}
	_, packet, err := Begin(a, MaxCounter, 1, nil, &scalars{})
	if head, ok := ReadBeginning(packet); err != nil || !ok || head.Counter != MaxCounter {
		t.Errorf("%+v %v", head, err)
	}
}

// [NAR-8] "A data packet whose tag is not right MUST have no effect", whatever bit was changed: the right one is taken after it.
func TestChangedData(t *testing.T) {
	a, b := associated(t)
	packet := sealed(t, a, hello...)
	for i := range len(packet) * 8 {
		bad := bytes.Clone(packet)
		bad[i/8] ^= 1 << (i % 8)
		if _, err := b.Open(bad); err == nil {
			t.Fatalf("bit %d does not count", i)
		}
	}
	for n := range len(packet) {
		if _, err := b.Open(packet[:n]); err == nil {
			t.Fatalf("%d bytes of %d are enough", n, len(packet))
		}
	}
	if came, err := b.Open(packet); err != nil || !same(came, hello) {
		t.Errorf("%v %v", came, err)
	}
	if _, err := a.Open(packet); err == nil {
		t.Error("an end opens its own packet")
	}
}

// [NAR-11] "A data packet without frames says that the sender ends the association"; "An end MUST NOT use one after 2^48 packets".
func TestEndOfAnAssociation(t *testing.T) {
	a, b := associated(t)
	if came, err := b.Open(sealed(t, a)); err != nil || len(came) != 0 {
		t.Errorf("%v %v", came, err)
	}
	a.counter = maxCounter - 1
	sealed(t, a)
	if _, err := a.Seal(nil); parley.CodeOf(err) != parley.CodeLimit {
		t.Error(err)
	}
}

// [NAR-9] "A counter that came before, and one that is more than 1,024 below the next, MUST have no effect": against a window that forgets nothing.
func TestReplays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var w window
		came := map[uint64]bool{}
		at, next := rapid.Uint64Range(0, 1<<40).Draw(t, "from"), uint64(0)
		for range rapid.IntRange(1, 300).Draw(t, "packets") {
			c := uint64(max(0, int64(at)+rapid.Int64Range(-1200, 1100).Draw(t, "counter")))
			want := !came[c] && (c >= next || next-c <= replayWindow)
			if got := w.fresh(c); got != want {
				t.Fatalf("%d with %d next: %v", c, next, got)
			}
			if want {
				w.take(c)
				came[c] = true
				next = max(next, c+1)
				at = max(at, c)
			}
		}
	})
}

// [NAR-9] The same in an association: what came once is not opened again, in whatever order packets come.
func TestReplayedPackets(t *testing.T) {
	a, b := associated(t)
	var packets [][]byte
	for n := range uint64(2000) {
		packets = append(packets, sealed(t, a, Frame{n, []byte{1}}))
	}
	for _, i := range []int{3, 0, 1999, 1000, 976} {
		if _, err := b.Open(packets[i]); err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
	for _, i := range []int{3, 0, 1999, 1000, 976, 1, 975} {
		if _, err := b.Open(packets[i]); err == nil {
			t.Errorf("%d is taken", i)
		}
	}
}

// [NAR-9] "the number nearest to one more than the highest that came that has these 16 bits".
func TestCounterFromSixteenBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w := window{next: rapid.Uint64Range(0, 1<<48).Draw(t, "next")}
		c := uint64(max(0, int64(w.next)+rapid.Int64Range(-1<<15+1, 1<<15-1).Draw(t, "away")))
		if got := w.full(uint16(c)); got != c {
			t.Fatalf("%d is read as %d with %d next", c, got, w.next)
		}
	})
}

// [NAR-10] What is written is read, whatever the numbers.
func TestFrames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		expected := rapid.Uint64().Draw(t, "expected")
		var frames []Frame
		for range rapid.IntRange(0, 5).Draw(t, "frames") {
			frames = append(frames, Frame{rapid.Uint64().Draw(t, "number"), bytes.Repeat([]byte{1}, rapid.IntRange(1, 300).Draw(t, "length"))})
		}
		got, err := readFrames(appendFrames(nil, expected, frames), expected)
		if err != nil || !same(got, frames) {
			t.Fatalf("%v %v", got, err)
		}
	})
}

// What is accepted re-encodes to the same bytes, and nothing panics.
func FuzzFrames(f *testing.F) {
	f.Add(uint64(0), appendFrames(nil, 0, hello))
	f.Fuzz(func(t *testing.T, expected uint64, b []byte) {
		frames, err := readFrames(b, expected)
		if err == nil && !bytes.Equal(appendFrames(nil, expected, frames), b) {
			t.Errorf("%x is written as %x", b, appendFrames(nil, expected, frames))
		}
	})
}

func FuzzPackets(f *testing.F) {
	a, b := ends(f)
	begun, packet, err := Begin(a, 9, 1, hello, &scalars{})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packet)
	_, known := associated(f)
	f.Fuzz(func(t *testing.T, packet []byte) {
		if head, ok := ReadBeginning(packet); ok && head.Authentic(b.Secret) {
			Answer(b, head, 2, nil, &scalars{})
		}
		begun.Finish(packet)
		known.Open(packet)
	})
}
