package node

import "github.com/prometheus/client_golang/prometheus"

// metrics are what a node counts. None carries a text, a subject or an id.
type metrics struct {
	registry                                      *prometheus.Registry
	sent, received, events                        *prometheus.CounterVec
	leaves, mirrored, blobs, dropped, badFrames   prometheus.Counter
	badHeads, forks, strangers, refused, sessions prometheus.Counter
	bytesIn, bytesOut                             prometheus.Counter
	alerts                                        *prometheus.GaugeVec
}

func newMetrics() *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	counter := func(name, help string) prometheus.Counter {
		c := prometheus.NewCounter(prometheus.CounterOpts{Namespace: "parley", Name: name, Help: help})
		m.registry.MustRegister(c)
		return c
	}
	by := func(label, name, help string) *prometheus.CounterVec {
		c := prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: "parley", Name: name, Help: help}, []string{label})
		m.registry.MustRegister(c)
		return c
	}
	m.sent = by("precedence", "messages_sent_total", "Messages of this party entered in its record.")
	m.received = by("precedence", "messages_received_total", "Messages of other parties stored.")
	m.events = by("kind", "events_total", "Alarms raised.")
	m.alerts = prometheus.NewGaugeVec(prometheus.GaugeOpts{Namespace: "parley", Name: "alerts", Help: "Alerts that stand now."}, []string{"kind"})
	m.registry.MustRegister(m.alerts)
	for _, kind := range AlertKinds {
		m.alerts.WithLabelValues(kind) // 0 is said too
	}
	m.leaves = counter("leaves_total", "Entries made in the own records.")
	m.mirrored = counter("leaves_mirrored_total", "Entries of other parties' records verified and stored.")
	m.blobs = counter("attachments_received_total", "Attachments received whole.")
	m.dropped = counter("bodies_dropped_total", "Bodies dropped: forged, unreadable or over size.")
	m.badFrames = counter("frames_bad_total", "Frames that ended a session.")
	m.badHeads = counter("heads_bad_total", "Heads and cosignatures that did not verify.")
	m.forks = counter("forks_total", "Proofs that a party signed two heads that no one tree has.")
	m.strangers = counter("strangers_total", "Connections whose key no sheet explained.")
	m.refused = counter("connections_refused_total", "Connections that did not become a session.")
	m.sessions = counter("sessions_total", "Sessions opened.")
	m.bytesIn = counter("frame_bytes_received_total", "Bytes of frames received.")
	m.bytesOut = counter("frame_bytes_sent_total", "Bytes of frames sent.")
	return m
}

// Metrics returns what a node counts, for Prometheus.
func (n *Node) Metrics() prometheus.Gatherer { return n.metrics.registry }
