#!/usr/bin/env bash
# Starts one Docker engine in a mount namespace of its own: engine.sh SCRATCH REGISTRY COMMAND…
# The engine mirrors docker.io by a setting, but gcr.io only through a file under /etc. So it sees
# an /etc with that file laid over it; the machine's own stays as it is.
set -euo pipefail

scratch=$1 registry=$2
shift 2
mkdir -p "$scratch"
mount -t tmpfs -o mode=755 tmpfs "$scratch"
mkdir -p "$scratch"/{work,upper/docker/certs.d/gcr.io}
cat >"$scratch/upper/docker/certs.d/gcr.io/hosts.toml" <<EOF
server = "https://gcr.io"
[host."http://$registry"]
  capabilities = ["pull", "resolve"]
EOF
mount -t overlay -o "lowerdir=/etc,upperdir=$scratch/upper,workdir=$scratch/work" overlay /etc
exec "$@"
