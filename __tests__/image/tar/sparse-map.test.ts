import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/image/limits.ts';
import { ChunkInput } from '../../../src/image/tar/chunk-input.ts';
import { TarReader } from '../../../src/image/tar/read.ts';
import { FormatError } from '../../../src/model/errors.ts';
import { byGo, ours } from '../../support/go-tar.ts';
import { cut, END, header, padded, pax, readAll, seeking } from '../../support/tar-bytes.ts';
import { scratchFolder } from '../../support/tools.ts';

const octal = (value: number): string => `${value.toString(8).padStart(11, '0')}\0`;

/** A header of GNU's old form: pairs of offset and length, the size with holes, and what is stored. */
function old(pairs: readonly (readonly [number, number])[], size: number, stored: number, more = ''): Buffer {
  const at: Record<number, string | Buffer> = { 483: octal(size), 482: more };
  for (const [index, [offset, bytes]] of pairs.entries()) at[386 + index * 24] = octal(offset) + octal(bytes);
  return header({ type: 'S', magic: 'ustar  \0', size: octal(stored), at });
}

/** Form 1.0: the map stands before the contents. */
function ahead(map: string, size: number, stored: number, content = ''): Buffer {
  const records = pax('GNU.sparse.major=1', 'GNU.sparse.minor=0', 'GNU.sparse.name=f', `GNU.sparse.realsize=${size}`);
  return Buffer.concat([records, header({ size: octal(stored) }), padded(map), padded(content)]);
}

const records = (...fields: string[]): Buffer =>
  Buffer.concat([pax(...fields), header({ size: octal(3) }), padded('abc')]);

describe('maps that hold and maps that lie', () => {
  const folder = scratchFolder();
  afterAll(() => folder[Symbol.dispose]());

  const GOOD: readonly (readonly [string, readonly Buffer[]])[] = [
    [
      'old: all in the header',
      [
        old(
          [
            [512, 3],
            [2_000, 0],
          ],
          2_000,
          3,
        ),
        padded('abc'),
      ],
    ],
    ['old: an announced block that has nothing in it', [old([[0, 3]], 9, 3, '\x01'), Buffer.alloc(512), padded('abc')]],
    ['1.0: leading zeros', [ahead(`1\n${'0'.repeat(16)}\n3\n`, 700, 515, 'abc')]],
    ['1.0: no part at all', [ahead('0\n', 700, 512)]],
    ['0.1', [records('GNU.sparse.numblocks=2', 'GNU.sparse.size=9', 'GNU.sparse.map=1,2,5,1')]],
    [
      '0.0, and the name of the entry',
      [records('GNU.sparse.size=9', 'GNU.sparse.numblocks=1', 'GNU.sparse.offset=4', 'GNU.sparse.numbytes=3')],
    ],
  ];
  const BAD: readonly (readonly [string, readonly Buffer[], string])[] = [
    [
      'old: overlapping',
      [
        old(
          [
            [0, 600],
            [512, 600],
          ],
          9_000,
          1_200,
        ),
      ],
      'overlaps or is out of order',
    ],
    [
      'old: going back',
      [
        old(
          [
            [512, 1],
            [0, 1],
          ],
          9_000,
          2,
        ),
      ],
      'overlaps or is out of order',
    ],
    ['old: beyond the end', [old([[512, 512]], 1_000, 512)], 'goes beyond its 1000 bytes'],
    ['old: more than is stored', [old([[0, 513]], 1_000, 512)], 'speaks of 513 stored bytes, and there are 512'],
    ['old: less than is stored', [old([[0, 1]], 1_000, 512)], 'speaks of 1 stored bytes, and there are 512'],
    ['old: no number', [header({ type: 'S', magic: 'ustar  \0', at: { 386: 'nonsense' } })], 'is not a number'],
    [
      'old: a negative offset',
      [header({ type: 'S', magic: 'ustar  \0', at: { 386: Buffer.alloc(12, 0xff) } })],
      'the offset in the map of a sparse file in the tar header is out of range',
    ],
    [
      '1.0: a map that fills all that is stored',
      [ahead(`127\n${'1\n'.repeat(253)}12`, 9, 512)],
      'the map of a sparse file has no end',
    ],
    ['old: in the header of star', [header({ type: 'S' })], "in a form other than GNU's"],
    ['1.0: a huge count', [ahead('4000000000\n', 9, 512)], 'longer than the 1048576 bytes'],
    ['1.0: more parts than are stored', [ahead('9\n0\n1\n', 9, 512)], 'holds no number'],
    ['1.0: a negative count', [ahead('-1\n', 9, 512)], 'holds no number'],
    ['1.0: no newline', [ahead('1'.repeat(512), 9, 1_024)], 'holds no number'],
    ['1.0: overlapping', [ahead('2\n0\n2\n1\n1\n', 9, 515, 'abc')], 'overlaps or is out of order'],
    ['1.0: an end beyond 2^53', [ahead('1\n9007199254740991\n3\n', 9, 515, 'abc')], 'goes beyond its 9 bytes'],
    ['0.1: another count', [records('GNU.sparse.numblocks=2', 'GNU.sparse.map=0,3')], 'not as many parts'],
    ['0.1: no count', [records('GNU.sparse.map=0,3')], 'holds no number'],
    ['0.0: out of turn', [records('GNU.sparse.numbytes=3', 'GNU.sparse.offset=0')], 'is out of order'],
    ['on a folder', [pax('GNU.sparse.numblocks=0', 'GNU.sparse.map=0'), header({ type: '5' })], 'not as many parts'],
    [
      'on a link',
      [pax('GNU.sparse.major=1', 'GNU.sparse.minor=0'), header({ type: '2' })],
      'the map of a sparse file, and it is no file',
    ],
  ];

  test.each(GOOD)('%s: as Go reads it', async (name, blocks) => {
    const bytes = Buffer.concat([...blocks, END]);
    const path = join(folder.path, name.replace(/\W+/g, '-'));
    writeFileSync(path, bytes);
    const [listed] = byGo([path]);
    expect(listed?.Error).toBe('');
    expect(await ours(seeking(bytes))).toEqual(listed?.Entries);
    expect(await ours(new ChunkInput(cut(bytes, 100)))).toEqual(listed?.Entries);
  });

  test.each(BAD)('%s is refused with its place', async (_name, blocks, message) => {
    const bytes = Buffer.concat([header({}), ...blocks, END]);
    for (const input of [seeking(bytes), new ChunkInput(cut(bytes, 300))]) {
      const refused = readAll(input);
      await expect(refused).rejects.toThrow(message);
      await expect(refused).rejects.toThrow(/^test\.tar, entry at byte (?:512|1536|2048): /);
      await expect(refused).rejects.toBeInstanceOf(FormatError);
    }
  });

  test('Go refuses them too', () => {
    const paths = BAD.map(([name, blocks], index) => {
      const path = join(folder.path, `bad-${index}`);
      writeFileSync(path, Buffer.concat([...blocks, END]));
      return [name, path] as const;
    });
    const listed = byGo(paths.map(([, path]) => path));
    expect(paths.filter((_, index) => listed[index]?.Error === '').map(([name]) => name)).toEqual([]);
  });

  test.each([
    ['old', old([[0, 3]], 9, 3, '\x01'), 512],
    ['1.0', ahead('200\n', 9, 4_096), 1_536],
  ])('cut off inside of the map: %s', async (_form, bytes, end) => {
    await expect(readAll(seeking(bytes.subarray(0, end)))).rejects.toThrow(
      'cut off inside of the map of a sparse file',
    );
  });

  test('forms that are not known are refused, where Go takes the stored bytes for the file', async () => {
    for (const fields of [['GNU.sparse.major=2', 'GNU.sparse.minor=0'], ['GNU.sparse.size=9']]) {
      await expect(readAll(seeking(records(...fields)))).rejects.toThrow('a sparse file of a form that is not known');
    }
  });

  test('holes count against the ceiling of a layer, those of all files together', async () => {
    const one = old([], 600_000_000, 0);
    const limits = { ...DEFAULT_LIMITS, layerBytes: 1_000_000_000 };
    expect(await readAll(seeking(Buffer.concat([one, END])), limits)).toMatchObject([{ size: 600_000_000, stored: 0 }]);
    await expect(readAll(seeking(Buffer.concat([one, one, END])), limits)).rejects.toThrow(
      'entry at byte 512: goes over the 1000000000 bytes that are read',
    );
  });

  test('a map over the ceiling, in blocks behind the header', async () => {
    const block = Buffer.alloc(512);
    block[504] = 1;
    const bytes = Buffer.concat([old([], 9, 0, '\x01'), Buffer.concat(Array(20).fill(block))]);
    await expect(readAll(seeking(bytes), { ...DEFAULT_LIMITS, paxBytes: 4_096 })).rejects.toThrow(
      'the map of a sparse file is longer than the 4096 bytes that are read',
    );
  });
});

