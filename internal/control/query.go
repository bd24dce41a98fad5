package control

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"parley"
	"parley/internal/node"
)

// queryOf reads which messages are wanted.
func queryOf(v url.Values) (q node.Query, err error) {
	d := json.NewDecoder(strings.NewReader(v.Get("query")))
	d.DisallowUnknownFields()
	if err := d.Decode(&q); err != nil {
		return q, badRequest(err, "the parameter query is not the JSON that this node reads")
	}
	return q, nil
}

func values(q node.Query) url.Values {
	b, err := json.Marshal(q)
	if err != nil { // it has nothing but texts and numbers
		panic(err)
	}
	return url.Values{"query": {string(b)}}
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
