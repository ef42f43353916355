// Package lookup holds the two things the service takes from its image:
// root certificates and time zone data.
package lookup

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// bodyLimit is how much of an upstream's body is read and passed on.
const bodyLimit = 512

// ErrNoUpstream is returned where no URL was configured.
var ErrNoUpstream = errors.New("UPSTREAM_URL is not set")

// ErrNoRoots is returned where the image holds no trusted root certificates.
var ErrNoRoots = errors.New("x509: the image holds no root certificates")

// Upstream is the one remote service we depend on.
type Upstream struct {
	Client *http.Client
	URL    string
}

// Answer is what an upstream said, whatever its status.
type Answer struct {
	Status int    `json:"status"`
	Body   string `json:"body"`
}

// Get calls the upstream and returns its status and the start of its body.
func (u Upstream) Get(ctx context.Context) (Answer, error) {
	if u.URL == "" {
		return Answer{}, ErrNoUpstream
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.URL, nil)
	if err != nil {
		return Answer{}, err
	}
	res, err := u.Client.Do(req)
	if err != nil {
		return Answer{}, err
	}
	defer res.Body.Close()

	body, err := io.ReadAll(io.LimitReader(res.Body, bodyLimit))
	if err != nil {
		return Answer{}, fmt.Errorf("read the body of %s: %w", u.URL, err)
	}
	// The limit may cut a character in two.
	return Answer{Status: res.StatusCode, Body: strings.ToValidUTF8(string(body), "")}, nil
}

// Roots reports whether the image holds any root certificate at all: without
// one, every HTTPS call fails.
func Roots() error {
	pool, err := x509.SystemCertPool()
	if err != nil {
		return err
	}
	if pool.Equal(x509.NewCertPool()) {
		return ErrNoRoots
	}
	return nil
}
