package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"

	"parley"
	"parley/internal/store"
)

// sentences are what the user reads for each code of an error, or class of codes (its first two characters).
var sentences = map[string]string{
	"08":    "the connection to the database was lost",
	"28":    "the database does not let this node in: its name or password is refused",
	"3D000": "the database that the configuration names does not exist",
	"42501": "this node has not the rights that it needs in the database",
	"25006": "the database server takes no writes: it is a standby, or was set to reading only",
	"53100": "the disk of the database server is full",
	"53200": "the database server has not enough memory",
	"53300": "the database server has no connection free",
	"57":    "the database server is stopping or starting, or broke a statement off",
	"58":    "the database server's system failed",
	"XX":    "the database is damaged, or its server has a fault",
}

// storageError gives an error of the engine its code and sentence; nil stays nil, and so does an error that has a code.
func storageError(err error) error {
	var coded *parley.Error
	if err == nil || errors.As(err, &coded) {
		return err
	}
	var said *pgconn.PgError
	if errors.As(err, &said) {
		for _, code := range []string{said.Code, said.Code[:min(2, len(said.Code))]} {
			if s, ok := sentences[code]; ok {
				return parley.Wrap(err, parley.CodeStorage, "%s", s)
			}
		}
		return fmt.Errorf("postgres: %w", err)
	}
	var connect *pgconn.ConnectError
	if errors.As(err, &connect) || errors.Is(err, context.DeadlineExceeded) {
		return parley.Wrap(err, parley.CodeStorage, "the database server cannot be reached")
	}
	return parley.Wrap(err, parley.CodeStorage, "the connection to the database was lost")
}

// refused reports whether a COMMIT that failed with err surely left nothing behind: the server answered, and goes on. One that
// ends the session (FATAL) may have stored the transaction and then been told to stop; of a connection that ended while the answer
// was awaited the library says that nothing was sent, which is not so.
func refused(err error) bool {
	var said *pgconn.PgError
	return errors.As(err, &said) && said.SeverityUnlocalized == "ERROR"
}

// unknownOutcome marks the error of a COMMIT whose outcome is open.
func unknownOutcome(err error) error {
	return parley.Wrap(fmt.Errorf("%w: %w", store.ErrUnknown, err), parley.CodeStorage,
		"the database did not say whether the last change was stored")
}
