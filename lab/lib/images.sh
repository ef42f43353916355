# shellcheck shell=bash
# Base images: each folder of lab/images is built by the lab's own BuildKit into a layout in the
# store, then pushed. Names hang on everything that goes in, so an edit elsewhere rebuilds nothing.

# image NAME "TAG…" "PLATFORMS" CONTEXT INPUT… [-- BUILD-OPTION…]
image() {
  local name=$1 tags=$2 platforms=$3 context=$4 item inputs=()
  shift 4
  while (($#)) && [[ $1 != -- ]]; do inputs+=("$1") && shift; done
  (($#)) && shift
  item="$(store_path "image-$name" "$platforms $IMAGE_EPOCH" "$(hash_files "$LAB_SOURCE/images/$name")" "${inputs[@]}")"
  store_make "$item" "image $name built" build_image "$name" "$platforms" "$context" "$@"
  IMAGE_HASH="$(basename "$item")"
  [[ -f $LAB/pushed/$IMAGE_HASH ]] && return
  # shellcheck disable=SC2086
  step "push-$name" "image $name pushed" push_image "$item/layout" $tags
  mkdir -p "$LAB/pushed" && touch "$LAB/pushed/$IMAGE_HASH"
}

push_image() {
  local layout=$1 first="$REGISTRY/$2" tag
  shift 2
  "$BIN/crane" push --insecure --index "$layout" "$first"
  for tag in "$@"; do "$BIN/crane" copy --insecure "$first" "$REGISTRY/$tag"; done
}

build_image() {
  local out=$1 name=$2 platforms=$3 context=$4
  shift 4
  # A version filled in here leaves no ARG in the image's history.
  sed "s/@GOLANG_VERSION@/${GOLANG_VERSION:-}/" "$LAB_SOURCE/images/$name/Dockerfile" >"$out/Dockerfile"
  SOURCE_DATE_EPOCH=$IMAGE_EPOCH BUILDX_BUILDER=lab-remote DOCKER_CONFIG="$LAB/docker-config" "$BIN/buildx" build --progress plain \
    --file "$out/Dockerfile" --platform "$platforms" --provenance=false --sbom=false \
    --output "type=oci,tar=false,dest=$out/layout,rewrite-timestamp=true" "$@" "$context"
}

# A tree of files for both platforms, made by lab/images/NAME/tree.sh.
image_tree() {
  local name=$1
  TREE="$(store_path "tree-$name" "$(basename "$PACKAGES") $(basename "$BUNDLE") $IMAGE_EPOCH" "$(hash_files "$LAB_SOURCE/images/$name")" "$(machine_mirror)")"
  store_make "$TREE" "files of $name made" make_tree "$name"
}

make_tree() {
  local out=$1 name=$2
  export PACKAGES BUNDLE IMAGE_EPOCH ALPINE_VERSION DEBIAN_SUITE
  MIRROR="$(machine_mirror)" bash -euo pipefail "$LAB_SOURCE/images/$name/tree.sh" "$out"
}
