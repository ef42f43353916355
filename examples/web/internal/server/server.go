// Package server is the service's HTTP side.
package server

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/go-chi/chi/v5"
	"github.com/go-chi/chi/v5/middleware"
	"github.com/yuin/goldmark"

	"example.com/plimsoll/web/internal/lookup"
)

//go:embed home.md
var home []byte

// New returns the service's routes. now is the clock that /time reads.
func New(upstream lookup.Upstream, now func() time.Time) http.Handler {
	router := chi.NewRouter()
	router.Use(middleware.Recoverer)
	router.Get("/", showHome)
	router.Get("/healthz", func(w http.ResponseWriter, _ *http.Request) {
		respond(w, http.StatusOK, map[string]string{"status": "ok"})
	})
	router.Get("/upstream", callUpstream(upstream))
	router.Get("/time", tellTime(now))
	return router
}

func showHome(w http.ResponseWriter, _ *http.Request) {
	var page bytes.Buffer
	if err := goldmark.Convert(home, &page); err != nil {
		fail(w, http.StatusInternalServerError, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(page.Bytes())
}

func callUpstream(upstream lookup.Upstream) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := upstream.Get(r.Context())
		switch {
		case errors.Is(err, lookup.ErrNoUpstream):
			fail(w, http.StatusInternalServerError, err)
		case err != nil:
			fail(w, http.StatusBadGateway, err)
		default:
			respond(w, http.StatusOK, answer)
		}
	}
}

func tellTime(now func() time.Time) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		zone := r.URL.Query().Get("zone")
		if zone == "" {
			fail(w, http.StatusBadRequest, errors.New("zone is missing: try /time?zone=Europe/Berlin"))
			return
		}
		t, err := lookup.TimeIn(now(), zone)
		switch {
		case errors.Is(err, lookup.ErrNoZoneData):
			fail(w, http.StatusInternalServerError, err)
		case err != nil:
			fail(w, http.StatusBadRequest, err)
		default:
			respond(w, http.StatusOK, map[string]string{"zone": zone, "time": t.Format(time.RFC3339)})
		}
	}
}

func fail(w http.ResponseWriter, status int, err error) {
	respond(w, status, map[string]string{"error": err.Error()})
}

func respond(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(body)
}
