import { alpineFacts } from './alpine.ts';
import { buildpackFacts, debianFacts, isDebianSuite } from './debian.ts';
import type { ImageFacts } from './facts.ts';

/** What an official image of a language or a server adds to the distribution below it. */
interface Added {
  readonly programs: readonly string[];
  readonly users: readonly string[];
  /** Are the plain tags built on buildpack-deps, compilers and all? */
  readonly buildpack: boolean;
  /** Do the slim and alpine tags have a compiler as well? */
  readonly compiler: boolean;
  /** Do the slim tags have certificates? Undefined where that is not known. */
  readonly certificates: boolean | undefined;
}

/** From the Dockerfiles of https://github.com/nodejs/docker-node and of docker-library/python, nginx's and rust-lang's docker-*. */
const ADDED: ReadonlyMap<string, Added> = new Map([
  [
    'node',
    { programs: ['node', 'npm', 'yarn'], users: ['node'], buildpack: true, compiler: false, certificates: undefined },
  ],
  [
    'python',
    { programs: ['python', 'python3', 'pip'], users: [], buildpack: true, compiler: false, certificates: true },
  ],
  ['nginx', { programs: ['nginx', 'curl'], users: ['nginx'], buildpack: false, compiler: false, certificates: true }],
  [
    'rust',
    { programs: ['cargo', 'rustc', 'cc', 'gcc'], users: [], buildpack: true, compiler: true, certificates: true },
  ],
]);

/** Tags as `22-alpine3.22`, `3.13-slim-bookworm`, `1.29`; undefined where the family is none of these. */
export function languageByTag(family: string, tag: string | undefined): ImageFacts | undefined {
  const added = ADDED.get(family);
  if (added === undefined) return undefined;
  const words = (tag ?? 'latest').split('-');
  const alpine = words.map((word) => /^alpine(\d+\.\d+)?$/.exec(word)).find((match) => match !== null);
  const slim = words.includes('slim');
  const base = alpine !== undefined ? alpineFacts(alpine[1]) : debianFacts(words.find((word) => isDebianSuite(word)));
  const full = added.buildpack && !slim && alpine === undefined ? buildpackFacts(base, 'full') : base;
  return {
    ...full,
    family,
    programs: new Set([...full.programs, ...added.programs]),
    users: full.users === undefined ? undefined : new Set([...full.users, ...added.users]),
    // What their packages pull in is more than is listed.
    lacks: 'none',
    certificates: full.certificates === true ? true : added.certificates,
    zoneData: full.zoneData === true ? true : undefined,
    compiler: full.compiler === true || added.compiler,
  };
}
