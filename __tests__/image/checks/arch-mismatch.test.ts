import { expect, test } from 'vitest';
import { file, readOne } from '../../support/read-one.ts';

/** The header of a program (elf.h), and a segment of it to load. */
function elf(machine: number): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  bytes.writeUInt16LE(2, 16);
  bytes.writeUInt16LE(machine, 18);
  bytes.writeUInt32LE(1, 20);
  bytes.writeBigUInt64LE(64n, 32);
  bytes.writeUInt16LE(64, 52);
  bytes.writeUInt16LE(56, 54);
  bytes.writeUInt16LE(1, 56);
  bytes.writeUInt32LE(1, 64);
  bytes.writeUInt32LE(5, 68);
  bytes.writeBigUInt64LE(128n, 96);
  bytes.writeBigUInt64LE(128n, 104);
  return bytes;
}

const AMD64 = elf(62);
const ARM64 = elf(183);
const PE = Buffer.from('4d5a'.padEnd(512, '0'), 'hex');
const MACH_O = Buffer.from('cffaedfe0c000001'.padEnd(512, '0'), 'hex');

test.each<[string, Buffer, string, string | null]>([
  ['its own', AMD64, 'amd64', null],
  ['another', ARM64, 'amd64', 'is a program for arm64 in an image for linux/amd64'],
  ['what to do of another', ARM64, 'amd64', 'pass GOARCH=$TARGETARCH to its build'],
  ['its own by another name', AMD64, 'x86_64', null],
  ['another by another name', AMD64, 'aarch64', 'is a program for amd64 in an image for linux/arm64'],
  ['one that is not known', AMD64, 'unknown', null],
  ['one that is made up', AMD64, 'pdp11', null],
  ['of Windows', PE, 'amd64', 'pass GOOS=$TARGETOS to its build'],
  ['of Windows, where the architecture is not known', PE, 'unknown', 'pass GOOS=$TARGETOS to its build'],
  ['of macOS', MACH_O, 'arm64', 'pass GOOS=$TARGETOS to its build'],
])('a program of %s', async (_name, program, architecture, told) => {
  const { findings } = await readOne({
    platform: { os: 'linux', architecture },
    layers: [[file('app', program, 0o755)]],
    config: { User: '65532', Entrypoint: ['/app'] },
  });
  expect(findings).toMatchObject(
    told === null ? [] : [{ rule: 'image-arch-mismatch', severity: 'error', message: expect.stringContaining(told) }],
  );
});
