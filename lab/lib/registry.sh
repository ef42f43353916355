# shellcheck shell=bash
# The registry on the loopback: the mirror that BuildKit and Docker ask for docker.io and gcr.io.

# The usual port, unless a stranger has it; once chosen it stays, so that configurations stay.
registry_port() {
  local port
  port="$(cat "$LAB/registry.port" 2>/dev/null || echo "$REGISTRY_PORT")"
  if ! daemon_pid registry >/dev/null && port_taken "$port"; then
    for port in $(shuf -i 20000-30000 -n 20); do port_taken "$port" || break; done
  fi
  echo "$port" >"$LAB/registry.port"
  echo "$port"
}

start_registry() {
  local port
  port="$(registry_port)"
  REGISTRY="127.0.0.1:$port"
  cat >"$LAB/registry.yml" <<EOF
version: 0.1
log: {level: warn, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: $LAB/registry}
  delete: {enabled: true}
http: {addr: $REGISTRY}
EOF
  daemon_start registry "$LAB/registry.yml" registry_answers "$BIN/docker-registry" serve "$LAB/registry.yml"
}

registry_answers() (
  exec 3<>"/dev/tcp/127.0.0.1/${REGISTRY##*:}"
  printf 'GET /v2/ HTTP/1.0\r\n\r\n' >&3
  read -t 2 -r line <&3
  [[ $line == *" 200 "* ]]
)
