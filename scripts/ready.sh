#!/bin/sh
# Installs the pinned packages when they are missing or stale, so that the README's two commands work on a fresh clone.
# Plain sh: it runs before there is anything to run it with.
set -eu
cd "$(dirname "$0")/.."
stamp=node_modules/.plimsoll-lock
if [ ! -f "$stamp" ] || ! cmp -s package-lock.json "$stamp"; then
  echo "plimsoll: installing the pinned packages (npm ci)" >&2
  npm ci --no-fund --no-audit --loglevel=error >&2
  cp package-lock.json "$stamp"
fi
