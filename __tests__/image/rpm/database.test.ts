import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readRpmDatabase } from '../../../src/image/rpm/database.ts';
import { readRpmHeader } from '../../../src/image/rpm/header.ts';
import { FormatError } from '../../../src/model/errors.ts';
import { file, readOne } from '../../support/read-one.ts';
import { headerOf, numbers, packageHeader, sqliteDatabase, string, strings } from '../../support/rpm-database.ts';

const read = (blob: Uint8Array): { name: string; paths: string[] } => {
  const { name, paths } = readRpmHeader(blob);
  return { name, paths: [...paths] };
};

describe('a header', () => {
  test('names its package and the files of it', () => {
    expect(read(packageHeader('bash', 3))).toEqual({
      name: 'bash',
      paths: ['/usr/bin/bash-0', '/opt/bash-1', '/usr/bin/bash-2'],
    });
    expect(read(headerOf(string(1000, 'empty')))).toEqual({ name: 'empty', paths: [] });
  });

  test('what was added at the installation replaces what came with the package', () => {
    const files = [numbers(1116, 0), strings(1117, 'x')];
    expect(read(headerOf(string(1000, 'a'), ...files, strings(1118, '/old/'), strings(1118, '/new/'))).paths).toEqual([
      '/new/x',
    ]);
  });

  const changed = (change: (bytes: Buffer) => void): Buffer => {
    const bytes = packageHeader('bash');
    change(bytes);
    return bytes;
  };
  const NOTHING = Buffer.alloc(0);
  const named = string(1000, 'a');
  test.each<[string, Buffer, string]>([
    ['nothing', Buffer.alloc(0), 'cut off'],
    ['cut off', packageHeader('bash').subarray(0, -1), 'not as long as it says'],
    ['bytes behind it', Buffer.concat([packageHeader('bash'), Buffer.alloc(1)]), 'not as long as it says'],
    ['the magic bytes of a file', Buffer.from('8eade80100000000', 'hex'), 'not as long as it says'],
    ['an index without end', changed((bytes) => bytes.writeUInt32BE(0xffffffff, 0)), 'not as long as it says'],
    [
      'more tags than rpm takes',
      headerOf(named, ...Array.from({ length: 65_535 }, () => [1, 6, 0, NOTHING] as const)),
      'not as long as it says',
    ],
    ['no name', headerOf(string(1001, '1.0')), 'has no name'],
    ['a name that is a number', headerOf(numbers(1000, 5)), 'tag 1000 is of type 4'],
    ['a name without an end', headerOf([1000, 6, 1, Buffer.from('bash')]), 'texts of tag 1000 run over'],
    ['a name outside', changed((bytes) => bytes.writeUInt32BE(0xfffffff0, 16)), 'texts of tag 1000 run over'],
    ['too few texts', headerOf(named, [1117, 8, 3, Buffer.from('a\0b\0')]), 'texts of tag 1117 run over'],
    ['too few numbers', headerOf(named, [1116, 4, 2, Buffer.alloc(4)]), 'numbers of tag 1116 run over'],
    ['too many values', headerOf(named, [1117, 8, 1_000_001, Buffer.alloc(1_000_001)]), 'over 1000000 values'],
    ['files without folders', headerOf(named, strings(1117, 'a', 'b')), 'do not match their folders'],
    [
      'a folder that is not there',
      headerOf(named, numbers(1116, 1), strings(1117, 'a'), strings(1118, '/')),
      'do not match their folders',
    ],
  ])('%s', (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(FormatError);
    expect(() => read(bytes)).toThrow(message);
  });

  test('bytes changed anywhere', () => {
    const { length } = packageHeader('bash');
    let failed = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(length - 1), fc.nat(255)), { minLength: 1, maxLength: 3 }), (changes) => {
        try {
          const bytes = packageHeader('bash');
          for (const [at, value] of changes) bytes.writeUInt8(value, at);
          read(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FormatError);
          failed += 1;
        }
      }),
      { seed: 20_240_612, numRuns: 3_000 },
    );
    expect(failed).toBeGreaterThan(300);
  });
});

describe('a database', () => {
  test('all packages but keys, each version of one for itself', () => {
    const key = headerOf(string(1000, 'gpg-pubkey'), string(1001, 'f6512a1b'));
    const rows = [packageHeader('kernel', 1), key, packageHeader('kernel', 1), packageHeader('bash', 2)];
    expect(readRpmDatabase(sqliteDatabase({ rows }))).toEqual({
      count: 3,
      owned: ['/usr/bin/kernel-0', '/usr/bin/kernel-0', '/usr/bin/bash-0', '/opt/bash-1'],
    });
  });

  test('a long folder in front of many names', () => {
    const row = headerOf(
      string(1000, 'bomb'),
      numbers(1116, ...Array.from({ length: 2_000 }, () => 0)),
      strings(1117, ...Array.from({ length: 2_000 }, () => 'x')),
      strings(1118, `/${'y'.repeat(40_000)}/`),
    );
    expect(() => readRpmDatabase(sqliteDatabase({ rows: [row] }))).toThrow('its paths take over 67108864 bytes');
  });
});

describe('an image', () => {
  const database = sqliteDatabase({ rows: [packageHeader('bash'), packageHeader('zlib')] });
  const notesOf = async (...entries: readonly (readonly [string, Buffer | string])[]) => {
    const notes: string[] = [];
    const layers = [entries.map(([path, content]) => file(path, content))];
    const report = await readOne({ layers }, { onNote: (note) => notes.push(note) });
    return { rpm: report.surface?.packages.rpm, ...report.packages, files: report.files, notes };
  };

  test.each(['var/lib/rpm', 'usr/lib/sysimage/rpm'])(
    'counts its packages and knows their files: %s',
    async (folder) => {
      const { rpm, os, files, notes } = await notesOf(
        [`${folder}/rpmdb.sqlite`, database],
        ['usr/bin/bash-0', 'one'.repeat(20_000)],
        ['opt/zlib-1', 'two'.repeat(20_000)],
        ['opt/zlib-2', 'three'.repeat(20_000)],
      );
      expect({ rpm, os, notes }).toEqual({ rpm: 2, os: 2, notes: [] });
      expect(Object.fromEntries(files.map(({ path, category }) => [path, category]))).toEqual({
        [`/${folder}/rpmdb.sqlite`]: 'package-database',
        '/usr/bin/bash-0': 'os-package',
        '/opt/zlib-1': 'os-package',
        '/opt/zlib-2': 'other',
      });
    },
  );

  test.each<[string, string, Buffer | string, string]>([
    [
      'broken',
      'rpmdb.sqlite',
      database.subarray(0, 5_000),
      'of this rpm database are not counted: page 2 is not in the file',
    ],
    ['of SUSE', 'Packages.db', 'RpmP', 'of an rpm database in the form ndb are not counted'],
    ['of old', 'Packages', 'x', 'of an rpm database in the form Berkeley DB are not counted'],
  ])('a database that is %s is said and not counted', async (_, name, content, note) => {
    const { rpm, os, unread, notes } = await notesOf([`var/lib/rpm/${name}`, content]);
    expect({ rpm, os, unread }).toEqual({ rpm: null, os: 0, unread: 1 });
    expect(notes).toEqual([expect.stringContaining(`var/lib/rpm/${name}: packages ${note}`)]);
  });

  test('what cannot be read is not made up for by what can', async () => {
    expect(await notesOf(['var/lib/rpm/Packages', 'x'], ['var/lib/rpm/rpmdb.sqlite', database])).toMatchObject({
      rpm: null,
    });
  });
});
