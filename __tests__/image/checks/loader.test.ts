import { describe, expect, test } from 'vitest';
import {
  type Dynamic,
  elf,
  GLIBC,
  lib,
  needs,
  problems,
  program,
  type Tree,
  text,
} from '../../support/load-problems.ts';

describe('glibc', () => {
  test.each<[string, Tree, string[], string[]?]>([
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
