package server

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"example.com/plimsoll/web/internal/lookup"
)

func TestRoutes(t *testing.T) {
	upstream := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		io.WriteString(w, "hello")
	}))
	defer upstream.Close()
	trusted := lookup.Upstream{Client: upstream.Client(), URL: upstream.URL}
	stranger := lookup.Upstream{Client: http.DefaultClient, URL: upstream.URL}

	for _, test := range []struct {
		name     string
		upstream lookup.Upstream
		path     string
		status   int
		body     string
	}{
		{"home", trusted, "/", http.StatusOK, "<h1>web</h1>"},
		{"health", trusted, "/healthz", http.StatusOK, `{"status":"ok"}`},
		{"time", trusted, "/time?zone=Europe/Berlin", http.StatusOK, `{"time":"2026-07-01T14:00:00+02:00","zone":"Europe/Berlin"}`},
		{"unknown zone", trusted, "/time?zone=Europe/Atlantis", http.StatusBadRequest, "unknown time zone Europe/Atlantis"},
		{"no zone", trusted, "/time", http.StatusBadRequest, "zone is missing"},
		{"upstream", trusted, "/upstream", http.StatusOK, `{"status":200,"body":"hello"}`},
		{"untrusted upstream", stranger, "/upstream", http.StatusBadGateway, "x509: certificate signed by unknown authority"},
		{"no upstream", lookup.Upstream{}, "/upstream", http.StatusInternalServerError, "UPSTREAM_URL is not set"},
		{"unknown path", trusted, "/nowhere", http.StatusNotFound, "404"},
	} {
		t.Run(test.name, func(t *testing.T) {
			now := func() time.Time { return time.Date(2026, time.July, 1, 12, 0, 0, 0, time.UTC) }
			answer := httptest.NewRecorder()
			New(test.upstream, now).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, test.path, nil))
			if answer.Code != test.status {
				t.Errorf("status %d, want %d", answer.Code, test.status)
			}
			if !strings.Contains(answer.Body.String(), test.body) {
				t.Errorf("body %q does not contain %q", answer.Body, test.body)
			}
		})
	}
}
