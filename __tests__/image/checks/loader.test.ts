import { describe, expect, test } from 'vitest';
import type { ElfDynamic } from '../../../src/gobinary/elf-dynamic.ts';
import type { ElfFacts } from '../../../src/gobinary/elf-facts.ts';
import type { ImageConfig } from '../../../src/image/checks/config.ts';
import { loadProblems } from '../../../src/image/checks/loader.ts';
import type { LayerFile } from '../../../src/image/layer-tree.ts';
import { rootOf } from '../../support/root-of.ts';

const GLIBC = '/lib64/ld-linux-x86-64.so.2';
const MUSL = '/lib/ld-musl-x86_64.so.1';

type Dynamic = Partial<ElfDynamic>;

function elf(dynamic: Dynamic, more: Partial<ElfFacts> = {}): Partial<LayerFile> {
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

const program = (interpreter: string, dynamic: Dynamic): Partial<LayerFile> => elf(dynamic, { interpreter });
const text = (words: string): Partial<LayerFile> => ({ content: { text: words } });

function problems(files: Readonly<Record<string, Partial<LayerFile> | string>>, env: readonly string[] = []): string[] {
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

const needs = (...needed: string[]): Dynamic => ({ needed });
const lib = elf({});

describe('glibc', () => {
  test.each<[string, Record<string, Partial<LayerFile> | string>, string[], string[]?]>([
    ['a built-in folder', { app: program(GLIBC, needs('libx.so')), 'usr/lib/libx.so': lib }, []],
    [
      "Debian's folder of the architecture",
      { app: program(GLIBC, needs('libx.so')), 'lib/x86_64-linux-gnu/libx.so': lib },
      [],
    ],
    ['nowhere', { app: program(GLIBC, needs('libx.so')), 'opt/libx.so': lib }, ['/app: libx.so']],
    [
      'ld.so.conf.d',
      { app: program(GLIBC, needs('libx.so')), 'opt/libx.so': lib, 'etc/ld.so.conf.d/own.conf': text('# own\n/opt\n') },
      [],
    ],
    [
      'LD_LIBRARY_PATH',
      { app: program(GLIBC, needs('libx.so')), 'opt/libx.so': lib },
      [],
      ['LD_LIBRARY_PATH=/none:/opt'],
    ],
    [
      'RUNPATH with $ORIGIN',
      { app: program(GLIBC, { ...needs('libx.so'), runpath: ['$ORIGIN/opt'] }), 'opt/libx.so': lib },
      [],
    ],
    [
      'RUNPATH is not handed on',
      {
        app: program(GLIBC, { ...needs('libx.so'), runpath: ['/opt'] }),
        'opt/libx.so': elf(needs('liby.so')),
        'opt/liby.so': lib,
      },
      ['/opt/libx.so: liby.so'],
    ],
    [
      'RPATH is',
      {
        app: program(GLIBC, { ...needs('libx.so'), rpath: ['/opt'] }),
        'opt/libx.so': elf(needs('liby.so')),
        'opt/liby.so': lib,
      },
      [],
    ],
    [
      'what a library needs',
      { app: program(GLIBC, needs('libx.so')), 'lib/libx.so': elf(needs('libz.so')) },
      ['/lib/libx.so: libz.so'],
    ],
    ['the loader itself', { app: program(GLIBC, needs('ld-linux-x86-64.so.2')) }, []],
    [
      'of another architecture',
      { app: program(GLIBC, needs('libx.so')), 'lib/libx.so': elf({}, { machine: 183 }) },
      ['/app: libx.so'],
    ],
    ['a broken link', { app: program(GLIBC, needs('libx.so')), 'lib/libx.so': 'libx.so.1' }, ['/app: libx.so']],
    ['a link to it', { app: program(GLIBC, needs('libx.so')), 'lib/libx.so': 'libx.so.1', 'lib/libx.so.1': lib }, []],
    ['for newer processors', { app: program(GLIBC, needs('libx.so')), 'lib/glibc-hwcaps/x86-64-v3/libx.so': lib }, []],
    ['a path', { app: program(GLIBC, needs('/opt/libx.so')), 'lib/libx.so': lib }, ['/app: /opt/libx.so']],
    ['a folder that the machine decides', { app: program(GLIBC, { ...needs('libx.so'), runpath: ['/opt/$LIB'] }) }, []],
    [
      'a library that was not read',
      { app: program(GLIBC, needs('libx.so')), 'lib/libx.so': { content: { format: 'elf', unread: true } } },
      [],
    ],
    [
      'in a circle',
      {
        app: program(GLIBC, needs('libx.so')),
        'lib/libx.so': elf(needs('liby.so')),
        'lib/liby.so': elf(needs('libx.so')),
      },
      [],
    ],
    [
      'a SONAME of what is loaded, by another name',
      {
        app: program(GLIBC, needs('/opt/libfoo-1.so', 'libuse.so')),
        'opt/libfoo-1.so': elf({ soname: 'libfoo.so.1' }),
        'lib/libuse.so': elf(needs('libfoo.so.1')),
      },
      [],
    ],
    [
      'a SONAME of what is loaded later',
      {
        app: program(GLIBC, needs('libfoo.so.1', '/opt/libfoo-1.so')),
        'opt/libfoo-1.so': elf({ soname: 'libfoo.so.1' }),
      },
      ['/app: libfoo.so.1'],
    ],
    [
      'a loader by another name behind a link',
      {
        app: program(GLIBC, needs('libx.so')),
        'lib64/ld-linux-x86-64.so.2': '/lib/x86_64-linux-gnu/ld-2.31.so',
        'lib/x86_64-linux-gnu/ld-2.31.so': lib,
      },
      ['/app: libx.so'],
    ],
    [
      "musl's loader beside that of Debian",
      {
        app: program(GLIBC, needs('libx.so')),
        'lib64/ld-linux-x86-64.so.2': '/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2',
        'lib/x86_64-linux-gnu/ld-linux-x86-64.so.2': lib,
        'lib/ld-musl-x86_64.so.1': lib,
      },
      ['/app: libx.so'],
    ],
    [
      'a loader with a prefix of its own',
      {
        app: program(GLIBC, needs('libc.so.6')),
        'lib64/ld-linux-x86-64.so.2': '/usr/glibc-compat/lib/ld-linux-x86-64.so.2',
        'usr/glibc-compat/lib/ld-linux-x86-64.so.2': lib,
        'usr/glibc-compat/lib/libc.so.6': lib,
      },
      [],
    ],
    [
      '$ORIGIN of a library that is a link',
      {
        app: program(GLIBC, needs('libx.so')),
        'lib/libx.so': '/opt/x/libx.so',
        'opt/x/libx.so': elf({ ...needs('liby.so', 'libz.so'), runpath: ['$ORIGIN/own'] }),
        'lib/own/liby.so': lib,
        'opt/x/own/libz.so': lib,
      },
      ['/opt/x/libx.so: libz.so'],
    ],
    ['a static program', { app: elf(needs('libx.so')) }, []],
    ['a loader that is not known', { app: program('/opt/ld.bin', needs('libx.so')) }, []],
    ['headers that cannot be read', { app: elf({}, { interpreter: GLIBC, dynamic: 'unreadable' }) }, []],
  ])('%s', (_name, files, expected, env) => {
    expect(problems(files, env)).toEqual(expected);
  });

  const need = { library: 'libc.so.6', version: 'GLIBC_2.34', weak: false };
  test.each<[string, Dynamic, Dynamic, string[]]>([
    ['an older one', { versionNeeds: [need] }, { versionsDefined: ['GLIBC_2.17'] }, ['/app: GLIBC_2.34']],
    ['the same', { versionNeeds: [need] }, { versionsDefined: ['GLIBC_2.17', 'GLIBC_2.34'] }, []],
    ['a weak need', { versionNeeds: [{ ...need, weak: true }] }, { versionsDefined: ['GLIBC_2.17'] }, []],
    ['a library without versions', { versionNeeds: [need] }, {}, []],
  ])('versions: %s', (_name, wants, has, expected) => {
    expect(problems({ app: program(GLIBC, { ...needs('libc.so.6'), ...wants }), 'lib/libc.so.6': elf(has) })).toEqual(
      expected,
    );
  });
});

describe('musl', () => {
  test.each<[string, Record<string, Partial<LayerFile> | string>, string[], string[]?]>([
    [
      'its C library by all of its names',
      { app: program(MUSL, needs('libc.musl-x86_64.so.1', 'libpthread.so.0', 'libc.so')) },
      [],
    ],
    ['a built-in folder', { app: program(MUSL, needs('libx.so')), 'usr/local/lib/libx.so': lib }, []],
    [
      "not Debian's folder",
      { app: program(MUSL, needs('libx.so')), 'lib/x86_64-linux-gnu/libx.so': lib },
      ['/app: libx.so'],
    ],
    [
      'a list of folders in place of the built-in ones',
      { app: program(MUSL, needs('libx.so')), 'lib/libx.so': lib, 'etc/ld-musl-x86_64.path': text('/opt\n/srv') },
      ['/app: libx.so'],
    ],
    [
      'the same, with it',
      { app: program(MUSL, needs('libx.so')), 'srv/libx.so': lib, 'etc/ld-musl-x86_64.path': text('/opt\n/srv') },
      [],
    ],
    [
      "libc6-compat: its loader behind the name of glibc's",
      {
        app: program(GLIBC, {
          ...needs('libc.so.6', 'ld-linux-x86-64.so.2', 'libx.so'),
          versionNeeds: [{ library: 'libc.so.6', version: 'GLIBC_2.34', weak: false }],
        }),
        lib64: 'lib',
        'lib/ld-linux-x86-64.so.2': 'libc.musl-x86_64.so.1',
        'lib/libc.musl-x86_64.so.1': 'ld-musl-x86_64.so.1',
        'lib/ld-musl-x86_64.so.1': lib,
        'etc/ld-musl-x86_64.path': text('/opt'),
        'opt/libx.so': lib,
      },
      [],
    ],
    [
      'libc6-compat, and a library that is not there',
      {
        app: program(GLIBC, needs('libresolv.so.2', 'libc.so.6')),
        'lib64/ld-linux-x86-64.so.2': '/lib/ld-musl-x86_64.so.1',
        'lib/ld-musl-x86_64.so.1': lib,
      },
      ['/app: libresolv.so.2'],
    ],
    [
      "Debian's, which is a link to libc.so",
      {
        app: program(MUSL, needs('libc.so')),
        'lib/ld-musl-x86_64.so.1': '/usr/lib/x86_64-linux-musl/libc.so',
        'usr/lib/x86_64-linux-musl/libc.so': lib,
      },
      [],
    ],
    [
      'gcompat: a loader of its own beside that of musl',
      {
        app: program(GLIBC, needs('libc.so.6')),
        'lib64/ld-linux-x86-64.so.2': '../lib/ld-linux-x86-64.so.2',
        'lib/ld-linux-x86-64.so.2': lib,
        'lib/ld-musl-x86_64.so.1': lib,
      },
      [],
    ],
    [
      'gcompat: its library in /lib',
      {
        app: program(GLIBC, needs('libc.so.6')),
        'lib64/ld-linux-x86-64.so.2': lib,
        'lib/libgcompat.so.0': lib,
      },
      [],
    ],
    [
      'RUNPATH is handed on',
      {
        app: program(MUSL, { ...needs('liba.so'), runpath: ['$ORIGIN/lib'] }),
        'lib/liba.so': elf(needs('libb.so')),
        'lib/libb.so': lib,
        'etc/ld-musl-x86_64.path': text('/none'),
      },
      [],
    ],
    [
      'RPATH is, beside the RUNPATH of a library',
      {
        app: program(MUSL, { ...needs('liba.so'), rpath: ['/opt'] }),
        'opt/liba.so': elf({ ...needs('libb.so'), runpath: ['$ORIGIN/own'] }),
        'opt/own/libb.so': elf(needs('libc1.so', 'libd.so')),
        'opt/own/libc1.so': lib,
        'opt/libd.so': lib,
      },
      [],
    ],
    [
      'RUNPATH stands in for the RPATH of its file',
      {
        app: program(MUSL, { ...needs('libx.so'), rpath: ['/opt'], runpath: ['/srv'] }),
        'opt/libx.so': lib,
      },
      ['/app: libx.so'],
    ],
    [
      'a SONAME is no name of what is loaded',
      {
        app: program(MUSL, { ...needs('./opt/libx.so', 'liby.so') }),
        'opt/libx.so': elf({ soname: 'liby.so' }),
      },
      ['/app: liby.so'],
    ],
    [
      'versions are not looked at',
      {
        app: program(MUSL, {
          ...needs('libx.so'),
          versionNeeds: [{ library: 'libx.so', version: 'X_2', weak: false }],
        }),
        'lib/libx.so': elf({ versionsDefined: ['X_1'] }),
      },
      [],
    ],
  ])('%s', (_name, files, expected, env) => {
    expect(problems(files, env)).toEqual(expected);
  });
});
