# shellcheck shell=bash
# Which base images there are, under which names, from what.

BOTH=linux/amd64,linux/arm64
AMD=linux/amd64

push_base_images() {
  local alpine frontend goroot
  get_image_packages

  image_tree alpine
  image alpine "library/alpine:$ALPINE_VERSION library/alpine:${ALPINE_VERSION%.*} library/alpine:3 library/alpine:latest" \
    $BOTH "$TREE" "$(basename "$TREE")"
  alpine=$IMAGE_HASH
  image busybox "library/busybox:1.37 library/busybox:latest" $BOTH "$TREE" "$(basename "$TREE")"

  frontend="$(dirname "$(realpath "$BIN/dockerfile-frontend")")"
  image frontend "docker/dockerfile:1 docker/dockerfile:latest" $AMD "$frontend" "$(basename "$frontend")"

  image_tree distroless
  image distroless "distroless/static-debian12:latest distroless/static:latest" \
    $BOTH "$TREE" "$(basename "$TREE")" -- --target root
  image distroless "distroless/static-debian12:nonroot distroless/static:nonroot" \
    $BOTH "$TREE" "$(basename "$TREE") nonroot" -- --target nonroot

  image_tree debian
  image debian "library/debian:bookworm-slim library/debian:12-slim library/debian:bookworm library/debian:latest" \
    $BOTH "$TREE" "$(basename "$TREE")"
  DEBIAN_IMAGE=$IMAGE_HASH

  goroot="$(machine_goroot)"
  go_inputs "$goroot"
  image golang-alpine "$(golang_tags -alpine -alpine3.22) library/golang:alpine" \
    $AMD "$GO_INPUTS" "$GO_INPUTS_KEY" "$alpine" -- "${GO_BUILD[@]}"
  image golang "$(golang_tags "" -bookworm) library/golang:latest library/golang:bookworm" \
    $AMD "$GO_INPUTS" "$GO_INPUTS_KEY" "$DEBIAN_IMAGE" -- "${GO_BUILD[@]}"
}

# golang_tags SUFFIX…: golang:1.26SUFFIX and golang:1.26.8SUFFIX.
golang_tags() {
  local suffix
  for suffix in "$@"; do printf 'library/golang:%s%s ' "$GO_LINE" "$suffix" "$(image_go_version)" "$suffix"; done
}

image_go_version() { sed -n '1s/^go//p' "$(machine_goroot)/VERSION"; }

# The toolchain goes in from where it stands. go.env is ours: a machine that reaches modules
# through another proxy has builds do the same.
go_inputs() {
  local goroot=$1 version name value
  version="$(image_go_version)"
  export GOLANG_VERSION=$version
  GO_INPUTS="$LAB/go-inputs"
  mkdir -p "$GO_INPUTS"
  cp "$goroot/go.env" "$GO_INPUTS/go.env"
  for name in GOPROXY GOSUMDB GONOSUMDB GONOPROXY; do
    value="$(go env $name)"
    [[ -z $value ]] || grep -qx "$name=$value" "$GO_INPUTS/go.env" || echo "$name=$value" >>"$GO_INPUTS/go.env"
  done
  GO_INPUTS_KEY="$(hash "$version" "$(basename "$BUNDLE")" "$(cat "$GO_INPUTS/go.env")")"
  GO_BUILD=(--build-context "goroot=$goroot" --build-context "bundle=$BUNDLE")
}
