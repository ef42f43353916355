# shellcheck shell=bash disable=SC2016 # $ in single quotes is JavaScript's
# What is up, written for programs: env.json. A component that is not up has no key.

write_env_json() {
  local components=" $* "
  has() { [[ $components == *" $1 "* ]] && echo "$2"; }
  LAB_ROOT="$LAB" LAB_BIN="$BIN" LAB_CONFIG="$DOCKER_CONFIG_DIR" LAB_REGISTRY="$REGISTRY" LAB_RUN="$RUN" LAB_CA="$CA/ca.pem" \
    LAB_NODES="$(has nodes yes)" LAB_DOCKER="$(has docker yes)" LAB_CONTAINER="$(has container yes)" LAB_ACT="$(has act yes)" \
    LAB_TLS="$(has tls "$(cat "$LAB/tls.port" 2>/dev/null)")" BUILDKIT_VERSION="$BUILDKIT_VERSION" BUILDX_VERSION="$BUILDX_VERSION" \
    DOCKER_VERSION="$DOCKER_VERSION" ACT_VERSION="$ACT_VERSION" GO="$(image_go_version)" node -e '
    const e = process.env, on = (flag, value) => (flag ? value : undefined), socket = (n) => `unix://${e.LAB_RUN}/${n}.sock`;
    console.log(JSON.stringify({
      root: e.LAB_ROOT, bin: e.LAB_BIN, dockerConfig: e.LAB_CONFIG, registry: e.LAB_REGISTRY,
      builders: { remote: "lab-remote", nodes: on(e.LAB_NODES, "lab-nodes"), container: on(e.LAB_CONTAINER, "lab-container") },
      buildkit: [socket("buildkit-a"), ...(e.LAB_NODES ? [socket("buildkit-b")] : [])],
      docker: on(e.LAB_DOCKER, { containerd: socket("docker-containerd"), classic: socket("docker-classic") }),
      caCertificate: e.LAB_CA,
      tls: on(e.LAB_TLS, { url: `https://localhost:${e.LAB_TLS}/` }),
      versions: { buildkit: e.BUILDKIT_VERSION, buildx: e.BUILDX_VERSION, docker: on(e.LAB_DOCKER, e.DOCKER_VERSION), act: on(e.LAB_ACT, e.ACT_VERSION), go: e.GO },
    }, null, 2));' >"$LAB/env.json.new"
  mv "$LAB/env.json.new" "$LAB/env.json"
}
