package postgres

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"parley"
	"parley/internal/store/rows"
)

const (
	// connectTimeout is how long a connection may take to be made.
	connectTimeout = 10 * time.Second
	// statementTimeout is how long the engine works at one statement before it gives up.
	statementTimeout = "60s"
)

// A session is one connection with its prepared statements. One transaction uses it at a time.
type session struct {
	conn   *pgx.Conn
	config *pgx.ConnConfig
	texts  map[string]string // each statement in this engine's words
	open   bool              // a transaction was begun and not ended
	sent   bool              // something of it went to the server
	waits  []waiting         // what is still to go to it
	failed error             // of what waited
	warned string            // what the server warned of since the last statement began
	holds  bool              // it has the lock that one node holds
	fresh  bool              // its connection was made anew, and nothing was written over it yet
	logs   rows.Logs         // what the session that writes knows of the logs, as they are in its transaction
}

// newSession connects to the database that dsn names. What is committed over it waits for disk and standby where durable is on.
func newSession(ctx context.Context, dsn, durable string) (*session, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, parley.Errorf(parley.CodeStorage, "what names the database is neither a URL nor a list of words of PostgreSQL's") // the error may hold a password
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	for name, value := range map[string]string{
		"application_name": "parley", "synchronous_commit": durable, "timezone": "UTC",
		"statement_timeout": statementTimeout, "lock_timeout": statementTimeout, "default_transaction_isolation": "read committed",
		"tcp_keepalives_idle": "2", "tcp_keepalives_interval": "2", "tcp_keepalives_count": "3", "tcp_user_timeout": "8000", // the lock of a machine that is gone
		"plan_cache_mode": "force_generic_plan", // a plan a statement: what it finds varies, how it is found does not
	} {
		config.RuntimeParams[name] = value
	}
	config.DialFunc = dial
	s := &session{config: config, texts: map[string]string{}, logs: rows.Logs{}}
	config.OnNotice = func(_ *pgconn.PgConn, n *pgconn.Notice) {
		if n.SeverityUnlocalized == "WARNING" {
			s.warned = n.Message
		}
	}
	return s, s.connect(ctx)
}

func (s *session) connect(ctx context.Context) (err error) {
	s.conn, err = pgx.ConnectConfig(ctx, s.config)
	return storageError(err)
}

// begin begins a transaction, over a new connection if the old one is gone.
func (s *session) begin(statement string) error {
	err := s.ready(statement)
	if err == nil {
		err = s.flush()
	}
	s.open = err == nil
	return err
}

// ready is begin for a transaction of which the beginning goes to the server with its first statement.
func (s *session) ready(statement string) error {
	if s.conn == nil || s.conn.IsClosed() {
		clear(s.logs)
		if err := s.connect(context.Background()); err != nil {
			return err
		}
		if s.fresh = s.holds; s.holds {
			if err := s.hold(); err != nil {
				s.close()
				return err
			}
		}
	}
	s.open, s.sent, s.failed, s.waits = true, false, nil, []waiting{{text: statement}}
	return nil
}

// only are the words of a statement that this engine says otherwise; see package rows.
var only = regexp.MustCompile(`INDEXED BY \w+|CROSS JOIN|x''`)

// inOurWords returns a statement as this engine takes it.
func (s *session) inOurWords(query string) string {
	text, ok := s.texts[query]
	if !ok {
		text = only.ReplaceAllStringFunc(query, func(words string) string {
			switch {
			case words == "CROSS JOIN":
				return "JOIN"
			case words == "x''":
				return `'\x'::bytea`
			case strings.HasPrefix(words, "INDEXED"):
				return ""
			}
			return words
		})
		s.texts[query] = text
	}
	return text
}

// Each runs a statement and calls fn for every row; see rows.Session.
func (s *session) Each(query string, args []any, fn func(rows.Row) error) error {
	values, err := plain(args)
	if err != nil {
		return err
	}
	return s.ask(s.inOurWords(query), values, func(answer pgx.Rows) error {
		for answer.Next() {
			if err := fn(cursor{answer}); err != nil {
				return err
			}
		}
		return nil
	})
}

// Exec runs a statement and returns the number of rows that it changed; see rows.Session.
func (s *session) Exec(query string, args ...any) (int64, error) {
	values, err := plain(args)
	if err != nil {
		return 0, err
	}
	var changed int64
	err = s.ask(s.inOurWords(query), values, func(answer pgx.Rows) error {
		answer.Close()
		changed = answer.CommandTag().RowsAffected()
		return nil
	})
	return changed, err
}

// Number adds a message and returns the number that it got; see rows.Session.
func (s *session) Number(query string, args ...any) (n uint64, err error) {
	err = s.Each(query+" RETURNING seq", args, func(r rows.Row) error { return r.Scan(&n) })
	return n, err
}

// number returns the one number that query answers.
func (s *session) number(query string, args ...any) (n int64, err error) {
	err = s.ask(query, args, func(answer pgx.Rows) error {
		if !answer.Next() {
			answer.Close()
			return cmp.Or(answer.Err(), pgx.ErrNoRows)
		}
		return answer.Scan(&n)
	})
	return n, storageError(err)
}

// commit ends the transaction. It tells a transaction that surely was not stored from one of which that is not known.
func (s *session) commit() error { return s.commitIn(context.Background()) }

// commitIn is commit for who does not wait longer than ctx.
func (s *session) commitIn(ctx context.Context) error {
	if err := cmp.Or(s.failed, s.flush()); err != nil {
		return err // and the transaction is still open
	}
	if s.open = false; s.conn.IsClosed() {
		clear(s.logs)
		return parley.Errorf(parley.CodeStorage, "the connection to the database was lost")
	}
	s.warned = ""
	tag, err := s.conn.Exec(ctx, "COMMIT")
	switch {
	case err != nil && !refused(err):
		return unknownOutcome(err)
	case err == nil && s.warned != "": // the wait for a standby was broken off
		return unknownOutcome(fmt.Errorf("postgres: %s", s.warned))
	case err == nil && tag.String() != "COMMIT":
		err = parley.Errorf(parley.CodeStorage, "the database gave the transaction up")
	}
	if err != nil {
		clear(s.logs)
	}
	return storageError(err)
}

// rollback undoes the open transaction, if there is one. When that fails the connection is closed, which undoes it, too.
func (s *session) rollback() {
	if !s.open {
		return
	}
	s.open, s.waits = false, nil
	clear(s.logs)
	if !s.sent {
		return
	}
	if _, err := s.conn.Exec(context.Background(), "ROLLBACK"); err != nil {
		s.close()
	}
}

// close closes the connection, if there is one.
func (s *session) close() {
	if s != nil && s.conn != nil {
		ctx, cancel := context.WithTimeout(context.Background(), connectTimeout)
		defer cancel()
		s.conn.Close(ctx)
	}
}

// plain returns arguments as values of the few types that the engine's columns have.
func plain(args []any) ([]any, error) {
	values := make([]any, len(args))
	for i, arg := range args {
		switch arg.(type) {
		case nil, []byte, string, bool:
			values[i] = arg
			continue
		}
		switch v := reflect.ValueOf(arg); {
		case v.CanInt():
			values[i] = v.Int()
		case v.CanUint() && v.Uint() <= math.MaxInt64:
			values[i] = int64(v.Uint())
		case v.CanUint():
			return nil, fmt.Errorf("argument %d: the number %d is too large", i+1, v.Uint())
		case v.Kind() == reflect.String:
			values[i] = v.String()
		default:
			return nil, fmt.Errorf("argument %d: no column holds a %s", i+1, v.Type())
		}
	}
	return values, nil
}
