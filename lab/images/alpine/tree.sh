# Alpine's shape from Debian's busybox-static and musl: one root file system per platform.
# Also the bare busybox image's, which is the same programs and nothing else.
out=$1
here="$(cd "$(dirname "$0")" && pwd)"

pack() { tar --sort=name --mtime="@$IMAGE_EPOCH" --owner=0 --group=0 --numeric-owner -C "$1" -c . | gzip -n9 >"$2"; }

# Links for every program of busybox but those that would lie about the image (dpkg, rpm).
link_busybox() {
  local tree=$1 program
  mkdir -p "$tree"/{bin,sbin,usr/bin,usr/sbin}
  while read -r program; do
    case "$program" in busybox | dpkg* | rpm* | linuxrc | run-init | init) continue ;; esac
    [[ -e $tree/$program || -e $tree/bin/$program ]] || ln -s /bin/busybox "$tree/bin/$program"
  done < <("$busybox" --list)
}

package() {
  mkdir -p "$work/$1"
  dpkg-deb -x "$PACKAGES/$1/alpine/$2"_*.deb "$work/$1/$2"
}

work="$out/work"
for arch in amd64 arm64; do
  for name in busybox-static musl; do package $arch $name; done
done
busybox="$work/amd64/busybox-static/usr/bin/busybox"
dpkg-deb -x "$PACKAGES"/amd64/debian/tzdata_*.deb "$work/tzdata"
rm -rf "$work"/tzdata/usr/share/zoneinfo/{right,posix}

for arch in amd64 arm64; do
  case $arch in amd64) machine=x86_64 ;; arm64) machine=aarch64 ;; esac
  tree="$work/$arch/alpine"
  mkdir -p "$tree"/{bin,dev,home,media,mnt,opt,proc,root,run,srv,sys,tmp,var/{cache/apk,empty,log,tmp},usr/local/{bin,share/ca-certificates},lib/apk/db,etc/ssl/certs}
  chmod 1777 "$tree/tmp" "$tree/var/tmp"
  chmod 700 "$tree/root"
  cp -a "$here/rootfs/." "$tree/"
  chmod 755 "$tree"/sbin/* "$tree"/usr/sbin/*
  cp "$work/$arch/busybox-static/usr/bin/busybox" "$tree/bin/busybox"
  cp "$work/$arch/musl/usr/lib/$machine-linux-musl/libc.so" "$tree/lib/ld-musl-$machine.so.1"
  chmod 755 "$tree/bin/busybox" "$tree/lib/ld-musl-$machine.so.1"
  ln -s "ld-musl-$machine.so.1" "$tree/lib/libc.musl-$machine.so.1"
  link_busybox "$tree"
  cp "$BUNDLE/ca-certificates.crt" "$tree/etc/ssl/certs/"
  ln -s certs/ca-certificates.crt "$tree/etc/ssl/cert.pem"
  sed -i "s/@VERSION@/$ALPINE_VERSION/g" "$tree/etc/alpine-release" "$tree/etc/os-release"
  sed -i "s/@ARCH@/$machine/g" "$tree/lib/apk/db/installed" "$tree/etc/apk/arch"
  # What `apk add tzdata` unpacks. Compressed, it is a fifth of what it will be.
  mkdir -p "$tree/usr/share/lab-apk"
  pack "$work/tzdata/usr/share/zoneinfo" "$tree/usr/share/lab-apk/zoneinfo.tar.gz"
  pack "$tree" "$out/alpine-minirootfs-$arch.tar.gz"

  tree="$work/$arch/busybox"
  mkdir -p "$tree"/{dev,etc,home,root,tmp,var}
  chmod 1777 "$tree/tmp"
  cp "$here"/rootfs/etc/{passwd,group} "$tree/etc/"
  mkdir -p "$tree/bin" && cp -a "$work/$arch/alpine/bin/." "$tree/bin/"
  pack "$tree" "$out/busybox-$arch.tar.gz"
done
rm -rf "$work"
