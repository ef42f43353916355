import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { walkFunctions } from '../../../src/gobinary/pclntab/functions.ts';
import { readTableHeader } from '../../../src/gobinary/pclntab/header.ts';
import { readerOf } from '../../support/readers.ts';
import { buildTable, FORMS, type TableForm, type TableFunction } from './table.ts';

/** Pairs of changes, ended by a change of value of 0: 3 bytes; 4, with a number of two bytes; 3, beginning with 0. */
const STACK = [6, 4, 0];
const SHORT = [2, 4, 0];
const LONG = [2, 0x80, 1, 0];
const FROM_ZERO = [0, 4, 0];

const FUNCTIONS: readonly TableFunction[] = [
  { name: 'main.main', size: 64, pcData: [STACK, LONG, FROM_ZERO, SHORT], funcData: 2 },
  { name: 'main.helper', size: 32, pcData: [SHORT, [], [], LONG, FROM_ZERO], funcData: 0 },
  // What was inlined before has its name there already.
  { name: 'main.main', size: 16, pcData: [[], [], []], funcData: 1 },
];

interface Seen {
  readonly name: string;
  readonly text: number;
  readonly table: number;
}

function walk(bytes: Uint8Array, littleEndian: boolean): { seen: Seen[]; result: ReturnType<typeof walkFunctions> } {
  const reader = readerOf(bytes);
  const table = readTableHeader(reader, 0, bytes.length, littleEndian);
  if (table === null || table === 'old') throw new Error(`read as ${table}`);
  const seen: Seen[] = [];
  const result = walkFunctions(reader, table, {
    visit: (names, start, end, text, own) => {
      seen.push({ name: names.toString('latin1', start, end), text, table: own });
    },
  });
  return { seen, result };
}

/** Bytes of the three functions in the table, worked out by hand: entry + record + name + values by pc. */
function byHand({ since, pointerSize }: TableForm): readonly [number, number, number] {
  if (since === '1.20') return [8 + (44 + 4 + 8) + 10 + (3 + 4 + 3 + 3), 8 + (44 + 8) + 12, 8 + (44 + 4)];
  if (since === '1.18') return [8 + (40 + 4 + 8) + 10 + (3 + 4 + 3 + 3), 8 + (40 + 8) + 12, 8 + (40 + 4)];
  if (pointerSize === 4) return [8 + (40 + 4 + 8) + 10 + (3 + 4 + 3 + 3), 8 + (40 + 8) + 12, 8 + (40 + 4)];
  // 44 and 4 are 48, which eight divides; 44 alone is padded to 48.
  return [16 + (44 + 4 + 16) + 10 + (3 + 4 + 3 + 3), 16 + (44 + 8) + 12, 16 + (48 + 8)];
}

describe.each(FORMS)('Go $since, pointers of $pointerSize bytes, little-endian $littleEndian', (form) => {
  const bytes = buildTable(form, FUNCTIONS, ['/src/main.go']);

  test('each function has its code, and owns what no function before it has named', () => {
    const { seen, result } = walk(bytes, form.littleEndian);
    const [first, second, third] = byHand(form);
    expect(seen).toEqual([
      { name: 'main.main', text: 64, table: first },
      { name: 'main.helper', text: 32, table: second },
      { name: 'main.main', text: 16, table: third },
    ]);
    expect(result).toEqual({
      functions: 3,
      textBytes: 112,
      tableBytes: first + second + third,
      end: bytes.length,
    });
  });

  test('the header says where what is', () => {
    expect(readTableHeader(readerOf(bytes), 0, bytes.length, form.littleEndian)).toMatchObject({
      since: form.since,
      functions: 3,
      pointerSize: form.pointerSize,
    });
    expect(readTableHeader(readerOf(bytes), 0, bytes.length, !form.littleEndian)).toBeNull();
  });

  test('cut off anywhere, it is refused or broken', () => {
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = readerOf(bytes.subarray(0, length));
      const table = readTableHeader(cut, 0, length, form.littleEndian);
      if (table === null) continue;
      expect(table === 'old' ? table : walkFunctions(cut, table, { visit: () => undefined })).toEqual(
        expect.any(String),
      );
    }
  });

  test('with any bytes changed, what is counted never goes over the table', () => {
    const change = fc.record({
      at: fc.nat(bytes.length - 1),
      value: fc.oneof(fc.constantFrom(0, 0x7f, 0x80, 0xff), fc.nat(255)),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const broken = Uint8Array.from(bytes);
        for (const { at, value } of changes) broken[at] = value;
        const table = readTableHeader(readerOf(broken), 0, broken.length, form.littleEndian);
        if (table === null || table === 'old') return;
        const result = walkFunctions(readerOf(broken), table, { visit: () => undefined });
        if (typeof result === 'string') return;
        expect(result.tableBytes).toBeLessThanOrEqual(broken.length);
        expect(result.end).toBeLessThanOrEqual(broken.length);
        expect(result.textBytes).toBeGreaterThanOrEqual(0);
      }),
      { seed: 5, numRuns: 2_000 },
    );
  });
});

