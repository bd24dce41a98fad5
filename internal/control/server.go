package control

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"time"

	"parley/internal/node"
)

// Largest requests, in bytes.
const (
	maxAdoption = 8 << 20   // an edition of 1 MiB and 57 party files, in base64
	maxEnvelope = 256 << 10 // a message; the node knows the exact limit
	maxUpload   = 64 << 20  // an attachment
	maxSmall    = 64 << 10  // a local user, a note
)

// Serve answers requests on l from api until ctx ends, then closes l. Requests that last (wait, follow, an upload) end
// with ctx.
func Serve(ctx context.Context, l net.Listener, api node.API) error {
	return serve(ctx, l, Handler(api))
}

func serve(ctx context.Context, l net.Listener, h http.Handler) error {
	s := &http.Server{
		Handler:           h,
		ErrorLog:          slog.NewLogLogger(slog.DiscardHandler, slog.LevelDebug), // whoever knocks and goes again
		ReadHeaderTimeout: 10 * time.Second,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	stopped := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(stopped)
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		if s.Shutdown(grace) != nil {
			s.Close()
		}
	})
	err := s.Serve(l)
	if !stop() {
		<-stopped
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Handler returns the routes of the API. Whoever may write to the socket has the node's account, and reads everything.
func Handler(api node.API) http.Handler {
	return handler(api, func(*http.Request) node.Reading { return node.Reading{All: true} })
}

func handler(api node.API, reading func(*http.Request) node.Reading) http.Handler {
	s := server{api}
	mux := http.NewServeMux()
	for pattern, answer := range map[string]func(http.ResponseWriter, *http.Request) error{
		"GET /v1/charters":                   s.charters,
		"GET /v1/edition":                    s.edition,
		"POST /v1/charters":                  s.adopt,
		"GET /v1/party":                      s.party,
		"GET /v1/composer":                   s.composer,
		"PUT /v1/attachments/{blob}":         s.upload,
		"GET /v1/attachments/{blob}":         s.attachment,
		"POST /v1/messages":                  s.submit,
		"GET /v1/inbox":                      s.inbox,
		"GET /v1/sent":                       s.sent,
		"GET /v1/messages/{id}/envelope":     s.envelope,
		"POST /v1/login":                     s.login,
		"GET /v1/messages/{id}":              s.show,
		"POST /v1/messages/{id}/read":        s.markRead,
		"GET /v1/messages/{id}/wait":         s.wait,
		"POST /v1/messages/{id}/evidence":    s.evidence,
		"POST /v1/proof":                     s.proof,
		"GET /v1/follow":                     s.follow,
		"GET /v1/lines":                      s.lines,
		"POST /v1/lines/test":                s.testLine,
		"GET /v1/messages/{id}/test":         s.lineTest,
		"GET /v1/lines/history":              s.lineHistory,
		"GET /v1/events":                     s.events,
		"POST /v1/verify":                    s.verify,
		"GET /v1/checkup":                    s.checkup,
		"POST /v1/backup":                    s.backup,
		"GET /v1/journal":                    s.journal,
		"POST /v1/journal":                   s.note,
		"GET /v1/journal/verify":             s.verifyJournal,
		"GET /v1/recovery":                   s.recovery,
		"POST /v1/recovery":                  s.goOn,
		"GET /v1/volume":                     s.draftVolume,
		"POST /v1/volume":                    s.openVolume,
		"GET /v1/clock":                      s.clock,
		"POST /v1/line/secret":               s.keepLineSecret,
		"POST /v1/clock":                     s.acceptClock,
		"POST /v1/sheet":                     s.replaceSheet,
		"POST /v1/sheets":                    s.takeSheet,
		"GET /v1/editions":                   s.editions,
		"GET /v1/root":                       s.draftRoots,
		"POST /v1/root":                      s.replaceRoot,
		"GET /v1/root/changes":               s.rootChanges,
		"POST /v1/roster":                    s.enterRosterAct,
		"GET /v1/roster":                     s.roster,
		"GET /v1/sheets":                     s.sheets,
		"GET /v1/withdrawal":                 s.draftWithdrawal,
		"POST /v1/withdrawal":                s.withdraw,
		"POST /v1/messages/{id}/erase":       s.erase,
		"GET /v1/proceedings":                s.proceedings,
		"GET /v1/proceedings/{id}":           s.proceeding,
		"GET /v1/proceedings/{id}/edition":   s.proceedingEdition,
		"POST /v1/proceedings/{id}/evidence": s.outcome,
		"POST /v1/drafts":                    s.newDraft,
		"POST /v1/drafts/all":                s.newDrafts,
		"GET /v1/drafts":                     s.drafts,
		"GET /v1/drafts/{id}":                s.showDraft,
		"POST /v1/drafts/{id}/prepare":       s.prepareDraft,
		"POST /v1/drafts/{id}/sign":          s.signDraft,
		"POST /v1/drafts/{id}/decided":       s.decideDraft,
		"POST /v1/drafts/{id}/cancel":        s.cancelDraft,
		"POST /v1/screen":                    s.screen,
		"GET /v1/contacts/{party}":           s.contacts,
		"GET /v1/alarms":                     s.alarms,
		"GET /v1/posts":                      s.posts,
		"GET /v1/watch":                      s.watchLog,
		"POST /v1/watch":                     s.takeWatch,
		"POST /v1/watch/sheet":               s.prepareHandOver,
		"POST /v1/watch/given":               s.giveWatch,
		"POST /v1/courier/pack":              s.pack,
		"POST /v1/courier/import":            s.importCourier,
		"GET /v1/policy":                     s.policy,
		"POST /v1/policy":                    s.takePolicy,
		"GET /v1/board":                      s.board,
		"GET /v1/drafting":                   s.drafting,
		"GET /v1/heads":                      s.heads,
		"POST /v1/notices":                   s.notices,
		"POST /v1/conflicts":                 s.conflicts,
		"POST /v1/active":                    s.activeNotices,
		"POST /v1/would-meet":                s.wouldMeet,
		"POST /v1/proof/{hash}":              s.proofNamed,
		"POST /v1/verification":              s.startVerify,
		"GET /v1/verification":               s.verification,
		"POST /v1/journal/page":              s.journalPage,
		"GET /v1/lines/tests":                s.lineTests,
	} {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			r = r.WithContext(node.As(r.Context(), reading(r)))
			if err := answer(w, r); err != nil {
				writeFailure(w, err)
			}
		})
	}
	return mux
}

type server struct{ api node.API }

// readJSON reads a request of at most limit bytes into v.
func readJSON(w http.ResponseWriter, r *http.Request, limit int64, v any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, limit))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		return badRequest(err, "the request is not the JSON that this node reads")
	}
	return nil
}

func writeJSON(w http.ResponseWriter, v any, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	return json.NewEncoder(w).Encode(v)
}

func writeBytes(w http.ResponseWriter, b []byte, err error) error {
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Write(b)
	return nil
}

// copyStream sends a body of unknown length. When reading fails in the middle the connection is broken, so that the
// client does not take a part for the whole.
func copyStream(w http.ResponseWriter, r io.Reader) {
	w.Header().Set("Content-Type", "application/octet-stream")
	if _, err := io.Copy(w, r); err != nil {
		panic(http.ErrAbortHandler)
	}
}
