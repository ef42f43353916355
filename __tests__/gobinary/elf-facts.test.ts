import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readElfFacts } from '../../src/gobinary/elf-facts.ts';
import { goOutput } from '../support/go-build.ts';
import { readerOf } from '../support/readers.ts';
import { buildLibrary, type LibraryForm } from './elf-library.ts';

const ELFDYN = join(import.meta.dirname, 'fixtures/elfdyn');

const FORMS: readonly LibraryForm[] = ([32, 64] as const).flatMap((bits) =>
  [true, false].map((littleEndian) => ({ bits, littleEndian })),
);

const LIBRARY = {
  interpreter: '/lib64/ld-linux-x86-64.so.2',
  soname: 'libapp.so.1',
  needed: ['libc.so.6', 'libm.so.6'],
  rpath: '/opt/old',
  runpath: '$ORIGIN/../lib:/opt/lib',
  needs: [
    {
      library: 'libc.so.6',
      versions: [
        { name: 'GLIBC_2.34', weak: false },
        { name: 'GLIBC_2.2.5', weak: true },
      ],
    },
    { library: 'libm.so.6', versions: [{ name: 'GLIBC_2.29', weak: false }] },
  ],
  defines: ['APP_1.0', 'APP_1.1'],
  gnuBuildId: '0123456789abcdef0123456789abcdef01234567',
};

describe.each(FORMS)('%j', (form) => {
  const file = buildLibrary(form, LIBRARY);

  test('the dynamic section, the versions and the build ID', () => {
    expect(readElfFacts(readerOf(file))).toMatchObject({
      bits: form.bits,
      littleEndian: form.littleEndian,
      type: 'dynamic',
      loadable: true,
      interpreter: '/lib64/ld-linux-x86-64.so.2',
      gnuBuildId: LIBRARY.gnuBuildId,
      goBuildId: null,
      dynamic: {
        soname: 'libapp.so.1',
        needed: ['libc.so.6', 'libm.so.6'],
        rpath: ['/opt/old'],
        runpath: ['$ORIGIN/../lib', '/opt/lib'],
        versionNeeds: [
          { library: 'libc.so.6', version: 'GLIBC_2.34', weak: false },
          { library: 'libc.so.6', version: 'GLIBC_2.2.5', weak: true },
          { library: 'libm.so.6', version: 'GLIBC_2.29', weak: false },
        ],
        versionsDefined: ['APP_1.0', 'APP_1.1'],
      },
    });
  });

  test('a file without a dynamic section', () => {
    expect(readElfFacts(readerOf(buildLibrary(form, null)))).toMatchObject({ dynamic: null, interpreter: null });
  });

  test('cut off anywhere, it is an answer or null, and what is missing is not concluded from', () => {
    for (let length = 0; length < file.length; length += 1) {
      const facts = readElfFacts(readerOf(file.subarray(0, length)));
      if (facts !== null && facts.dynamic !== 'unreadable') {
        expect(facts.dynamic).toEqual(readElfFacts(readerOf(file))?.dynamic);
      }
    }
  });

  test('with any byte changed, it is an answer or null', () => {
    for (let at = 0; at < file.length; at += 1) {
      for (const value of [0, 1, 0x7f, 0xff]) {
        const broken = Uint8Array.from(file);
        broken[at] = value;
        readElfFacts(readerOf(broken));
      }
    }
  });
});

test('more versions than any library has are not believed', () => {
  const versions = Array.from({ length: 20_000 }, (_, index) => ({ name: `V_${index}`, weak: false }));
  const file = buildLibrary({ bits: 64, littleEndian: true }, { ...LIBRARY, needs: [{ library: 'x', versions }] });
  expect(readElfFacts(readerOf(file))?.dynamic).toBe('unreadable');
});

test('what runs this test is read as debug/elf of the Go library reads it', () => {
  const bytes = readFileSync(process.execPath);
  const facts = readElfFacts(readerOf(bytes));
  if (facts === null || facts.dynamic === null || facts.dynamic === 'unreadable') throw new Error('not read');
  const told = JSON.parse(goOutput(['run', 'main.go', process.execPath], ELFDYN));
  expect({
    needed: facts.dynamic.needed,
    needs: facts.dynamic.versionNeeds.map(({ library, version }) => `${library} ${version}`).sort(),
  }).toEqual({ needed: told.Needed, needs: [...told.Needs].sort() });
  expect(facts.dynamic.needed.length).toBeGreaterThan(0);
});
