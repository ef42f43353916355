// Command web is a small HTTP service that needs what most services need from
// their image: trusted root certificates, time zone data and a place to listen.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/plimsoll/web/internal/lookup"
	"example.com/plimsoll/web/internal/server"
)

const (
	// checkZone is far enough from UTC that a fallback cannot pass for it.
	checkZone = "Europe/Berlin"

	upstreamTimeout = 5 * time.Second
	shutdownTimeout = 10 * time.Second
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run is main without the process around it. It returns the exit code: 0 is
// fine, 1 is a failure, 2 is wrong use.
func run(ctx context.Context, args []string, getenv func(string) string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("web", flag.ContinueOnError)
	flags.SetOutput(stderr)
	addr := flags.String("addr", ":8080", "`address` to listen on")
	check := flags.Bool("check", false, "look up certificates and a time zone, say what came of it, and exit")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "web: unexpected argument %q\n", flags.Arg(0))
		return 2
	}

	upstream := lookup.Upstream{
		Client: &http.Client{Timeout: upstreamTimeout},
		URL:    getenv("UPSTREAM_URL"),
	}
	if *check {
		return selfCheck(ctx, upstream, stdout)
	}

	log := slog.New(slog.NewTextHandler(stderr, nil))
	if err := serve(ctx, *addr, server.New(upstream, time.Now), log); err != nil {
		log.Error("stopped", "err", err)
		return 1
	}
	return 0
}

// serve listens on addr until ctx ends, then lets running requests finish.
func serve(ctx context.Context, addr string, handler http.Handler, log *slog.Logger) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	log.Info("listening", "addr", listener.Addr().String())

	srv := &http.Server{Handler: handler, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(listener) }()

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}

	log.Info("shutting down")
	ctx, cancel := context.WithTimeout(context.Background(), shutdownTimeout)
	defer cancel()
	return srv.Shutdown(ctx)
}

// selfCheck does both lookups once, without a server. Where no upstream is set
// it stops at the root certificates, so that it works without a network too.
func selfCheck(ctx context.Context, upstream lookup.Upstream, stdout io.Writer) int {
	code := 0
	line := func(name, detail string, err error) {
		if err != nil {
			code = 1
			fmt.Fprintf(stdout, "FAIL %s: %v\n", name, err)
			return
		}
		fmt.Fprintf(stdout, "ok   %s: %s\n", name, detail)
	}

	if upstream.URL == "" {
		line("upstream", "root certificates found, UPSTREAM_URL is not set", lookup.Roots())
	} else {
		answer, err := upstream.Get(ctx)
		line("upstream", fmt.Sprintf("answered %d", answer.Status), err)
	}

	now, err := lookup.TimeIn(time.Now(), checkZone)
	line("zone", fmt.Sprintf("%s is at UTC%s", checkZone, now.Format("-07:00")), err)
	return code
}
