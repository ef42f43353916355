# shellcheck shell=bash disable=SC2034 # names set here are used by the files that source this one
# Where things are, and how the lab speaks. Sourced by every command.

LAB_SOURCE="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# shellcheck source=/dev/null
source "$LAB_SOURCE/versions"

ROOT="$(realpath -m "${PLIMSOLL_LAB:-${HOME:-/root}/.cache/plimsoll-lab}")"
KEY="$("$LAB_SOURCE/key")"
LAB="$ROOT/$KEY"
STORE="$ROOT/store"
BIN="$LAB/bin"
# A Unix socket path may have 107 bytes, and the root may be long: sockets live in a short place of their own.
RUN_PARENT=/run
[[ -d $RUN_PARENT && -w $RUN_PARENT ]] || RUN_PARENT=/tmp
RUN="$RUN_PARENT/plimsoll-lab-$(printf '%s' "$ROOT" | sha256sum | cut -c1-8)"

export LC_ALL=C
umask 022
# The caller's own engine must not leak in, nor ours out.
unset DOCKER_HOST DOCKER_CONTEXT DOCKER_CONFIG DOCKER_DEFAULT_PLATFORM BUILDX_BUILDER BUILDX_CONFIG BUILDKIT_HOST \
  SOURCE_DATE_EPOCH GOOS GOARCH GOFLAGS GOBIN GOROOT CDPATH

say() { printf 'lab: %s\n' "$*" >&2; }

die() {
  printf 'lab: %s\n' "$@" >&2
  exit 1
}

# step NAME TEXT COMMAND…: runs COMMAND (often a function) with its output in a log.
# What failed is said with the inner command that failed, not just the function's name. Never call it
# where bash forgets `set -e` (after `if`, before `||`): the function would run on past its errors.
step() {
  local name=$1 text=$2 begin=$SECONDS log code=0
  shift 2
  log="$LAB/log/$name.log"
  mkdir -p "$LAB/log"
  (
    set -Eeuo pipefail
    trap 'echo "lab-failed-command: $BASH_COMMAND" >&2' ERR
    "$@"
  ) >"$log" 2>&1 </dev/null 9>&- &
  wait $! || code=$?
  if ((code != 0)); then
    local inner
    inner="$(sed -n '/^lab-failed-command: /{s///p;q}' "$log")"
    say "FAILED: $name (exit $code after $((SECONDS - begin)) s)"
    say "command: ${inner:-$*}"
    say "last lines of $log:"
    grep -v '^lab-failed-command: ' "$log" | tail -20 | sed 's/^/  /' >&2 || true
    exit 1
  fi
  say "$text ($((SECONDS - begin)) s)"
}

# hash TEXT…: a short name for a set of inputs.
hash() { printf '%s\n' "$@" | sha256sum | cut -c1-12; }

# hash_files PATH…: the same for contents; names count too, relative to each path.
hash_files() {
  local path
  for path in "$@"; do
    (cd "$path" && find . \( -type f -o -type l \) -print0 | sort -z | xargs -0 sha256sum)
  done | sha256sum | cut -c1-12
}
