package api

import (
	"sync"
	"time"
)

// What one token may ask for: so many requests in a second, so many at once after a pause, so many streams.
const (
	requestsASecond = 20
	requestsAtOnce  = 60
	maxStreams      = 8
)

// A meter counts what each token takes.
type meter struct {
	now     func() time.Time
	mu      sync.Mutex
	buckets map[string]*bucket // by name; as many as there are tokens
}

type bucket struct {
	left    float64
	at      time.Time
	streams int
}

// take reports whether the token may ask once more.
func (m *meter) take(name string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	b, now := m.of(name), m.now()
	b.left = min(requestsAtOnce, b.left+max(0, now.Sub(b.at).Seconds())*requestsASecond)
	b.at = now
	if b.left < 1 {
		return false
	}
	b.left--
	return true
}

// stream reports whether the token may have one stream more; done gives it back.
func (m *meter) stream(name string) (done func(), ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	b := m.of(name)
	if b.streams == maxStreams {
		return nil, false
	}
	b.streams++
	return func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		b.streams--
	}, true
}

func (m *meter) of(name string) *bucket {
	b := m.buckets[name]
	if b == nil {
		b = &bucket{left: requestsAtOnce, at: m.now()}
		m.buckets[name] = b
	}
	return b
}
