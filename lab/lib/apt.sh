# shellcheck shell=bash
# A private apt root: the machine's mirror and proxies, but own lists, own status, own cache.
# Nothing is installed; packages are downloaded and unpacked where the lab wants them.

# apt_private SUITE ARCH COMMAND…
apt_private() {
  local suite=$1 arch=$2 root=$APT_ROOT/$1-$2
  shift 2
  if [[ ! -f $root/apt.conf ]]; then
    mkdir -p "$root/state/lists/partial" "$root/cache/archives/partial"
    local uri options
    read -r uri options <<<"$(machine_mirror)"
    echo "deb $options $uri $suite main" >"$root/sources.list"
    cat >"$root/apt.conf" <<EOF
Dir::State "$root/state";
Dir::State::status "/dev/null";
Dir::Cache "$root/cache";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "srcpkgcache.bin";
Dir::Etc::SourceList "$root/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Sandbox::User "root";
APT::Install-Recommends "false";
Acquire::Retries "3";
Acquire::Languages "none";
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
#clear DPkg::Pre-Install-Pkgs;
EOF
    apt-get -c "$root/apt.conf" -qq update
  fi
  apt-get -c "$root/apt.conf" -qq "$@"
}

# Two store items: the programs, and the packages that base images are made from.

fetch_tools() {
  local out=$1 deb
  APT_ROOT="$out/apt"
  mkdir -p "$out/tree"
  cd "$out" || exit
  apt_private "$DEBIAN_SUITE" amd64 download runc docker-registry tini
  apt_private "$DEBIAN_NEWER_SUITE" amd64 download docker-cli
  for deb in *.deb; do dpkg-deb -x "$deb" tree; done
  # The engine starts containers under tini, which it calls docker-init.
  mv tree/usr/bin/tini-static docker-init
  mv tree/usr/sbin/runc tree/usr/bin/docker-registry tree/usr/bin/docker .
  rm -rf tree apt ./*.deb
}

fetch_image_packages() {
  local out=$1 arch
  APT_ROOT="$out/apt"
  for arch in amd64 arm64; do
    mkdir -p "$out/$arch/debian" "$out/$arch/alpine"
    # What a minimal Debian is made of, with everything it depends on.
    apt_private "$DEBIAN_SUITE" "$arch" install --download-only -y '?essential' apt tzdata
    mv "$APT_ROOT/$DEBIAN_SUITE-$arch"/cache/archives/*.deb "$out/$arch/debian/"
    (cd "$out/$arch/alpine" && apt_private "$DEBIAN_NEWER_SUITE" "$arch" download busybox-static musl netbase)
  done
  rm -rf "$APT_ROOT"
}

get_tools() {
  local item
  item="$(store_path tools "$DEBIAN_SUITE $DEBIAN_NEWER_SUITE" "$(declare -f fetch_tools)")"
  store_make "$item" "runc, registry and docker client fetched" fetch_tools
  link_bin "$item" runc docker-registry docker docker-init
}

get_image_packages() {
  PACKAGES="$(store_path packages "$DEBIAN_SUITE $DEBIAN_NEWER_SUITE" "$(declare -f fetch_image_packages)")"
  store_make "$PACKAGES" "Debian packages for the base images fetched" fetch_image_packages
}
