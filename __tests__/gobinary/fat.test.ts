import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { type GoProgram, readGoBinary } from '../../src/gobinary/read-go-binary.ts';
import { goBuild, writeGoModule } from '../support/go-build.ts';
import { readerOf } from '../support/readers.ts';

let amd64: Buffer;
let arm64: Buffer;
let exe: Buffer;

beforeAll(() => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-test-fat-'));
  try {
    writeGoModule(folder);
    const built = (platform: string): Buffer =>
      readFileSync(goBuild(folder, join(folder, 'app'), platform, '-trimpath'));
    amd64 = built('darwin/amd64');
    arm64 = built('darwin/arm64');
    exe = built('windows/amd64');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}, 900_000);

/** By `mach-o/fat.h`: big-endian, the files at multiples of 16 KiB. */
function fat(files: readonly Buffer[], wide: boolean): Buffer {
  const align = 2 ** 14;
  const stride = wide ? 32 : 20;
  const head = Buffer.alloc(8 + files.length * stride);
  head.writeUInt32BE(wide ? 0xcafebabf : 0xcafebabe, 0);
  head.writeUInt32BE(files.length, 4);
  const pieces: Buffer[] = [head];
  let end = head.length;
  for (const [index, file] of files.entries()) {
    const at = Math.ceil(end / align) * align;
    pieces.push(Buffer.alloc(at - end), file);
    const row = 8 + index * stride;
    if (wide) {
      head.writeBigUInt64BE(BigInt(at), row + 8);
      head.writeBigUInt64BE(BigInt(file.length), row + 16);
    } else {
      head.writeUInt32BE(at, row + 8);
      head.writeUInt32BE(file.length, row + 12);
    }
    end = at + file.length;
  }
  return Buffer.concat(pieces);
}

function program(bytes: Uint8Array): GoProgram {
  const facts = readGoBinary(readerOf(bytes));
  if (facts?.kind !== 'go') throw new Error('not read as a Go program');
  return facts;
}

test.each([true, false])('a file for two architectures is both of them together (64-bit offsets: %s)', (wide) => {
  const bytes = fat([amd64, arm64], wide);
  const both = program(bytes);
  const [one, other] = [program(amd64), program(arm64)];
  const main = ({ modules }: GoProgram): number => modules.find(({ kind }) => kind === 'main')?.bytes ?? 0;
  expect(both).toMatchObject({ format: 'mach-o', architecture: 'amd64+arm64', bytes: bytes.length, stripped: false });
  expect(main(both)).toBe(main(one) + main(other));
  expect(both.debugBytes).toBe(one.debugBytes + other.debugBytes);
  expect(both.modules.reduce((sum, module) => sum + module.bytes, both.unattributed)).toBe(bytes.length);
  expect(Object.values(both.parts).reduce((sum, part) => sum + part, 0)).toBe(bytes.length);
});

test('an architecture that points out of the file, or into another, is left out', () => {
  const bytes = fat([amd64, arm64], false);
  bytes.writeUInt32BE(bytes.length, 8 + 20 + 8);
  expect(program(bytes).architecture).toBe('amd64');
  const overlapping = fat([amd64, arm64], false);
  overlapping.copy(overlapping, 8 + 20, 8, 8 + 20);
  expect(program(overlapping).architecture).toBe('amd64');
});

test.each(['PE', 'Mach-O', 'fat'])('%s: with lying headers, it is an answer or null, and adds up', (kind) => {
  const original = kind === 'PE' ? exe : kind === 'Mach-O' ? arm64 : fat([amd64, arm64], false);
  const table = original.indexOf(Buffer.from('f1ffffff0000', 'hex'));
  const slice = kind === 'fat' ? original.readUInt32BE(16) : 0;
  const change = fc.record({
    region: fc.constantFrom(0, slice, 0x80, slice + 0x400, table),
    at: fc.nat(1_000),
    value: fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0xff), fc.nat(255)),
    run: fc.integer({ min: 1, max: 8 }),
  });
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 6 }), (changes) => {
      const bytes = Uint8Array.from(original);
      for (const { region, at, value, run } of changes) bytes.fill(value, region + at, region + at + run);
      const facts = readGoBinary(readerOf(bytes));
      if (facts?.kind !== 'go') return;
      expect(Object.values(facts.parts).reduce((sum, part) => sum + part, 0)).toBe(bytes.length);
      expect(facts.unattributed).toBeGreaterThanOrEqual(0);
      expect(facts.modules.reduce((sum, module) => sum + module.bytes, facts.unattributed)).toBe(bytes.length);
    }),
    { seed: 31, numRuns: 150, interruptAfterTimeLimit: 20_000 },
  );
});

test.each(['PE', 'Mach-O'])('%s: cut off anywhere, it is an answer or null', (kind) => {
  const bytes = kind === 'PE' ? exe : amd64;
  for (let length = 0; length < bytes.length; length = Math.ceil(length * 1.5) + 1) {
    const facts = readGoBinary(readerOf(bytes.subarray(0, length)));
    if (facts?.kind === 'go') expect(facts.debugBytes).toBeLessThanOrEqual(length);
  }
});
