import type { RunScript } from '../dockerfile/runs.ts';
import type { Stage } from '../dockerfile/stages.ts';
import { packageCommandsOf } from './packages/package-command.ts';

/** Packages that change what belongs to the kernel: init systems, packet filters, tunnels, mounts and disks. */
const PACKAGES: ReadonlySet<string> = new Set([
  'btrfs-progs',
  'cryptsetup',
  'e2fsprogs',
  'ebtables',
  'fuse',
  'fuse3',
  'ip6tables',
  'ipset',
  'iptables',
  'keepalived',
  'kmod',
  'lvm2',
  'nfs-common',
  'nfs-utils',
  'nftables',
  'openrc',
  'openvpn',
  'systemd',
  'systemd-sysv',
  'wireguard-tools',
  'xfsprogs',
]);

const ADDING: ReadonlySet<string> = new Set(['add', 'install']);

/** Do the stages install what is of use to root alone? */
export function needsRoot(lineage: readonly Stage[], runs: readonly RunScript[]): boolean {
  return runs.some(
    (run) =>
      lineage.includes(run.stage) &&
      packageCommandsOf(run).some(
        ({ verb, names }) => ADDING.has(verb) && names.some((name) => PACKAGES.has(name.replace(/[=<>~@:].*$/s, ''))),
      ),
  );
}
