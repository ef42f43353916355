# shellcheck shell=bash
# A store shared by all keys of one root: each item is named by what it is made from, made in a
# temporary folder and moved into place when complete. An interrupted set-up starts again where it was.

# store_path NAME INPUT…
store_path() {
  local name=$1
  shift
  echo "$STORE/$name-$(hash "$@")"
}

# store_make ITEM TEXT FUNCTION ARG…: calls FUNCTION with the temporary folder first.
store_make() {
  local item=$1 text=$2 function=$3 name temporary
  shift 3
  # Used again: up prunes what nobody used for two weeks.
  [[ -d $item ]] && touch "$item" && return
  name="$(basename "$item")"
  temporary="$STORE/.making-$name"
  rm -rf "$temporary"
  mkdir -p "$temporary"
  step "${name%-*}" "$text" "$function" "$temporary" "$@"
  mv -T "$temporary" "$item"
}

# link_bin ITEM FILE…: puts programs on the lab's PATH.
link_bin() {
  local item=$1 file
  shift
  mkdir -p "$BIN"
  for file in "$@"; do ln -sfn "$item/$file" "$BIN/$(basename "$file")"; done
}
