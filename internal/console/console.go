package console

import (
	"context"
	"embed"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"parley"
	"parley/charter"
	"parley/form"
	"parley/internal/accounts"
	"parley/internal/chart"
	"parley/internal/node"
	"parley/wire"
)

//go:embed templates words static
var files embed.FS

// Config is what a console is made with.
type Config struct {
	Party       parley.PartyID
	Base        string // what links begin with: scheme, host and port
	Fingerprint string // SHA-256 of the certificate; empty without TLS
	Signer      Signer // nil: this console signs nothing
	Drafts      Drafts
	Accounts    func() ([]accounts.Imported, error) // that lie beside the record; nil: none
	Overlay     *chart.Overlay                      // laid over the maps of this party alone; nil: none
	Now         func() time.Time
	Rand        io.Reader
	Log         *slog.Logger
}

// A Signer makes envelopes for the posts of the party. It fails with a sentence where it may not.
type Signer interface {
	Seal(ctx context.Context, who node.Who, edition parley.Hash, p *wire.Payload) (envelope []byte, err error)
}

// A Console is the console of one node. Its handler serves from the beginning; what is live needs Run.
type Console struct {
	cfg      Config
	api      node.API
	secret   []byte // by which this run knows its challenges
	drawn    *templates
	sessions *sessions
	desk     *desk
	roll     roll

	places   cursor     // in the journal
	checking sync.Mutex // held while a file is checked

	mu       sync.Mutex
	charters map[string]*heldCharter // parsed, by id of the edition in force
	rules    map[*charter.Charter]*form.Rules
}

// New returns the console of the node behind api.
func New(api node.API, cfg Config) (*Console, error) {
	drawn, err := parseTemplates()
	if err != nil {
		return nil, err
	}
	secret := make([]byte, 32)
	if _, err := io.ReadFull(cfg.Rand, secret); err != nil {
		return nil, err
	}
	places, err := newCursor(cfg.Rand)
	if err != nil {
		return nil, err
	}
	return &Console{secret: secret, places: places, cfg: cfg, api: api, drawn: drawn, sessions: newSessions(cfg), desk: newDesk(), charters: map[string]*heldCharter{}, rules: map[*charter.Charter]*form.Rules{}}, nil
}

// pages are what one part of the console answers, by the pattern of the request, to those who are signed in.
type pages map[string]func(*visit) error

// Handler returns the pages.
func (c *Console) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/", staticFiles())
	mux.HandleFunc("GET /login/{token}", c.login)
	mux.HandleFunc("POST /choose", c.choose)
	mux.HandleFunc("POST /signin/passkey", c.withPasskey)
	mux.HandleFunc("POST /signin/answer", c.withAnswer)
	for _, part := range c.parts() {
		for pattern, show := range part {
			mux.HandleFunc(pattern, c.signedIn(c.allowed(pattern, show)))
		}
	}
	mux.HandleFunc("/", c.nothingHere)
	return strict(http.NewCrossOriginProtection().Handler(bounded(mux)))
}

// parts are all pages for those who are signed in.
func (c *Console) parts() []pages {
	return []pages{
		c.boardPages(),
		c.alarmPages(),
		c.linesPages(),
		c.watchPages(),
		c.trafficPages(),
		c.messagePages(),
		c.noticePages(),
		c.numberedPages(),
		c.composePages(),
		c.sendingPages(),
		c.proceedingPages(),
		c.draftPages(),
		c.peoplePages(),
		c.recordPages(),
		c.journalPages(),
		c.accountsPages(),
		c.actPages(),
		c.aboutPages(),
		{"GET /live": c.live},
	}
}

// maxRequest bounds a request, in bytes: a draft of 128 KiB, each byte of it escaped.
const maxRequest = 512 << 10

// largeRequests are the paths on which a file comes, with what bounds a request there.
var largeRequests = map[string]int64{checkPath: checkLimit, attachPath: attachLimit}

// bounded ends a request that is larger than its page takes.
func bounded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		limit, large := largeRequests[r.URL.Path]
		if !large {
			limit = maxRequest
		}
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		next.ServeHTTP(w, r)
	})
}
