/** What a package database says. */
export interface PackageFacts {
  /** Installed packages that it lists; null where it could not be read. */
  readonly count: number | null;
  /** Absolute paths of the files and folders that belong to them. */
  readonly owned: readonly string[];
}

type TextDatabase = 'dpkg-status' | 'dpkg-status-d' | 'dpkg-list' | 'dpkg-md5sums' | 'apk';
/** The forms of rpm's database: since 4.16, SUSE's, and Berkeley DB up to then. */
type RpmDatabase = 'rpm-sqlite' | 'rpm-ndb' | 'rpm-bdb';
export type PackageDatabase = TextDatabase | RpmDatabase;

const RPM_FOLDERS: readonly string[] = ['var/lib/rpm/', 'usr/lib/sysimage/rpm/', 'usr/share/rpm/'];
const RPM_FORMS: ReadonlyMap<string, RpmDatabase> = new Map([
  ['rpmdb.sqlite', 'rpm-sqlite'],
  ['Packages.db', 'rpm-ndb'],
  ['Packages', 'rpm-bdb'],
]);

/** Of a database that could not be read. */
export const UNREAD_PACKAGES: PackageFacts = { count: null, owned: [] };

/** The package database that a file is, by its path without the leading slash; null for any other file. */
export function packageDatabase(path: string): PackageDatabase | null {
  if (path.startsWith('var/lib/dpkg/')) return dpkgDatabase(path);
  if (path === 'lib/apk/db/installed' || path === 'usr/lib/apk/db/installed') return 'apk';
  const folder = RPM_FOLDERS.find((each) => path.startsWith(each));
  return (folder === undefined ? undefined : RPM_FORMS.get(path.slice(folder.length))) ?? null;
}

function dpkgDatabase(path: string): PackageDatabase | null {
  if (path === 'var/lib/dpkg/status') return 'dpkg-status';
  if (/^var\/lib\/dpkg\/(?:status\.d|info)\/[^/]+\.md5sums$/.test(path)) return 'dpkg-md5sums';
  if (/^var\/lib\/dpkg\/status\.d\/[^/]+$/.test(path)) return 'dpkg-status-d';
  if (/^var\/lib\/dpkg\/info\/[^/]+\.list$/.test(path)) return 'dpkg-list';
  return null;
}

/** Reads a database that is a text. */
export function readPackages(kind: TextDatabase, text: string): PackageFacts {
  switch (kind) {
    case 'dpkg-status':
      return { count: installedStanzas(text), owned: [] };
    case 'dpkg-status-d':
      // Distroless: a file for each package, without a status.
      return { count: /^Package:/m.test(text) ? 1 : 0, owned: [] };
    case 'dpkg-list':
      return { count: 0, owned: text.split('\n').filter((line) => line.startsWith('/') && line !== '/.') };
    case 'dpkg-md5sums':
      return { count: 0, owned: [...text.matchAll(/^[0-9a-f]{32} +(.+)$/gm)].map((match) => `/${match[1]}`) };
    case 'apk':
      return readApk(text);
  }
}

/** A package that was removed keeps its stanza where configuration files are left, with another status. */
function installedStanzas(text: string): number {
  return text.split(/\n\n+/).filter((stanza) => /^Package:/m.test(stanza) && /^Status: .* installed$/m.test(stanza))
    .length;
}

/** `P:` begins a package, `F:` names a folder, `R:` a file in the last one. */
function readApk(text: string): PackageFacts {
  let count = 0;
  let folder = '';
  const owned: string[] = [];
  for (const line of text.split('\n')) {
    const value = line.slice(2);
    if (line.startsWith('P:')) count += 1;
    else if (line.startsWith('F:')) folder = value === '' ? '' : `/${value}`;
    else if (line.startsWith('R:')) owned.push(`${folder}/${value}`);
  }
  return { count, owned };
}
