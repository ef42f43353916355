import { DEFAULT_LIMITS } from '../../src/image/limits.ts';
import type { TarEntry } from '../../src/image/tar/entry.ts';
import type { TarInput } from '../../src/image/tar/input.ts';
import { TarReader } from '../../src/image/tar/read.ts';
import { SeekingInput } from '../../src/image/tar/seeking-input.ts';

/** Tars put together block by block, for what no program writes. */

export async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

export function seeking(bytes: Uint8Array): TarInput {
  return new SeekingInput({
    size: bytes.length,
    readInto(target, offset, length) {
      const part = bytes.subarray(offset, offset + length);
      target.set(part);
      return part.length;
    },
  });
}

export async function readAll(input: TarInput, limits = DEFAULT_LIMITS): Promise<TarEntry[]> {
  const reader = new TarReader(input, limits, 'test.tar');
  const entries: TarEntry[] = [];
  for (let entry = await reader.next(); entry !== null; entry = await reader.next()) entries.push(entry);
  return entries;
}

/** A header by the ustar layout (POSIX pax, "ustar Interchange Format"), right checksum included. */
export function header(fields: {
  name?: string;
  size?: string | Buffer;
  type?: string;
  magic?: string;
  link?: string;
  /** Texts at offsets, written last. */
  at?: Readonly<Record<number, string | Buffer>>;
}): Buffer {
  const block = Buffer.alloc(512);
  block.write(fields.name ?? 'file', 0, 100, 'latin1');
  block.write('0000644\0', 100);
  const size = fields.size ?? '00000000000\0';
  if (typeof size === 'string') block.write(size, 124);
  else size.copy(block, 124);
  block.write('        ', 148);
  block.write(fields.type ?? '0', 156);
  block.write(fields.link ?? '', 157);
  block.write(fields.magic ?? 'ustar\x0000', 257, 'latin1');
  for (const [at, bytes] of Object.entries(fields.at ?? {})) Buffer.from(bytes).copy(block, Number(at));
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

export const END = Buffer.alloc(1024);

export function padded(content: string): Buffer {
  return Buffer.from(content.padEnd(Math.ceil(content.length / 512) * 512, '\0'), 'latin1');
}

export function pax(...records: string[]): Buffer {
  const text = records
    .map((record) => {
      let length = record.length + 3;
      while (`${length} ${record}\n`.length !== length) length += 1;
      return `${length} ${record}\n`;
    })
    .join('');
  return Buffer.concat([header({ type: 'x', size: `${text.length.toString(8).padStart(11, '0')}\0` }), padded(text)]);
}
