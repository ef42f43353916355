import type { ElfDynamic } from '../../src/gobinary/elf-dynamic.ts';
import type { ElfFacts } from '../../src/gobinary/elf-facts.ts';
import type { ImageConfig } from '../../src/image/checks/config.ts';
import { loadProblems } from '../../src/image/checks/loader.ts';
import type { LayerFile } from '../../src/image/layer-tree.ts';
import { rootOf } from './root-of.ts';

export const GLIBC = '/lib64/ld-linux-x86-64.so.2';
export const MUSL = '/lib/ld-musl-x86_64.so.1';

export type Tree = Readonly<Record<string, Partial<LayerFile> | string>>;
export type Dynamic = Partial<ElfDynamic>;

/** An ELF file of amd64, as far as the loader looks at it. */
export function elf(dynamic: Dynamic, more: Partial<ElfFacts> = {}): Partial<LayerFile> {
  const facts: ElfFacts = {
    bits: 64,
    littleEndian: true,
    machine: 62,
    architecture: 'amd64',
    flags: 0,
    type: 'dynamic',
    loadable: true,
    interpreter: null,
    gnuBuildId: null,
    goBuildId: null,
    dynamic: { needed: [], soname: null, rpath: [], runpath: [], versionNeeds: [], versionsDefined: [], ...dynamic },
    ...more,
  };
  return { content: { format: 'elf', elf: () => facts } };
}

export const program = (interpreter: string, dynamic: Dynamic): Partial<LayerFile> => elf(dynamic, { interpreter });
export const text = (words: string): Partial<LayerFile> => ({ content: { text: words } });

/** What `/app` cannot be loaded for, by who needs what. A text is a link. */
export function problems(files: Tree, env: readonly string[] = []): string[] {
  const root = rootOf(files);
  const config: ImageConfig = {
    user: '',
    entrypoint: ['/app'],
    cmd: [],
    workingFolder: '/',
    env: new Map(env.map((word): [string, string] => [word.replace(/=.*/, ''), word.replace(/^[^=]*=/, '')])),
    volumes: [],
    healthcheck: [],
    shell: ['/bin/sh', '-c'],
  };
  const node = root.children.get('app');
  if (node?.kind !== 'file') throw new Error('no /app');
  return loadProblems(root, config, { path: '/app', file: node }).map((problem) =>
    problem.kind === 'library' ? `${problem.neededBy}: ${problem.library}` : `${problem.neededBy}: ${problem.version}`,
  );
}

export const needs = (...needed: string[]): Dynamic => ({ needed });
export const lib = elf({});
