import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ChunkInput } from '../../../src/image/tar/chunk-input.ts';
import { seeking } from '../../support/tar-bytes.ts';

async function* cut(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let index = 0; at < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? 1;
    // A copy: chunks that are used up are given back.
    yield bytes.slice(at, at + size);
    at += size;
  }
}

const STEPS = ['peek', 'pass', 'read', 'skip', 'pieces', 'find'] as const;
const step = fc.record({ how: fc.constantFrom(...STEPS), length: fc.nat(900), asks: fc.boolean() });

test('sums are those of all bytes before, however these were taken, and chunks may be of any size', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 5_000 }),
      fc.array(fc.integer({ min: 1, max: 1_500 }), { minLength: 1, maxLength: 5 }),
      fc.array(step, { maxLength: 40 }),
      async (bytes, sizes, steps) => {
        await using input = new ChunkInput(cut(bytes, sizes));
        for (const { how, length, asks } of steps) {
          const from = input.offset;
          if (how === 'pieces') {
            const taken: Uint8Array[] = [];
            for await (const piece of input.pieces(length)) taken.push(piece.slice());
            expect(Buffer.concat(taken)).toEqual(Buffer.from(bytes.subarray(from, from + length)));
          } else if (how === 'peek' || how === 'read') {
            expect(Buffer.from(await input[how](length))).toEqual(Buffer.from(bytes.subarray(from, from + length)));
          } else if (how === 'find') {
            const at = input.find(length);
            expect(at >= 0).toBe(input.atHand >= length && input.bytes.length > 0);
            const end = at + Math.max(length, input.atHand);
            if (at >= 0) expect(input.bytes.subarray(at, end).equals(bytes.subarray(from, from + end - at))).toBe(true);
          } else if (how === 'pass') input.pass(length);
          else expect(await input.skip(length)).toBe(Math.min(length, bytes.length - from));
          if (asks) expect(input.sum()).toBe(crc32(bytes.subarray(0, input.offset)));
        }
        await input.skip(bytes.length);
        expect(input.sumOfTaken()).toBe(crc32(bytes));
      },
    ),
    { numRuns: 500 },
  );
});

test('once all that came is summed up, a sum of less is not known', async () => {
  await using input = new ChunkInput(cut(Buffer.from('abcdef'), [6]));
  await input.read(2);
  expect(input.sumOfTaken()).toBe(crc32('abcdef'));
  expect(input.sum()).toBeNull();
  await input.read(4);
  expect(input.sum()).toBe(crc32('abcdef'));
});

test('a file that is read by seeking gives the bytes of it, wherever it is jumped to', async () => {
  const bytes = randomBytes(300_000);
  const jump = fc.record({ skip: fc.nat({ max: 30_000 }), length: fc.integer({ min: 1, max: 90_000 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(jump, { maxLength: 60 }), async (jumps) => {
      const input = seeking(bytes);
      for (const { skip, length } of jumps) {
        const from = input.offset + (await input.skip(skip));
        const at = input.find(length);
        expect(at >= 0).toBe(from + length <= bytes.length);
        if (at >= 0)
          expect(input.bytes.subarray(at, at + length).equals(bytes.subarray(from, from + length))).toBe(true);
        const { atHand } = input;
        if (at >= 0)
          expect(input.bytes.subarray(at, at + atHand).equals(bytes.subarray(from, from + atHand))).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('of a file that is read by seeking no sum is known', () => {
  expect(seeking(Buffer.from('abc')).sum()).toBeNull();
});
