# shellcheck shell=bash
# Stopping: only what this root's lab started, found by its records and its private sockets.

stop_lab() {
  local record name names=()
  remove_builder_containers || true
  for record in "$RUN"/*.pid; do
    [[ -e $record ]] || continue
    name="$(basename "$record" .pid)"
    [[ $name == registry ]] || names+=("$name")
  done
  # The registry last: the others may still be talking to it.
  for name in "${names[@]}" registry; do
    daemon_pid "$name" >/dev/null && say "stopping $name"
    daemon_stop "$name" &
  done
  wait
  stop_leftovers
  unmount_below "$ROOT"
  unmount_below "$RUN"
  rm -rf "$RUN"
}

# Containers of the docker-container builder, while their engine still answers.
remove_builder_containers() {
  local docker="$RUN/docker" socket="$RUN/docker-containerd.sock" ids
  [[ -S $socket && -x $docker ]] || return 0
  ids="$("$docker" --host "unix://$socket" ps -aq)" && [[ -n $ids ]] || return 0
  # shellcheck disable=SC2086
  "$docker" --host "unix://$socket" rm -f -v $ids >/dev/null 2>&1
}

# A daemon that was killed leaves children (containerd, its shims, runc): ours when the program is
# from this root's store or their command line names this root's private sockets.
stop_leftovers() {
  local process pid program line
  for process in /proc/[0-9]*; do
    pid=${process#/proc/}
    program="$(readlink "$process/exe" 2>/dev/null)" || continue
    [[ $program == "$STORE"/* ]] || continue
    line="$(tr '\0' ' ' 2>/dev/null <"$process/cmdline")" || continue
    [[ $line == *"$RUN/"* || $line == *"$ROOT/"* ]] || continue
    case "$(basename "$program")" in
      containerd | containerd-shim-runc-v2 | runc | buildkitd | dockerd | docker-registry | labtls) kill -9 "$pid" 2>/dev/null || true ;;
    esac
  done
}

unmount_below() {
  local place
  # /proc/self/mountinfo writes a space as \040.
  awk -v below="$1/" 'index($5, below) == 1 { print $5 }' /proc/self/mountinfo | tac | while read -r place; do
    umount "$(printf '%b' "$place")" 2>/dev/null || umount -l "$(printf '%b' "$place")" || true
  done
}

# Only folders that the lab itself made: a root given by mistake loses nothing else.
purge_root() {
  local folder
  for folder in "$ROOT"/*/; do
    [[ ! -e $folder/.lab ]] || rm -rf "${folder:?}"
  done
  chmod -R u+w "$STORE" 2>/dev/null || true
  rm -rf "${STORE:?}" "$ROOT/lock"
  rmdir "$ROOT" 2>/dev/null || true
}
