import { describe, expect, test } from 'vitest';
import { elf, GLIBC, lib, MUSL, needs, problems, program, type Tree, text } from '../../support/load-problems.ts';

describe('musl', () => {
  test.each<[string, Tree, string[], string[]?]>([
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
