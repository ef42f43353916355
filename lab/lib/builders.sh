# shellcheck shell=bash
# The docker client's configuration and the named builders, all inside the lab.

DOCKER_CONFIG_DIR="$LAB/docker-config"

client_config() {
  mkdir -p "$DOCKER_CONFIG_DIR/cli-plugins"
  ln -sfn "$(realpath "$BIN/buildx")" "$DOCKER_CONFIG_DIR/cli-plugins/docker-buildx"
  # Where the machine reaches the world through a proxy, build steps must too: buildx passes these on.
  node -e '
    const e = process.env, get = (n) => e[n.toUpperCase()] || e[n];
    const p = { httpProxy: get("http_proxy"), httpsProxy: get("https_proxy"), noProxy: get("no_proxy") };
    const some = p.httpProxy || p.httpsProxy;
    console.log(JSON.stringify(some ? { proxies: { default: p } } : {}));' >"$DOCKER_CONFIG_DIR/config.json"
}

buildx() { DOCKER_CONFIG="$DOCKER_CONFIG_DIR" "$BIN/buildx" "$@"; }

# builder NAME SHAPE FUNCTION: made anew only when its shape (endpoints, options) changed.
builder() {
  local name=$1 shape=$2 function=$3 record="$LAB/builder-$1"
  [[ -f $DOCKER_CONFIG_DIR/buildx/instances/$name && $(cat "$record" 2>/dev/null) == "$shape" ]] && return
  buildx rm -f "$name" >/dev/null 2>&1 || true
  step "builder-$name" "builder $name created" "$function" "$name"
  echo "$shape" >"$record"
}

remote_builder() { builder lab-remote "$RUN" create_remote; }
create_remote() { buildx create --name "$1" --driver remote "unix://$RUN/buildkit-a.sock"; }

# Two machines in small: each architecture has a home.
nodes_builder() { builder lab-nodes "$RUN" create_nodes; }
create_nodes() {
  buildx create --name "$1" --node amd64 --driver remote --platform linux/amd64 "unix://$RUN/buildkit-a.sock"
  buildx create --name "$1" --node arm64 --driver remote --platform linux/arm64 --append "unix://$RUN/buildkit-b.sock"
}