test('random maps: the bytes are those of a file that is put together by hand', async () => {
  const part = fc.tuple(fc.nat(2_000), fc.nat(1_500));
  await fc.assert(
    fc.asyncProperty(
      fc.array(part, { maxLength: 40 }),
      fc.nat(3_000),
      fc.constantFrom('1.0', '0.1'),
      async (parts, tail, form) => {
        let size = 0;
        const map: number[] = [];
        const stored: string[] = [];
        const whole: string[] = [];
        for (const [index, [gap, bytes]] of parts.entries()) {
          const text = String.fromCharCode(65 + (index % 26)).repeat(bytes);
          map.push(size + gap, bytes);
          stored.push(text);
          whole.push('\0'.repeat(gap), text);
          size += gap + bytes;
        }
        whole.push('\0'.repeat(tail));
        const content = stored.join('');
        const text = `${[parts.length, ...map].join('\n')}\n`;
        const mapBytes = Math.ceil(text.length / 512) * 512;
        const bytes =
          form === '1.0'
            ? ahead(text, size + tail, mapBytes + content.length, content)
            : Buffer.concat([
                pax(`GNU.sparse.size=${size + tail}`, `GNU.sparse.numblocks=${parts.length}`, `GNU.sparse.map=${map}`),
                header({ size: octal(content.length) }),
                padded(content),
              ]);
        if (form === '0.1' && parts.length === 0) return;
        const sum = createHash('sha256').update(whole.join(''), 'latin1').digest('hex');
        expect(await ours(new ChunkInput(cut(bytes, 333)))).toMatchObject([{ Size: size + tail, Sha256: sum }]);
        const reader = new TarReader(new ChunkInput(cut(bytes, 333)), DEFAULT_LIMITS, 'test.tar');
        await reader.next();
        expect(Buffer.from(await reader.head(700)).toString('latin1')).toBe(whole.join('').slice(0, 700));
      },
    ),
    { seed: 11, numRuns: 150 },
  );
});
