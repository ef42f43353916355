package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"
)

func noEnv(string) string { return "" }

func TestWrongUseExitsTwo(t *testing.T) {
	for _, args := range [][]string{{"-unknown"}, {"serve"}} {
		if code := run(t.Context(), args, noEnv, io.Discard, io.Discard); code != 2 {
			t.Errorf("run(%q) = %d, want 2", args, code)
		}
	}
}

func TestHelpExitsZero(t *testing.T) {
	var stderr bytes.Buffer
	if code := run(t.Context(), []string{"-h"}, noEnv, io.Discard, &stderr); code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	if !strings.Contains(stderr.String(), "-addr") {
		t.Errorf("help does not name -addr: %s", stderr.String())
	}
}

func TestCheckPrintsALineForEachLookup(t *testing.T) {
	upstream := httptest.NewServer(http.NotFoundHandler())
	defer upstream.Close()
	env := func(key string) string {
		if key == "UPSTREAM_URL" {
			return upstream.URL
		}
		return ""
	}

	var stdout bytes.Buffer
	code := run(t.Context(), []string{"-check"}, env, &stdout, io.Discard)
	if code != 0 {
		t.Errorf("exit code %d, want 0", code)
	}
	want := regexp.MustCompile(`\Aok   upstream: answered 404\nok   zone: Europe/Berlin is at UTC\+0[12]:00\n\z`)
	if !want.MatchString(stdout.String()) {
		t.Errorf("output %q does not match %s", stdout.String(), want)
	}
}

func TestCheckFailsOnAnUntrustedCertificate(t *testing.T) {
	upstream := httptest.NewTLSServer(http.NotFoundHandler())
	defer upstream.Close()

	var stdout bytes.Buffer
	code := run(t.Context(), []string{"-check"}, func(string) string { return upstream.URL }, &stdout, io.Discard)
	if code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if !strings.Contains(stdout.String(), "FAIL upstream: ") || !strings.Contains(stdout.String(), "x509") {
		t.Errorf("output %q does not say why", stdout.String())
	}
}

func TestServesUntilTheContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	logs, logWriter := io.Pipe()
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, []string{"-addr", "127.0.0.1:0"}, noEnv, io.Discard, logWriter)
	}()

	line := make([]byte, 1024)
	n, err := logs.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, logs)
	addr := regexp.MustCompile(`127\.0\.0\.1:\d+`).FindString(string(line[:n]))
	if addr == "" {
		t.Fatalf("no address in %q", line[:n])
	}

	res, err := http.Get("http://" + addr + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK {
		t.Errorf("/healthz answered %d, want 200", res.StatusCode)
	}

	cancel()
	select {
	case code := <-done:
		if code != 0 {
			t.Errorf("exit code %d, want 0", code)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("did not shut down")
	}
}

func TestAnAddressInUseExitsOne(t *testing.T) {
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	addr := strings.TrimPrefix(taken.URL, "http://")

	var stderr bytes.Buffer
	if code := run(t.Context(), []string{"-addr", addr}, noEnv, io.Discard, &stderr); code != 1 {
		t.Errorf("exit code %d, want 1", code)
	}
	if !strings.Contains(stderr.String(), "address already in use") {
		t.Errorf("log %q does not say why", stderr.String())
	}
}
