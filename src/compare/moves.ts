import type { Cause, Move } from '../model/comparison.ts';
import type { GoBinaryReport, ImageReport } from '../model/report.ts';
import { ownBinaries } from './parts.ts';

/** Smaller files are alike by chance. */
const MOVED_FROM = 4_096;

interface Candidate {
  readonly path: string;
  readonly bytes: number;
  /** Equal on both sides of a move. */
  readonly mark: string;
}

/** Files that are no Go binaries: a path gone and a path new with as many bytes, where only one pair can be meant. */
export function movedFiles(causes: readonly Cause[]): readonly Move[] {
  const files = causes
    .filter(({ kind, delta, copies }) => kind === 'file' && Math.abs(delta) >= MOVED_FROM && copies === undefined)
    .map(({ name, base, head }) => ({ path: name, bytes: Math.max(base, head), mark: `${base + head}`, base, head }));
  return pairs(
    files.filter(({ head }) => head === 0),
    files.filter(({ base }) => base === 0),
    'bytes',
  );
}

/**
 * Go binaries at another path: of as many bytes, all their sections and modules as large as before. Their shares are then
 * equal too, so that leaving both out changes no sum.
 */
export function movedBinaries(base: ImageReport, head: ImageReport, floor: number): readonly Move[] {
  return pairs(candidates(base, head, floor), candidates(head, base, floor), 'sections');
}

/** Binaries at paths that the other side does not list. */
function candidates(image: ImageReport, other: ImageReport, floor: number): readonly Candidate[] {
  const there = new Set([...other.files, ...other.goBinaries].map(({ path }) => path));
  return ownBinaries(image, floor).flatMap((binary) => {
    const mark = there.has(binary.path) ? null : markOf(binary);
    return mark === null ? [] : [{ path: binary.path, bytes: binary.bytes, mark }];
  });
}

/** null where sections are not known: bytes alone may be alike by chance. */
function markOf({ bytes, debugBytes, sections, modules }: GoBinaryReport): string | null {
  if (sections === undefined) return null;
  return JSON.stringify([
    bytes,
    debugBytes,
    sections.map((section) => [section.name, section.bytes]),
    modules.map((module) => [module.path, module.version, module.bytes]),
  ]);
}

function pairs(gone: readonly Candidate[], come: readonly Candidate[], by: NonNullable<Move['by']>): readonly Move[] {
  const byMark = Map.groupBy(come, ({ mark }) => mark);
  return [...Map.groupBy(gone, ({ mark }) => mark)].flatMap(([mark, from]): readonly Move[] => {
    const to = byMark.get(mark) ?? [];
    const [only, other] = [from[0], to[0]];
    if (from.length !== 1 || to.length !== 1 || only === undefined || other === undefined) return [];
    return [{ from: only.path, to: other.path, bytes: only.bytes, by }];
  });
}
