# shellcheck shell=bash
# Two Docker engines on private sockets, one for each image store, and the docker-container builder.

start_engines() {
  start_engine containerd true
  start_engine classic false
}

start_engine() {
  local store=$1 snapshotter=$2 config="$LAB/docker-$1.json"
  # No bridge and no firewall tools: nothing of the machine's network is touched. Build steps and
  # containers that need the network ask for --network host. Debian's runc knows no time namespaces.
  cat >"$config" <<EOF
{
  "data-root": "$LAB/docker-$store",
  "exec-root": "$RUN/exec-$store",
  "pidfile": "$RUN/dockerd-$store.own-pid",
  "hosts": ["unix://$RUN/docker-$store.sock"],
  "bridge": "none",
  "iptables": false,
  "ip6tables": false,
  "userland-proxy": false,
  "registry-mirrors": ["http://$REGISTRY"],
  "insecure-registries": ["$REGISTRY"],
  "features": {"containerd-snapshotter": $snapshotter, "time-namespaces": false}
}
EOF
  # Where lab/down finds them even when lab/ has changed since.
  ln -sfn "$(realpath "$BIN/docker")" "$RUN/docker"
  ln -sfn "$(realpath "$BIN/runc")" "$RUN/runc"
  # An engine that was killed leaves its containerd behind, in a mount namespace that is no more use.
  daemon_pid "docker-$store" >/dev/null || stop_leftovers "$RUN/exec-$store"
  daemon_start "docker-$store" "$config" "engine_answers $store" \
    unshare --mount --propagation private bash "$LAB_SOURCE/lib/engine.sh" "$RUN/etc-$store" "$REGISTRY" "$BIN/dockerd" --config-file "$config"
}

engine_answers() { "$BIN/docker" --host "unix://$RUN/docker-$1.sock" version; }

# The image that the docker-container driver starts, and the builder itself.
container_builder() {
  local socket="unix://$RUN/docker-containerd.sock" programs tools
  programs="$(dirname "$(realpath "$BIN/buildkitd")")"
  tools="$(dirname "$(realpath "$BIN/runc")")"
  image buildkit "moby/buildkit:buildx-stable-1" "$AMD" "$programs" "$(basename "$programs") $(basename "$tools") $DEBIAN_IMAGE" \
    -- --build-context "tools=$tools" --build-context "bundle=$BUNDLE"
  buildkit_mirrors >"$LAB/buildkit-container.toml"
  # A container that was removed, or went down with its engine, is made or started again.
  builder lab-container "$socket $IMAGE_HASH $(cat "$LAB/buildkit-container.toml")" create_container
  [[ "$("$BIN/docker" --host "$socket" ps -q --filter name=buildx_buildkit_lab-container0)" ]] ||
    step builder-boot "builder lab-container booted" buildx inspect --bootstrap lab-container
}

create_container() {
  buildx create --name "$1" --driver docker-container --driver-opt network=host \
    --buildkitd-config "$LAB/buildkit-container.toml" --bootstrap "unix://$RUN/docker-containerd.sock"
}
