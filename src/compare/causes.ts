import type { Cause, Move } from '../model/comparison.ts';
import type { ImageReport } from '../model/report.ts';
import { byText } from '../model/text-order.ts';
import { total } from './deltas.ts';
import { absenceIn, commonFloor } from './listing.ts';
import { movedBinaries, movedFiles } from './moves.ts';
import { type Part, partsOf } from './parts.ts';

/**
 * What a change of the unpacked bytes comes from: largest first, by absolute value. The deltas add up to the change,
 * exactly. A file that went from one path to another is no cause; it is listed among the moves.
 */
export function causesOf(
  base: ImageReport,
  head: ImageReport,
): { readonly causes: readonly Cause[]; readonly moves: readonly Move[] } {
  const key = ({ kind, name }: Part): string => `${kind}\0${name}`;
  const floor = commonFloor(base, head);
  const before = new Map(partsOf(base, floor).map((part) => [key(part), part]));
  const after = new Map(partsOf(head, floor).map((part) => [key(part), part]));
  const known = fileKnowledge(base, head, floor);
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
        ...(part.kind === 'small-files' ? { floor } : {}),
        ...(part.kind === 'file' ? known(part.name, was, is) : {}),
      },
    ];
  });
  const [files, binaries] = [movedFiles(all), movedBinaries(base, head, floor)];
  const [ofFiles, ofBinaries] = [pathsOf(files), pathsOf(binaries)];
  const isMoved = ({ kind, name }: Cause): boolean =>
    kind === 'file' ? ofFiles.has(name) : (kind === 'debug' || kind === 'binary-data') && ofBinaries.has(name);
  const causes = all
    .filter((cause) => cause.delta !== 0 && !isMoved(cause))
    .sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta) || byText(a.kind, b.kind) || byText(a.name, b.name));
  const moves = [...files, ...binaries].sort((a, b) => b.bytes - a.bytes || byText(a.from, b.from));
  return { causes, moves };
}

/**
 * What is to be known of a file beside its bytes: how many copies both sides have at the path, where their number is
 * another or the side without a share has one after all, as a Go binary or in a layer of the base image; or below how
 * many bytes that side may have it unlisted.
 */
function fileKnowledge(
  base: ImageReport,
  head: ImageReport,
  floor: number,
): (path: string, was: number, is: number) => Pick<Cause, 'copies' | 'floor'> {
  const count = ({ files }: ImageReport): ReadonlyMap<string, number> =>
    total(
      files.filter(({ bytes }) => bytes >= floor),
      ({ path }) => path,
      () => 1,
    );
  const [before, after] = [count(base), count(head)];
  const [notBefore, notAfter] = [absenceIn(base), absenceIn(head)];
  return (path, was, is) => {
    const copies = { base: before.get(path) ?? 0, head: after.get(path) ?? 0 };
    const oneSided = was === 0 || is === 0;
    if (copies.base > 0 && copies.head > 0) return oneSided || copies.base !== copies.head ? { copies } : {};
    return !oneSided || (was === 0 ? notBefore : notAfter)(path) ? {} : { floor };
  };
}

function pathsOf(moves: readonly Move[]): ReadonlySet<string> {
  return new Set(moves.flatMap(({ from, to }) => [from, to]));
}
