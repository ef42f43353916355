# shellcheck shell=bash
# What the machine must bring: root on Debian, Node, git and Go. Everything else is fetched.

check_machine() {
  local missing=() tool
  [[ $(uname -s) == Linux && $(uname -m) == x86_64 ]] || missing+=("Linux on x86_64 (this is $(uname -sm))")
  [[ $(id -u) == 0 ]] || missing+=("root (BuildKit mounts file systems): run it as root or through sudo")
  [[ -f /etc/debian_version ]] || missing+=("Debian, bookworm or newer")
  for tool in apt-get dpkg-deb; do
    command -v "$tool" >/dev/null || missing+=("$tool, which every Debian has")
  done
  for tool in tar gzip flock setsid unshare; do
    command -v "$tool" >/dev/null || missing+=("$tool: apt-get install tar gzip util-linux")
  done
  command -v node >/dev/null || missing+=("node: install Node 22 or newer")
  command -v git >/dev/null || missing+=("git: apt-get install git")
  command -v go >/dev/null || missing+=("go: install Go $GO_LINE from https://go.dev/dl")
  [[ -s $(machine_bundle) ]] || missing+=("CA certificates: apt-get install ca-certificates")
  ((${#missing[@]} == 0)) && return
  say "this machine cannot run the lab; missing:"
  printf '  - %s\n' "${missing[@]}" >&2
  exit 1
}

# The certificates this machine trusts: builds run behind the same proxies as the machine itself.
machine_bundle() { echo "${SSL_CERT_FILE:-/etc/ssl/certs/ca-certificates.crt}"; }

# machine_mirror: "URI [OPTIONS]" of the first apt source that serves this machine's own suite,
# from one-line and deb822 files alike. The official mirror when none is found.
machine_mirror() {
  local codename found
  # shellcheck source=/dev/null
  codename="$(. /etc/os-release && echo "${VERSION_CODENAME:-$DEBIAN_SUITE}")"
  local lists=()
  [[ ! -f /etc/apt/sources.list ]] || lists=(/etc/apt/sources.list)
  found="$(
    shopt -s nullglob
    awk -v want="$codename" '
      function flush() {
        if (types ~ /(^| )deb( |$)/ && (" " suites " ") ~ (" " want " ") && enabled !~ /^no/) {
          split(uris, first, " ")
          print first[1] (key != "" ? " [signed-by=" key "]" : "")
        }
        types = suites = uris = key = enabled = ""
      }
      FNR == 1 || /^[ \t]*$/ { flush() }
      $1 == "Types:" { types = substr($0, 8) }
      $1 == "Suites:" { suites = substr($0, 9) }
      $1 == "URIs:" { uris = substr($0, 7) }
      $1 == "Enabled:" { enabled = $2 }
      $1 == "Signed-By:" && $2 ~ /^\// { key = $2 }
      END { flush() }' /etc/apt/sources.list.d/*.sources /dev/null
    sed -nE "s/^deb[[:space:]]+(\[[^]]*\][[:space:]]+)?([^[:space:]]+)[[:space:]]+${codename}[[:space:]].*/\2 \1/p" \
      "${lists[@]}" /etc/apt/sources.list.d/*.list /dev/null
  )"
  found="${found%%$'\n'*}"
  echo "${found:-http://deb.debian.org/debian}"
}

# machine_goroot: a Go of the lab's line: the machine's own, else the pinned toolchain as a module.
machine_goroot() {
  if [[ $(go env GOVERSION) == "go$GO_LINE".* ]]; then
    go env GOROOT
  else
    GOTOOLCHAIN="go$GO_VERSION" go env GOROOT
  fi
}
