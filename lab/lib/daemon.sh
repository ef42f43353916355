# shellcheck shell=bash
# Daemons: started detached, known by pid AND start time, stopped only when both still agree.
# A record is `$RUN/NAME.pid`: pid, start time, hash of the command and its configuration.

process_start() {
  # Field 22 of stat; the name in field 2 may hold spaces, so cut after its closing bracket.
  local stat
  stat="$(cat "/proc/$1/stat" 2>/dev/null)" || return 1
  # shellcheck disable=SC2086
  set -- ${stat##*) }
  [[ $1 != Z ]] && echo "${20}"
}

# daemon_pid NAME: its pid while it runs.
daemon_pid() {
  local pid start _
  read -r pid start _ 2>/dev/null <"$RUN/$1.pid" || return 1
  [[ $(process_start "$pid") == "$start" ]] && echo "$pid"
}

# daemon_start NAME CONFIG READY COMMAND…: CONFIG is a file whose change means a restart (or ""),
# READY a command that succeeds once the daemon answers.
daemon_start() {
  local name=$1 config=$2 ready=$3 want pid start had begin=$SECONDS
  shift 3
  want="$(hash "$*" "$([[ -z $config ]] || cat "$config")")"
  if pid="$(daemon_pid "$name")"; then
    read -r _ _ had <"$RUN/$name.pid"
    # shellcheck disable=SC2086
    if [[ $had == "$want" ]] && retry 20 "$name" $ready; then return; fi
    say "$name does not answer or its configuration changed: restarting it"
    daemon_stop "$name"
  fi
  mkdir -p "$RUN" "$LAB/log"
  PATH="$BIN:$PATH" setsid "$@" >>"$LAB/log/$name.log" 2>&1 </dev/null 9>&- &
  pid=$!
  start="$(process_start "$pid")" || start=gone
  echo "$pid $start $want" >"$RUN/$name.pid"
  # shellcheck disable=SC2086
  if ! retry 300 "$name" $ready; then
    say "FAILED: $name does not answer"
    say "command: $*"
    say "last lines of $LAB/log/$name.log:"
    tail -20 "$LAB/log/$name.log" | sed 's/^/  /' >&2
    daemon_stop "$name"
    exit 1
  fi
  say "$name started ($((SECONDS - begin)) s)"
}

# retry TENTHS NAME COMMAND…: until it succeeds, the daemon dies or the time is over.
retry() {
  local tenths=$1 name=$2
  shift 2
  while ((tenths-- > 0)); do
    daemon_pid "$name" >/dev/null || return 1
    "$@" >/dev/null 2>&1 </dev/null 9>&- && return
    sleep 0.1
  done
  return 1
}

daemon_stop() {
  local name=$1 pid tenths=200
  if pid="$(daemon_pid "$name")"; then
    kill "$pid" 2>/dev/null || true
    while daemon_pid "$name" >/dev/null && ((tenths-- > 0)); do sleep 0.1; done
    daemon_pid "$name" >/dev/null && kill -9 "$pid" 2>/dev/null
  fi
  rm -f "$RUN/$name.pid"
}

# Is somebody listening on this port of the loopback?
port_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