const FORM: TableForm = { since: '1.20', pointerSize: 8, littleEndian: true };

test.each([
  ['a quantum of 3', 6, 3],
  ['a pointer size of 2', 7, 2],
  ['a byte that is zero', 4, 1],
  ['another magic', 0, 0xf2],
])('%s: no function table', (_name, at, value) => {
  const bytes = buildTable(FORM, FUNCTIONS, []);
  bytes[at] = value;
  expect(readTableHeader(readerOf(bytes), 0, bytes.length, true)).toBeNull();
});

test('a table of Go 1.2 to 1.15 is recognised', () => {
  const bytes = Buffer.concat([Buffer.from([0xfb, 0xff, 0xff, 0xff, 0, 0, 1, 8]), Buffer.alloc(64)]);
  // The number of functions, then address and record of each.
  for (const [index, word] of [100, 0x401000, 1_700, 0x401040, 1_800, 0x4010a0, 1_900].entries()) {
    bytes.writeBigUInt64LE(BigInt(word), 8 + 8 * index);
  }
  expect(readTableHeader(readerOf(bytes), 0, bytes.length, true)).toBe('old');
  // The magic among other numbers.
  bytes.writeBigUInt64LE(0n, 32);
  expect(readTableHeader(readerOf(bytes), 0, bytes.length, true)).toBeNull();
});

describe('a forged table ends soon', () => {
  const count = 30_000;

  /** Many functions whose records are all the same one, in the middle of a large region. */
  function crowd(functions: TableFunction, at: (index: number) => number): Buffer {
    const bytes = buildTable(
      FORM,
      Array.from({ length: count }, () => functions),
      [],
    );
    const entries = Number(bytes.readBigUInt64LE(64));
    for (let index = 0; index < count; index += 1) bytes.writeUInt32LE(at(index), entries + 8 * index + 4);
    return bytes;
  }

  test('records that overlap', () => {
    const funcData = 255;
    const bytes = crowd({ name: 'f', size: 1, pcData: [], funcData }, () => count * 8 + 4);
    const { result } = walk(bytes.subarray(0, bytes.length - count * 500), true);
    expect(result).toBe('its records overlap');
  });

  test('records all over the place cost no more reading than a few times the table', () => {
    const record = 44;
    const bytes = crowd(
      { name: 'f', size: 1, pcData: [], funcData: 0 },
      (index) => count * 8 + 4 + record * (index % 2 === 0 ? index / 2 : count - index),
    );
    let read = 0;
    const reader = readerOf(bytes);
    const table = readTableHeader(reader, 0, bytes.length, true);
    if (table === null || table === 'old') throw new Error('not read');
    const counting = {
      size: reader.size,
      read: (offset: number, length: number) => {
        read += length;
        return reader.read(offset, length);
      },
    };
    expect(walkFunctions(counting, table, { visit: () => undefined })).toBe(
      'its records lie out of it, or all over it',
    );
    expect(read).toBeLessThan(4 * bytes.length + 2 ** 27);
  });

  test('values by pc that share their bytes', () => {
    const long = [...Array.from({ length: 4_000 }, () => 1), 0];
    const functions = Array.from({ length: 1_000 }, (_, index) => ({
      name: 'f',
      size: 1,
      pcData: [index === 0 ? long : []],
      funcData: 0,
    }));
    const bytes = buildTable(FORM, functions, []);
    const entries = Number(bytes.readBigUInt64LE(64));
    for (let index = 1; index < functions.length; index += 1) {
      const record = entries + bytes.readUInt32LE(entries + 8 * index + 4);
      bytes.writeUInt32LE(1 + 2 * index, record + 16);
    }
    expect(walk(bytes, true).result).toBe('its values by pc do not end');
  });

  test('names that share their bytes', () => {
    const functions = Array.from({ length: 1_000 }, (_, index) => ({
      name: index === 0 ? 'x'.repeat(2_000) : '',
      size: 1,
      pcData: [],
      funcData: 0,
    }));
    const bytes = buildTable(FORM, functions, []);
    const entries = Number(bytes.readBigUInt64LE(64));
    for (let index = 1; index < functions.length; index += 1) {
      bytes.writeUInt32LE(index, entries + bytes.readUInt32LE(entries + 8 * index + 4) + 4);
    }
    expect(walk(bytes, true).result).toBe('its names overlap');
  });
});
