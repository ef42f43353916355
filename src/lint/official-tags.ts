import type { ImageReference } from '../dockerfile/reference.ts';
import { nearest } from '../model/suggest.ts';

/** A tag that its image never had. */
export interface UnknownTag {
  /** The image as people write it, without a tag. */
  readonly image: string;
  /** Is it made of words that are known, only not so? Otherwise it holds a word that looks like a slip of a known one. */
  readonly certain: boolean;
  /** The tag that was most likely meant. */
  readonly meant: string;
}

// Sources: library/* of https://github.com/docker-library/official-images and README.md of
// https://github.com/GoogleContainerTools/distroless. Versions and dates are taken on trust, only the words around them
// are judged. Suites that are announced and not released are listed, as images get them early.
const DEBIAN_SUITES: readonly string[] =
  'squeeze wheezy jessie stretch buster bullseye bookworm trixie forky duke'.split(' ');
const DEBIAN_NAMES: readonly string[] = [
  ...DEBIAN_SUITES,
  ...'stable oldstable oldoldstable testing unstable sid experimental'.split(' '),
];
const UBUNTU_SUITES: readonly string[] = (
  'lucid precise quantal raring saucy trusty utopic vivid wily xenial yakkety zesty artful bionic cosmic disco eoan focal ' +
  'groovy hirsute impish jammy kinetic lunar mantic noble oracular plucky questing resolute stonking'
).split(' ');
const ARCHITECTURES: readonly string[] = 'amd64 arm64 arm s390x ppc64le riscv64'.split(' ');
const LIBRARIES: readonly string[] = ['glibc', 'musl', 'uclibc'];

const suites = (names: readonly string[]): string => `(?:${names.join('|')})`;

interface Family {
  readonly tag: RegExp;
  /** Words of the family, to find what a slip was meant to be. */
  readonly words: readonly string[];
  /** The nearest tag, from the version and the words of the tag in question. */
  readonly meant: (version: string, words: readonly string[]) => string;
}

const joined = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('-');

const GO_WORDS: readonly string[] = [...DEBIAN_SUITES, 'alpine', 'windowsservercore', 'nanoserver'];
const goFamily: Family = {
  tag: new RegExp(
    `^(?:latest|(?:\\d+(?:\\.\\d+)*-)?(?:alpine(?:\\d+\\.\\d+)?|cross|onbuild|(?:windowsservercore|nanoserver)(?:-[a-z0-9]+)?|${suites(DEBIAN_SUITES)})|\\d+(?:\\.\\d+)*)$`,
  ),
  words: GO_WORDS,
  meant: (version, words) => {
    const variant = words.find((word) => GO_WORDS.includes(word) || /^alpine\d+\.\d+$/.test(word)) ?? '';
    return joined(version, variant) || 'latest';
  },
};

const debianFamily: Family = {
  tag: new RegExp(`^(?:latest|rc-buggy|(?:\\d+(?:\\.\\d+)*|${suites(DEBIAN_NAMES)})(?:-slim|-backports)?)$`),
  words: [...DEBIAN_NAMES, 'slim', 'backports', 'latest'],
  meant: (version, words) => {
    const release = words.find((word) => DEBIAN_NAMES.includes(word)) ?? (version === '' ? 'stable' : version);
    return joined(release, words.includes('slim') ? 'slim' : '');
  },
};

const ubuntuFamily: Family = {
  tag: new RegExp(`^(?:latest|rolling|devel|\\d\\d\\.(?:04|10)(?:\\.\\d+)*|${suites(UBUNTU_SUITES)})$`),
  words: [...UBUNTU_SUITES, 'latest', 'rolling', 'devel'],
  meant: (version, words) => {
    const [year = '', month = ''] = version.split('.');
    // Releases with long support come in April of the even years.
    if (/^\d\d$/.test(year)) return `${year}.${/^0?1/.test(month) ? '10' : '04'}`;
    return words.find((word) => UBUNTU_SUITES.includes(word)) ?? 'latest';
  },
};

const alpineFamily: Family = {
  tag: /^(?:latest|edge|\d+(?:\.\d+)*)$/,
  words: ['latest', 'edge'],
  meant: (version, words) => version || (words.includes('edge') ? 'edge' : 'latest'),
};

