import type { Change, ModuleDelta, NamedDelta } from '../model/comparison.ts';
import type { GoBinaryReport, ImageReport, LayerReport } from '../model/report.ts';
import { commonFloor } from './listing.ts';
import { versionsByModule } from './module-versions.ts';

/** A measure on both sides. */
export function change(base: number | null, head: number | null): Change {
  return { base, head, delta: base === null || head === null ? null : head - base };
}

/** Pairs two tables of bytes by name; what did not change is left out, the largest change comes first. */
export function namedDeltas(base: ReadonlyMap<string, number>, head: ReadonlyMap<string, number>): NamedDelta[] {
  const names = new Set([...base.keys(), ...head.keys()]);
  const deltas = [...names].map((name) => {
    const before = base.get(name) ?? 0;
    const after = head.get(name) ?? 0;
    return { name, base: before, head: after, delta: after - before };
  });
  return largestFirst(deltas);
}

/** Bytes by name; equal names are added up. */
export function total<T>(
  items: readonly T[],
  name: (item: T) => string,
  bytes: (item: T) => number,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const item of items) sums.set(name(item), (sums.get(name(item)) ?? 0) + bytes(item));
  return sums;
}

/**
 * Files by path. A report lists only its biggest files: what one side alone lists is told where it is big enough that the
 * other would list it too, at that size. Below that the other side may have the same file.
 */
export function fileDeltas(base: ImageReport, head: ImageReport): NamedDelta[] {
  const floor = commonFloor(base, head);
  const [before, after] = [new Set(base.files.map(({ path }) => path)), new Set(head.files.map(({ path }) => path))];
  const sums = ({ files }: ImageReport, others: ReadonlySet<string>) =>
    total(
      files.filter(({ path, bytes }) => bytes >= floor || others.has(path)),
      ({ path }) => path,
      ({ bytes }) => bytes,
    );
  return namedDeltas(sums(base, after), sums(head, before));
}

/** Modules over all Go binaries of an image, with the versions on both sides: all of them, where binaries differ. */
export function moduleDeltas(base: readonly GoBinaryReport[], head: readonly GoBinaryReport[]): ModuleDelta[] {
  const modules = (binaries: readonly GoBinaryReport[]) => binaries.flatMap((binary) => binary.modules);
  const sums = (binaries: readonly GoBinaryReport[]) =>
    total(
      modules(binaries),
      (m) => m.path,
      (m) => m.bytes,
    );
  const [before, after] = [versionsByModule(base), versionsByModule(head)];
  return namedDeltas(sums(base), sums(head)).map((delta) => ({
    ...delta,
    baseVersion: before.get(delta.name) ?? null,
    headVersion: after.get(delta.name) ?? null,
  }));
}

/**
 * Layers, paired by their instruction: the longest common run of instructions in order, so that a layer put in between
 * does not shift all that follow. An instruction that was reworded is one layer gone and one new.
 */
export function layerDeltas(base: readonly LayerReport[], head: readonly LayerReport[]): NamedDelta[] {
  const pairs = pairInOrder(
    base.map((layer) => layer.createdBy),
    head.map((layer) => layer.createdBy),
  );
  const pairedBase = new Set(pairs.map(([index]) => index));
  const pairedHead = new Set(pairs.map(([, index]) => index));
  const row = (before: LayerReport | undefined, after: LayerReport | undefined): NamedDelta => {
    const [from, to] = [before?.unpacked ?? 0, after?.unpacked ?? 0];
    return { name: after?.createdBy ?? before?.createdBy ?? '', base: from, head: to, delta: to - from };
  };
  return largestFirst([
    ...pairs.map(([from, to]) => row(base[from], head[to])),
    ...base.filter((_, index) => !pairedBase.has(index)).map((layer) => row(layer, undefined)),
    ...head.filter((_, index) => !pairedHead.has(index)).map((layer) => row(undefined, layer)),
  ]);
}

/** Longest common subsequence, as pairs of indexes. Images have at most some hundred layers: quadratic is fine. */
function pairInOrder(base: readonly string[], head: readonly string[]): (readonly [number, number])[] {
  const width = head.length + 1;
  const lengths = new Uint16Array((base.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = base.length - 1; i >= 0; i -= 1) {
    for (let j = head.length - 1; j >= 0; j -= 1) {
      lengths[i * width + j] = base[i] === head[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < base.length && j < head.length; ) {
    if (base[i] === head[j]) pairs.push([i++, j++]);
    else if (skipsBase(at(i + 1, j), at(i, j + 1), base[i] ?? '', head[j] ?? '')) i += 1;
    else j += 1;
  }
  return pairs;
}

/** Where both ways are as long, the text decides and not the side: so the way back is this one with its signs changed. */
function skipsBase(withoutBase: number, withoutHead: number, base: string, head: string): boolean {
  return withoutBase === withoutHead ? base < head : withoutBase > withoutHead;
}

function largestFirst<T extends NamedDelta>(deltas: readonly T[]): T[] {
  return deltas
    .filter((delta) => delta.delta !== 0)
    .sort((a, b) => Math.abs(b.delta) - Math.abs(a.delta) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
