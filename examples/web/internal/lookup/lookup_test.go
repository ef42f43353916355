package lookup

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestGetReturnsStatusAndTheStartOfTheBody(t *testing.T) {
	// The limit falls between the two bytes of the last é.
	body := strings.Repeat("a", bodyLimit-1) + "éé"
	upstream := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		io.WriteString(w, body)
	}))
	defer upstream.Close()

	got, err := Upstream{Client: upstream.Client(), URL: upstream.URL}.Get(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := Answer{Status: http.StatusTeapot, Body: body[:bodyLimit-1]}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestGetDoesNotTrustAStranger(t *testing.T) {
	upstream := httptest.NewTLSServer(http.NotFoundHandler())
	defer upstream.Close()

	_, err := Upstream{Client: http.DefaultClient, URL: upstream.URL}.Get(t.Context())
	if err == nil || !strings.Contains(err.Error(), "x509: certificate signed by unknown authority") {
		t.Errorf("got %v, want an x509 error", err)
	}
}

func TestGetNeedsAURL(t *testing.T) {
	_, err := Upstream{Client: http.DefaultClient}.Get(t.Context())
	if !errors.Is(err, ErrNoUpstream) {
		t.Errorf("got %v, want %v", err, ErrNoUpstream)
	}
}

func TestTimeIn(t *testing.T) {
	noon := time.Date(2026, time.July, 1, 12, 0, 0, 0, time.UTC)
	for zone, want := range map[string]string{
		"UTC":                "2026-07-01T12:00:00Z",
		"Europe/Berlin":      "2026-07-01T14:00:00+02:00",
		"America/St_Johns":   "2026-07-01T09:30:00-02:30",
		"Pacific/Kiritimati": "2026-07-02T02:00:00+14:00",
	} {
		got, err := TimeIn(noon, zone)
		if err != nil {
			t.Errorf("%s: %v", zone, err)
			continue
		}
		if got := got.Format(time.RFC3339); got != want {
			t.Errorf("%s: got %s, want %s", zone, got, want)
		}
	}
}

func TestTimeInNamesAnUnknownZone(t *testing.T) {
	for _, zone := range []string{"Europe/Atlantis", "../../etc/passwd"} {
		_, err := TimeIn(time.Now(), zone)
		if err == nil {
			t.Errorf("%s: no error", zone)
		}
		if errors.Is(err, ErrNoZoneData) {
			t.Errorf("%s: got %v, but the data is there", zone, err)
		}
	}
}
