import type { SurfaceReport } from '../model/report.ts';
import { byText } from '../model/text-order.ts';
import type { Folder, LayerFile, Node } from './layer-tree.ts';

const PATHS_AT_MOST = 100;
const SETUID = 0o4000;
const SETGID = 0o2000;
const STICKY = 0o1000;
const WRITABLE = 0o002;

const SHELLS: ReadonlySet<string> = new Set(
  'ash bash busybox csh dash fish ksh mksh nu pwsh rbash sh tcsh zsh'.split(' '),
);
const PACKAGE_MANAGERS: ReadonlySet<string> = new Set(
  'apk apt apt-get dnf dnf5 dpkg ipkg microdnf opkg pacman rpm tdnf yum zypper'.split(' '),
);

/** What somebody who got in could use, as far as a container sees it; `notable` has the package databases. */
export function attackSurface(root: Folder, notable: ReadonlyMap<LayerFile, string>): SurfaceReport {
  const found = { shells: [], packageManagers: [], setuid: [], setgid: [], worldWritable: [] } satisfies Found;
  visit(root, '', found);
  const paths = (list: string[]) => ({ count: list.length, paths: list.sort(byText).slice(0, PATHS_AT_MOST) });
  return {
    packages: packagesOf(notable),
    shells: paths(found.shells),
    packageManagers: paths(found.packageManagers),
    setuid: paths(found.setuid),
    setgid: paths(found.setgid),
    worldWritable: paths(found.worldWritable),
  };
}

type Found = Record<'shells' | 'packageManagers' | 'setuid' | 'setgid' | 'worldWritable', string[]>;

function visit(folder: Folder, path: string, found: Found): void {
  const { mode } = folder;
  if (mode !== null && (mode & WRITABLE) !== 0 && (mode & STICKY) === 0) found.worldWritable.push(path || '/');
  const isBin = /\/(?:s?bin|busybox)$/.test(path);
  folder.children.forEach((node, name) => {
    if (node.kind === 'folder') visit(node, `${path}/${name}`, found);
    else if (node.kind !== 'special' && (isBin || isRisky(node))) program(node, name, `${path}/${name}`, isBin, found);
  });
}

function isRisky(node: Node): boolean {
  return node.kind === 'file' && (node.mode & (SETUID | SETGID | WRITABLE)) !== 0;
}

function program(node: Node, name: string, at: string, isBin: boolean, found: Found): void {
  if (isBin && SHELLS.has(name)) found.shells.push(at);
  if (isBin && PACKAGE_MANAGERS.has(name)) found.packageManagers.push(at);
  if (node.kind !== 'file') return;
  const { mode } = node;
  if ((mode & SETUID) !== 0) found.setuid.push(at);
  if ((mode & SETGID) !== 0) found.setgid.push(at);
  if ((mode & WRITABLE) !== 0) found.worldWritable.push(at);
}

function packagesOf(notable: ReadonlyMap<LayerFile, string>): SurfaceReport['packages'] {
  let dpkg = 0;
  let apk = 0;
  let rpm: number | null = 0;
  notable.forEach((_, { path, packages }) => {
    if (packages === null) return;
    const { count } = packages;
    if (path.startsWith('/var/lib/dpkg/')) dpkg += count ?? 0;
    else if (/^\/(?:usr\/)?lib\/apk\/db\//.test(path)) apk += count ?? 0;
    // One that could not be read leaves the number unknown.
    else rpm = rpm === null || count === null ? null : rpm + count;
  });
  return { dpkg, apk, rpm };
}
