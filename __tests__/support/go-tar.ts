import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { DEFAULT_LIMITS } from '../../src/image/limits.ts';
import type { TarInput } from '../../src/image/tar/input.ts';
import { TarReader } from '../../src/image/tar/read.ts';
import { goOutput } from './go-build.ts';

const LISTTAR = join(import.meta.dirname, '../image/tar/fixtures/listtar');

export interface Listed {
  readonly Entries: readonly { readonly Name: string; readonly Size: number; readonly Sha256: string }[] | null;
  readonly Error: string;
}

/** Archives as Go's archive/tar reads them. */
export function byGo(paths: readonly string[]): readonly Listed[] {
  return JSON.parse(goOutput(['run', 'main.go', ...paths], LISTTAR));
}

async function contentsOf(reader: TarReader): Promise<string> {
  const sum = createHash('sha256');
  for await (const piece of reader.contents()) sum.update(piece);
  return sum.digest('hex');
}

/** Names, sizes and contents, as the program in Go prints them. */
export async function ours(input: TarInput): Promise<Listed['Entries']> {
  const reader = new TarReader(input, DEFAULT_LIMITS, 'test.tar');
  const entries: { Name: string; Size: number; Sha256: string }[] = [];
  for (let entry = await reader.next(); entry !== null; entry = await reader.next()) {
    entries.push({ Name: entry.name, Size: entry.size, Sha256: await contentsOf(reader) });
  }
  return entries;
}
