package control

import (
	"encoding/json"
	"errors"
	"net/http"
	"syscall"

	"parley"
)

var errRefused = syscall.ECONNREFUSED

// A failure is an error as it travels: the wrapped chain stays with the node, which logs it.
type failure struct {
	Code     parley.Code `json:"code"`
	Sentence string      `json:"sentence"`
}

func failureOf(err error) failure {
	var large *http.MaxBytesError
	if errors.As(err, &large) {
		return failure{parley.CodeTooLarge, "the request is larger than this node reads"}
	}
	return failure{parley.CodeOf(err), parley.SentenceOf(err)}
}

func (f failure) err() error { return parley.Errorf(f.Code, "%s", f.Sentence) }

// statuses are for those who look at the API with other HTTP clients; ours reads the code.
var statuses = map[parley.Code]int{
	parley.CodeInternal:   http.StatusInternalServerError,
	parley.CodeStorage:    http.StatusInsufficientStorage,
	parley.CodeNotFound:   http.StatusNotFound,
	parley.CodeTooLarge:   http.StatusRequestEntityTooLarge,
	parley.CodeBusy:       http.StatusConflict,
	parley.CodeDuplicate:  http.StatusConflict,
	parley.CodeNotRunning: http.StatusServiceUnavailable,
	parley.CodeNotYet:     http.StatusGatewayTimeout,
	parley.CodeLimit:      http.StatusTooManyRequests,
	parley.CodePolicy:     http.StatusForbidden,
}

func writeFailure(w http.ResponseWriter, err error) {
	f := failureOf(err)
	status, ok := statuses[f.Code]
	if !ok {
		status = http.StatusBadRequest
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(f)
}
