package control

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"

	"parley"
	"parley/internal/node"
)

// queryOf reads which messages are wanted.
func queryOf(q url.Values) (node.Query, error) {
	after, err := number(q, "after")
	if err != nil {
		return node.Query{}, err
	}
	limit, err := number(q, "limit")
	if err != nil {
		return node.Query{}, err
	}
	return node.Query{Charter: q.Get("charter"), After: after, Limit: int(limit)}, nil
}

func values(q node.Query) url.Values {
	return url.Values{"charter": {q.Charter}, "after": {strconv.FormatUint(q.After, 10)}, "limit": {strconv.Itoa(q.Limit)}}
}

// number reads a parameter below 2^31; a missing one is 0.
func number(q url.Values, name string) (uint64, error) {
	if q.Get(name) == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(q.Get(name), 10, 31)
	if err != nil {
		return 0, badRequest(err, "the parameter "+name+" is not a number below 2147483648")
	}
	return n, nil
}

// badRequest keeps a size error as it is and gives everything else one sentence.
func badRequest(err error, sentence string) error {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return err
	}
	return parley.Wrap(err, parley.CodeBadEncoding, "%s", sentence)
}
