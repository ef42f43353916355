import type { SurfaceReport } from '../model/report.ts';
import type { Folder, LayerFile, Node } from './layer-tree.ts';
import { packageDatabase } from './packages.ts';
import { byText, sum } from './sums.ts';

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

/** What somebody who got in could use, as far as a container sees it. */
export function attackSurface(root: Folder, visible: ReadonlyMap<LayerFile, string>): SurfaceReport {
  const found = { shells: [], packageManagers: [], setuid: [], setgid: [], worldWritable: [] } satisfies Found;
  visit(root, '', found);
  const paths = (list: string[]) => ({ count: list.length, paths: list.sort(byText).slice(0, PATHS_AT_MOST) });
  return {
    packages: packagesOf(visible),
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
  for (const [name, node] of folder.children) {
    const at = `${path}/${name}`;
    if (node.kind === 'folder') visit(node, at, found);
    else if (node.kind !== 'special') program(node, name, at, isBin, found);
  }
}

function program(node: Node, name: string, at: string, isBin: boolean, found: Found): void {
  if (isBin && SHELLS.has(name)) found.shells.push(at);
  if (isBin && PACKAGE_MANAGERS.has(name)) found.packageManagers.push(at);
  if (node.kind !== 'file') return;
  const { mode } = node.file;
  if ((mode & SETUID) !== 0) found.setuid.push(at);
  if ((mode & SETGID) !== 0) found.setgid.push(at);
  if ((mode & WRITABLE) !== 0) found.worldWritable.push(at);
}

function packagesOf(visible: ReadonlyMap<LayerFile, string>): SurfaceReport['packages'] {
  const count = (pattern: RegExp): number =>
    sum([...visible.keys()].map(({ packages, path }) => (pattern.test(path) ? (packages?.count ?? 0) : 0)));
  const rpm = [...visible]
    .filter(([, path]) => packageDatabase(path.slice(1))?.startsWith('rpm-'))
    .map(([{ packages }]) => packages?.count ?? null);
  const counted = rpm.filter((packages) => packages !== null);
  return {
    dpkg: count(/^\/var\/lib\/dpkg\//),
    apk: count(/^\/(?:usr\/)?lib\/apk\/db\//),
    rpm: counted.length === rpm.length ? sum(counted) : null,
  };
}
