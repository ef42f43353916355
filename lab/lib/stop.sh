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
  for name in "${names[@]}"; do
    say "stopping $name"
    daemon_stop "$name" &
  done
  wait
  daemon_stop registry
  stop_leftovers "$RUN"
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

# A daemon that was killed leaves children (containerd, its shims, containers): ours when the program
# is from this root's store and its command line names the private place.
stop_leftovers() {
  local place=$1 process program state id
  for process in /proc/[0-9]*; do
    program="$(readlink "$process/exe" 2>/dev/null)" || continue
    [[ $program == "$STORE"/* && "$(tr '\0' ' ' 2>/dev/null <"$process/cmdline")" == *"$place/"* ]] || continue
    case "$(basename "$program")" in
      containerd | containerd-shim-runc-v2 | runc | buildkitd | dockerd) kill -9 "${process#/proc/}" 2>/dev/null || true ;;
    esac
  done
  # What runs inside containers is known to runc only.
  for state in "$RUN"/exec-*/runtime-runc/*; do
    [[ -d $state && $state/ == "$place/"* && -x $RUN/runc ]] || continue
    for id in $("$RUN/runc" --root "$state" list -q); do "$RUN/runc" --root "$state" delete --force "$id" || true; done
  done
}

# An interrupted up: what it was running goes, daemons (sessions of their own) stay.
interrupted() {
  trap - INT TERM EXIT
  say "interrupted; lab/up again goes on from here"
  kill_children $$
  exit 130
}

kill_children() {
  local child own
  own="$(process_session $$)"
  # shellcheck disable=SC2013
  for child in $(cat "/proc/$1/task/"*/children 2>/dev/null); do
    [[ "$(process_session "$child")" == "$own" ]] || continue
    kill_children "$child"
    kill "$child" 2>/dev/null || true
  done
}

process_session() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d' ' -f4; }

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
