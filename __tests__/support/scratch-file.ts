import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file that goes with the scope. */
export function scratchFile(bytes: Buffer): Disposable & { readonly path: string } {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-file-'));
  const path = join(folder, 'Dockerfile');
  writeFileSync(path, bytes);
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}
