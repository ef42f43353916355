import { type ByteReader, bytesAt } from './byte-reader.ts';
import type { FunctionTable } from './pclntab/header.ts';

/** All source file names of a program are some MB at most. */
const MAX_BYTES = 2 ** 25;
const SAMPLE = 5;
const LONGEST = 512;

/** Whose folder a path leads through: a person's home, a CI service's, or neither. */
export type LocalPathKind = 'home' | 'ci' | 'absolute';

/** Source files by their place on the machine that built the program: `-trimpath` was not in effect. */
export interface LocalPaths {
  /** The most telling kind that there is: `home`, then `ci`. */
  readonly kind: LocalPathKind;
  /** Files of that kind. */
  readonly count: number;
  /** The first few of them, cut where they are long. */
  readonly sample: readonly string[];
  /** Files of all kinds. */
  readonly absolute: number;
}

/** Folders that CI services document for checkouts. */
const CI =
  /^(?:\/home\/(?:runner|circleci|vsts|travis|semaphore)\/|\/__w\/|\/github\/workspace\/|\/builds\/[^/]+\/|\/var\/lib\/jenkins\/|\/drone\/src\/|\/bitrise\/src\/|\/codebuild\/output\/|\/opt\/atlassian\/pipelines\/|[A-Za-z]:[\\/]a[\\/])/;
const HOME = /^(?:\/(?:home|Users)\/[^/]+\/|[A-Za-z]:[\\/]Users[\\/][^\\/]+[\\/])/;
const ABSOLUTE = /^(?:\/|[A-Za-z]:[\\/])/;

/** The folders that source paths in the file table of a program reveal; null where none is absolute, or it cannot be read. */
export function readLocalPaths(reader: ByteReader, table: FunctionTable): LocalPaths | null {
  const bytes = bytesAt(reader, table.offset + table.files, Math.min(table.pcData - table.files, MAX_BYTES));
  if (bytes === null) return null;
  const counts: Record<LocalPathKind, number> = { home: 0, ci: 0, absolute: 0 };
  const samples: Record<LocalPathKind, string[]> = { home: [], ci: [], absolute: [] };
  for (let start = 0, end = bytes.indexOf(0); end >= 0; start = end + 1, end = bytes.indexOf(0, start)) {
    if (!mayBeAbsolute(bytes, start)) continue;
    const path = Buffer.from(bytes.subarray(start, Math.min(end, start + LONGEST))).toString('utf8');
    if (!ABSOLUTE.test(path)) continue;
    const kind = CI.test(path) ? 'ci' : HOME.test(path) ? 'home' : 'absolute';
    counts[kind] += 1;
    if (samples[kind].length < SAMPLE) samples[kind].push(path);
  }
  const absolute = counts.home + counts.ci + counts.absolute;
  if (absolute === 0) return null;
  const kind = counts.home > 0 ? 'home' : counts.ci > 0 ? 'ci' : 'absolute';
  return { kind, count: counts[kind], sample: samples[kind], absolute };
}

/** A slash, or a letter and a colon. */
function mayBeAbsolute(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x2f || bytes[at + 1] === 0x3a;
}
