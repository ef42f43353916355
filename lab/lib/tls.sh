# shellcheck shell=bash
# An HTTPS server whose certificate only the lab's own authority vouches for: with the bundle of a
# base image a program can call it, without one it fails on x509.

start_tls() { daemon_start tls "" tls_answers "$BIN/labtls" serve "$CA" "$LAB/tls.port"; }

tls_answers() { [[ -s $LAB/tls.port ]] && port_taken "$(cat "$LAB/tls.port")"; }
