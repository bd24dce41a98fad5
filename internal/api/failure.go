package api

import (
	"encoding/json"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"parley"
)

// statuses are those of the codes that are no mere bad request.
var statuses = map[parley.Code]int{
	parley.CodeInternal:   http.StatusInternalServerError,
	parley.CodeStorage:    http.StatusInsufficientStorage,
	parley.CodeNotFound:   http.StatusNotFound,
	parley.CodeTooLarge:   http.StatusRequestEntityTooLarge,
	parley.CodeBusy:       http.StatusConflict,
	parley.CodeDuplicate:  http.StatusConflict,
	parley.CodeNotRunning: http.StatusServiceUnavailable,
	parley.CodeLimit:      http.StatusTooManyRequests,
	parley.CodePolicy:     http.StatusForbidden,
}

// failure is an error as it travels: its sentence alone.
func failure(err error) error {
	if err == nil {
		return nil
	}
	status, ok := statuses[parley.CodeOf(err)]
	if !ok {
		status = http.StatusBadRequest
	}
	return huma.NewError(status, parley.SentenceOf(err))
}

// refuse answers before any route is asked.
func refuse(w http.ResponseWriter, status int, err error) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{"status": status, "title": http.StatusText(status), "detail": parley.SentenceOf(err)})
}
