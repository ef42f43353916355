# shellcheck shell=bash
# Programs that come as Go modules, from the module proxy, built static.

# Plain `go install pkg@version` refuses modules with exclude or replace lines; a scratch module does not mind.
install_tools() {
  local out=$1 flags=$2 pins=() packages=() pin
  shift 2
  for pin in "$@"; do
    pins+=("$pin")
    packages+=("${pin%@*}")
  done
  mkdir -p "$out/module"
  cd "$out/module" || exit
  export CGO_ENABLED=0 GOWORK=off GOBIN="$out"
  go mod init lab
  go get -tool "${pins[@]}"
  go install -trimpath -ldflags "-s -w $flags" "${packages[@]}"
  cd / && rm -rf "$out/module"
}

# go_tools NAME FLAGS PIN…: makes the store item and puts its programs on the lab's PATH.
go_tools() {
  local name=$1 flags=$2 item pin files=()
  shift 2
  item="$(store_path "$name" "$flags" "$@" "$(go env GOVERSION)")"
  store_make "$item" "$name built" install_tools "$flags" "$@"
  for pin in "$@"; do files+=("$(basename "${pin%@*}")"); done
  link_bin "$item" "${files[@]}"
}

build_buildkit() {
  local module=github.com/moby/buildkit
  go_tools buildkit "-X $module/version.Version=$BUILDKIT_VERSION" \
    "$module/cmd/buildkitd@$BUILDKIT_VERSION" "$module/cmd/buildctl@$BUILDKIT_VERSION" \
    "$module/frontend/dockerfile/cmd/dockerfile-frontend@$BUILDKIT_VERSION"
}

build_buildx() {
  local module=github.com/docker/buildx
  go_tools buildx "-X $module/version.Version=$BUILDX_VERSION -X $module/version.Package=$module" "$module/cmd/buildx@$BUILDX_VERSION"
}

build_crane() {
  go_tools crane "" "github.com/google/go-containerregistry/cmd/crane@$CRANE_VERSION"
}

build_docker() {
  local version=github.com/moby/moby/v2/dockerversion containerd=github.com/containerd/containerd/v2
  go_tools dockerd "-X $version.Version=$DOCKER_VERSION -X $containerd/version.Version=$CONTAINERD_VERSION" \
    "github.com/moby/moby/v2/cmd/dockerd@$MOBY_VERSION" \
    "$containerd/cmd/containerd@$CONTAINERD_VERSION" "$containerd/cmd/containerd-shim-runc-v2@$CONTAINERD_VERSION"
}

build_act() {
  go_tools act "-X main.version=${ACT_VERSION#v}" "github.com/nektos/act@$ACT_VERSION"
}

# The lab's own program: certificate authority and TLS server.
build_labtls() {
  local item
  item="$(store_path labtls "$(hash_files "$LAB_SOURCE/tls")" "$(go env GOVERSION)")"
  store_make "$item" "labtls built" compile_labtls
  link_bin "$item" labtls
}

compile_labtls() {
  cd "$LAB_SOURCE/tls" || exit
  CGO_ENABLED=0 GOWORK=off go build -trimpath -o "$1/labtls" .
}
