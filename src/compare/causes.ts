import type { Cause, Move } from '../model/comparison.ts';
import type { ImageReport } from '../model/report.ts';
import { type Part, partsOf } from './parts.ts';

/** Smaller files are alike by chance. */
const MOVED_FROM = 4_096;

/**
 * What a change of the unpacked bytes comes from: largest first, by absolute value. The deltas add up to the change,
 * exactly. A file that went from one path to another is no cause; it is listed among the moves.
 */
export function causesOf(
  base: ImageReport,
  head: ImageReport,
): { readonly causes: readonly Cause[]; readonly moves: readonly Move[] } {
  const key = ({ kind, name }: Part): string => `${kind}\0${name}`;
  const before = new Map(partsOf(base).map((part) => [key(part), part]));
  const after = new Map(partsOf(head).map((part) => [key(part), part]));
  const all = [...new Set([...before.keys(), ...after.keys()])].flatMap((name): readonly Cause[] => {
    const [from, to] = [before.get(name), after.get(name)];
    const part = to ?? from;
    if (part === undefined) return [];
    const [was, is] = [from?.bytes ?? 0, to?.bytes ?? 0];
    return [
      {
        kind: part.kind,
        name: part.name,
        base: was,
        head: is,
        delta: is - was,
        from: from?.version ?? null,
        to: to?.version ?? null,
      },
    ];
  });
  const moves = movesAmong(all);
  const moved = new Set(moves.flatMap(({ from, to }) => [from, to]));
  const causes = all
    .filter((cause) => cause.delta !== 0 && !(cause.kind === 'file' && moved.has(cause.name)))
    .sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta) || order(a.kind, b.kind) || order(a.name, b.name));
  return { causes, moves };
}

/** A path gone and a path new with as many bytes, where only one pair can be meant. */
function movesAmong(causes: readonly Cause[]): readonly Move[] {
  const files = causes.filter((cause) => cause.kind === 'file' && Math.abs(cause.delta) >= MOVED_FROM);
  const gone = Map.groupBy(
    files.filter(({ head }) => head === 0),
    ({ base }) => base,
  );
  const come = Map.groupBy(
    files.filter(({ base }) => base === 0),
    ({ head }) => head,
  );
  return [...gone]
    .flatMap(([bytes, from]): readonly Move[] => {
      const to = come.get(bytes) ?? [];
      const [only, other] = [from[0], to[0]];
      if (from.length !== 1 || to.length !== 1 || only === undefined || other === undefined) return [];
      return [{ from: only.name, to: other.name, bytes }];
    })
    .sort((a, b) => b.bytes - a.bytes || order(a.from, b.from));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
