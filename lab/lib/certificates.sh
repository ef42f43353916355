# shellcheck shell=bash
# The lab's certificate authority (made once per root), and the bundle that base images carry:
# what this machine trusts plus that authority.

make_ca() { "$BIN/labtls" ca "$1"; }

make_bundle() {
  local out=$1 ca=$2
  cat "$(machine_bundle)" "$ca" >"$out/ca-certificates.crt"
  # What the machine trusts beyond Debian's own list, for update-ca-certificates inside images.
  mkdir -p "$out/local"
  cp -L /usr/local/share/ca-certificates/*.crt "$out/local/" 2>/dev/null || true
  cp "$ca" "$out/local/plimsoll-lab.crt"
}

get_certificates() {
  CA="$(store_path ca "$ROOT")"
  store_make "$CA" "certificate authority made" make_ca
  BUNDLE="$(store_path bundle "$(cat "$(machine_bundle)" "$CA/ca.pem" | sha256sum)")"
  store_make "$BUNDLE" "certificate bundle made" make_bundle "$CA/ca.pem"
}
