import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { executableFactsOnDisk } from '../../src/image/executable-facts.ts';
import { OpenRange, type Positioned } from '../../src/image/file-range.ts';
import { Scratch } from '../../src/image/scratch.ts';

const folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-scratch-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Gives bytes that tell where they stand. */
const LETTERS: Positioned = {
  readInto(target, offset, length) {
    for (let index = 0; index < length; index += 1) target[index] = (offset + index) % 251;
    return length;
  },
};
const letters = (offset: number, length: number): number[] =>
  Array.from({ length }, (_, index) => (offset + index) % 251);

test('all that is read of one executable stays as it is until the next one', () => {
  const scratch = new Scratch();
  const first = scratch.reader(LETTERS, 1_000, 20_000_000);
  const looks: readonly (readonly [number, number])[] = [
    [0, 100],
    [5, 3_000_000],
    [100, 2_000_000],
    [7, 6_000_000],
    [19_999_990, 10],
  ];
  const given = looks.map(([offset, length]) => first.read(offset, length));
  for (const [index, [offset, length]] of looks.entries()) {
    expect(Buffer.from(given[index] ?? []).equals(Buffer.from(letters(1_000 + offset, length)))).toBe(true);
  }
  expect([...scratch.reader(LETTERS, 0, 10).read(2, 3)]).toEqual([2, 3, 4]);
});

test('nothing is read from behind the end', () => {
  const reader = new Scratch().reader(LETTERS, 100, 50);
  expect([...reader.read(45, 20)]).toEqual(letters(145, 5));
  expect(reader.read(50, 1)).toHaveLength(0);
  expect(reader.read(60, 1)).toHaveLength(0);
});

test('an entry that claims more than its layer has is read to the end of the layer', () => {
  const path = join(folder, 'archive');
  writeFileSync(path, 'before, LAYER, behind');
  using layer = new OpenRange({ path, start: 8, size: 5 });
  const asked: Uint8Array[] = [];
  class Watched extends Scratch {
    override take(length: number): Buffer {
      const taken = super.take(length);
      asked.push(taken);
      return taken;
    }
  }
  executableFactsOnDisk(layer, new Watched(), { offset: 0, size: 8e9, head: new Uint8Array() }, 'elf');
  expect(asked.map((bytes) => Buffer.from(bytes).toString())).toEqual(['LAYER']);
  const target = Buffer.alloc(20, '.');
  expect(layer.readInto(target, 3)).toBe(2);
  expect(target.toString()).toBe(`ER${'.'.repeat(18)}`);
  expect(layer.readInto(target, 9)).toBe(0);
});
