# distroless/static: certificates, time zones, users and the record of the packages they came
# from; no shell, no libc. The same files for every platform.
out=$1
tree="$out/tree"
mkdir -p "$tree"/{bin,boot,dev,etc/ssl/certs,home/nonroot,lib,proc,root,run,sbin,sys,tmp,usr/{bin,sbin,share},var/{lib/dpkg/status.d,log,tmp}}
chmod 1777 "$tree/tmp" "$tree/var/tmp"
chmod 700 "$tree/home/nonroot" "$tree/root"
chown 65532:65532 "$tree/home/nonroot"

# In distroless each package is one file of status.d, beside its md5sums.
for deb in "$PACKAGES"/amd64/debian/{base-files,tzdata}_*.deb "$PACKAGES"/amd64/alpine/netbase_*.deb; do
  name="$(dpkg-deb -f "$deb" Package)"
  dpkg-deb -x "$deb" "$out/deb"
  dpkg-deb -f "$deb" >"$tree/var/lib/dpkg/status.d/${name/base-files/base}"
  dpkg-deb --ctrl-tarfile "$deb" | tar -xO ./md5sums >"$tree/var/lib/dpkg/status.d/${name/base-files/base}.md5sums"
done
cp -a "$out/deb/usr/share/zoneinfo" "$tree/usr/share/"
rm -rf "$tree"/usr/share/zoneinfo/{right,posix}
cp -a "$out"/deb/etc/{protocols,services,debian_version} "$tree/etc/"
mkdir -p "$tree/usr/lib" && cp "$out/deb/usr/lib/os-release" "$tree/usr/lib/os-release"
sed -i 's/^PRETTY_NAME=.*/PRETTY_NAME="Distroless"/' "$tree/usr/lib/os-release"
ln -s ../usr/lib/os-release "$tree/etc/os-release"
cp "$BUNDLE/ca-certificates.crt" "$tree/etc/ssl/certs/"
printf 'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n' >"$tree/etc/passwd"
printf 'root:x:0:\nnobody:x:65534:\ntty:x:5:\nstaff:x:50:\nnonroot:x:65532:\n' >"$tree/etc/group"
printf 'hosts: files dns\n' >"$tree/etc/nsswitch.conf"

tar --sort=name --mtime="@$IMAGE_EPOCH" --numeric-owner -C "$tree" -c . | gzip -n9 >"$out/static.tar.gz"
rm -rf "$tree" "$out/deb"
