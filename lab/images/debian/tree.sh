# A minimal, slimmed Debian. amd64 is installed for real (its own dpkg configures it in a chroot);
# arm64 cannot run here, so its packages are unpacked and recorded but not configured: good for COPY.
out=$1
here="$(cd "$(dirname "$0")" && pwd)"
export SOURCE_DATE_EPOCH=$IMAGE_EPOCH DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true

# Everything below mounts inside a namespace of its own: nothing is left mounted, whatever happens.
if [[ ${2:-} == configure ]]; then
  tree=$out
  mount -t proc proc "$tree/proc"
  mount -t tmpfs tmpfs "$tree/dev"
  mknod -m 666 "$tree/dev/null" c 1 3
  mknod -m 666 "$tree/dev/zero" c 1 5
  mknod -m 666 "$tree/dev/random" c 1 8
  mknod -m 666 "$tree/dev/urandom" c 1 9
  ln -s /proc/self/fd "$tree/dev/fd"
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C HOME=/root SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" \
    DEBIAN_FRONTEND=noninteractive chroot "$tree" sh -c 'dpkg --install --force-depends /tmp/debs/*.deb && rm -rf /tmp/debs'
fi

unpack() {
  local arch=$1 tree=$2 folder deb
  mkdir -p "$tree"/usr/{bin,sbin,lib,lib64} "$tree"/var/lib/dpkg/info
  for folder in bin sbin lib lib64; do ln -s "usr/$folder" "$tree/$folder"; done
  : >"$tree/var/lib/dpkg/status"
  for deb in "$PACKAGES/$arch"/debian/*.deb; do
    dpkg-deb --fsys-tarfile "$deb" | tar -C "$tree" -xp --keep-directory-symlink -f -
  done
}

configure() {
  local tree=$1
  mkdir -p "$tree/tmp/debs"
  cp "$PACKAGES"/amd64/debian/*.deb "$tree/tmp/debs/"
  unshare --mount --propagation private bash -euo pipefail "$here/tree.sh" "$tree" configure
}

# What dpkg would have written.
record() {
  local arch=$1 tree=$2 deb name
  for deb in "$PACKAGES/$arch"/debian/*.deb; do
    name="$(dpkg-deb -f "$deb" Package)"
    { dpkg-deb -f "$deb" | sed '/^Package:/a Status: install ok installed' && echo; } >>"$tree/var/lib/dpkg/status"
    dpkg-deb --fsys-tarfile "$deb" | tar -t | sed 's#^\.##; s#/$##; s#^$#/.#' >"$tree/var/lib/dpkg/info/$name.list"
  done
  cp "$tree/usr/share/base-passwd/passwd.master" "$tree/etc/passwd"
  cp "$tree/usr/share/base-passwd/group.master" "$tree/etc/group"
}

# What makes the slim image slim, and the settings that keep apt lean in containers.
slim() {
  local tree=$1
  find "$tree/usr/share/doc" -type f ! -name copyright -delete
  find "$tree/usr/share/doc" -type l -delete
  find "$tree/usr/share/doc" -depth -type d -empty -delete
  rm -rf "$tree"/usr/share/{man,info,groff,lintian,linda}/* "$tree"/usr/share/locale/*
  rm -rf "$tree"/var/cache/apt/* "$tree"/var/lib/apt/lists/* "$tree"/var/log/{dpkg.log,alternatives.log,apt,faillog,lastlog} \
    "$tree"/var/cache/{ldconfig/aux-cache,debconf/*-old} "$tree"/var/lib/dpkg/*-old "$tree"/etc/{machine-id,resolv.conf,hostname} "$tree"/etc/*-
  mkdir -p "$tree"/var/cache/apt/archives/partial "$tree"/var/lib/apt/lists/partial "$tree"/usr/local/share/ca-certificates "$tree"/etc/apt/apt.conf.d
  cp "$here"/apt.conf.d/* "$tree/etc/apt/apt.conf.d/"
  cp "$BUNDLE"/local/*.crt "$tree/usr/local/share/ca-certificates/"
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n' \
    "${MIRROR%% *}" "$DEBIAN_SUITE" >"$tree/etc/apt/sources.list.d/debian.sources"
}

for arch in amd64 arm64; do
  tree="$out/$arch"
  unpack $arch "$tree"
  if [[ $arch == amd64 ]]; then configure "$tree"; else record $arch "$tree"; fi
  slim "$tree"
  tar --sort=name --mtime="@$IMAGE_EPOCH" --numeric-owner -C "$tree" -c . | gzip -n >"$out/rootfs-$arch.tar.gz"
  rm -rf "$tree"
done