const busyboxFamily: Family = {
  tag: /^(?:latest|(?:\d+(?:\.\d+)*|stable|unstable)(?:-(?:glibc|musl|uclibc|ubuntu))?|glibc|musl|uclibc|ubuntu|ubuntu-\d\d\.\d\d|buildroot-[\d.]+)$/,
  words: [...LIBRARIES, 'latest', 'stable', 'unstable'],
  meant: (version, words) => {
    const library = words.find((word) => LIBRARIES.includes(word)) ?? '';
    const release = version || (words.find((word) => word === 'stable' || word === 'unstable') ?? '');
    return joined(release, library) || 'latest';
  },
};

const distrolessFamily: Family = {
  tag: new RegExp(`^(?:latest|nonroot|debug|debug-nonroot)(?:-${suites(ARCHITECTURES)})?$|^[0-9a-f]{40}$`),
  words: ['latest', 'nonroot', 'debug'],
  meant: (_, words) => {
    const architecture = words.find((word) => ARCHITECTURES.includes(word)) ?? '';
    const kind = joined(words.includes('debug') ? 'debug' : '', words.includes('nonroot') ? 'nonroot' : '');
    return joined(kind || 'latest', architecture);
  },
};

const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ['golang', goFamily],
  ['debian', debianFamily],
  ['ubuntu', ubuntuFamily],
  ['alpine', alpineFamily],
  ['busybox', busyboxFamily],
]);

/** Words that people expect in a tag: where one of these is wrong, no later release makes it right. */
const VOCABULARY: ReadonlySet<string> = new Set([
  ...DEBIAN_NAMES,
  ...UBUNTU_SUITES,
  ...ARCHITECTURES,
  ...LIBRARIES,
  ...(
    'alpine backports base builder busybox centos cross current debian debug devel distroless edge fedora full lts latest ' +
    'linux minimal nanoserver nonroot onbuild rockylinux rolling root runtime scratch slim static ubi ubuntu windows ' +
    'windowsservercore'
  ).split(' '),
]);

/** Release candidates, builds of the day and the like come and go in any form. */
const PASSING = /(?:^|[-._\d])(?:rc|beta|alpha|tip|nightly|snapshot)|\d{8}/;

/** Where Docker Hub's official images are: there, and its public copies. */
const LIBRARY: ReadonlyMap<string, string> = new Map([
  ['docker.io', 'library/'],
  ['registry-1.docker.io', 'library/'],
  ['mirror.gcr.io', 'library/'],
  ['public.ecr.aws', 'docker/library/'],
]);

/** Judges a tag by what its image ever had; undefined where it may be there, or the image is none that is known. */
export function unknownTag({ domain, path, tag, digest }: ImageReference): UnknownTag | undefined {
  if (tag === undefined || digest !== undefined || PASSING.test(tag)) return undefined;
  const family = familyOf(domain, path);
  if (family === undefined || family.tag.test(tag)) return undefined;
  const { version, words } = readTag(tag);
  const strange = words.filter((word) => !VOCABULARY.has(word) && !/^alpine\d+\.\d+$/.test(word));
  const mended = words.map((word) => (strange.includes(word) ? (nearest(word, family.words) ?? word) : word));
  // A word that nothing is like may be newer than this list.
  if (strange.some((word) => mended.includes(word))) return undefined;
  const prefix = LIBRARY.get(domain) ?? '';
  const image = domain === 'docker.io' ? path.slice(prefix.length) : `${domain}/${path}`;
  return { image, certain: strange.length === 0, meant: family.meant(version, mended) };
}

function familyOf(domain: string, path: string): Family | undefined {
  if (domain === 'gcr.io' && /^distroless\/(?:static|base|base-nossl|cc)(?:-debian\d+)?$/.test(path)) {
    return distrolessFamily;
  }
  const prefix = LIBRARY.get(domain);
  return prefix !== undefined && path.startsWith(prefix) ? FAMILIES.get(path.slice(prefix.length)) : undefined;
}

/** `v1.22-alpine-3.20` → version 1.22 and the word alpine3.20. */
function readTag(tag: string): { readonly version: string; readonly words: readonly string[] } {
  let version = '';
  const words: string[] = [];
  for (const token of tag.toLowerCase().split(/[-_]/)) {
    const number = /^(?:v|go)?(\d+(?:\.\d+)*)$/.exec(token)?.[1];
    if (number === undefined) words.push(token);
    else if (words.at(-1) === 'alpine' && /^3\.\d+$/.test(number)) words[words.length - 1] = `alpine${number}`;
    else if (version === '') version = number;
  }
  return { version, words };
}
