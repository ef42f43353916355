# shellcheck shell=bash
# buildkitd, once or twice (the second is the other machine of a two-node builder).

buildkit_mirrors() {
  # Build steps share the machine's network, so `go mod download` needs no flags; a build that asks
  # for --network host by name is let through too.
  cat <<EOF
insecure-entitlements = ["network.host"]
[worker.oci]
  enabled = true
  networkMode = "host"
  gckeepstorage = "12GB"
[worker.containerd]
  enabled = false
[registry."docker.io"]
  mirrors = ["$REGISTRY"]
[registry."gcr.io"]
  mirrors = ["$REGISTRY"]
[registry."$REGISTRY"]
  http = true
EOF
}

start_buildkit() {
  local node=$1 config="$LAB/buildkit-$1.toml"
  mkdir -p "$RUN"
  {
    echo "root = \"$LAB/buildkit-$node\""
    buildkit_mirrors
    cat <<EOF
[worker.oci.labels]
  "plimsoll.lab.node" = "$node"
[grpc]
  address = ["unix://$RUN/buildkit-$node.sock"]
[otel]
  socketPath = "$RUN/otel-$node.sock"
EOF
  } >"$config"
  daemon_start "buildkit-$node" "$config" "buildkit_answers $node" "$BIN/buildkitd" --config "$config"
}

buildkit_answers() { "$BIN/buildctl" --addr "unix://$RUN/buildkit-$1.sock" --timeout 5 debug workers; }
