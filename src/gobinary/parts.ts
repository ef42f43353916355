import { type ObjectSection, PARTS, type Part } from './object.ts';

export type PartSizes = Readonly<Record<Part, number>>;

interface Stretch {
  readonly part: Part;
  readonly start: number;
  readonly end: number;
}

/**
 * Splits a file into parts that add up to its size exactly. Sections may overlap where a header lies: every byte counts
 * once, for the section that begins first. `table` is a function table inside of a section of another name.
 */
export function splitParts(
  sections: readonly ObjectSection[],
  fileSize: number,
  table: { readonly offset: number; readonly size: number } | null,
): PartSizes {
  const sizes: Record<Part, number> = { text: 0, rodata: 0, data: 0, pclntab: 0, symbols: 0, dwarf: 0, other: 0 };
  let reached = 0;
  for (const { part, start, end } of stretches(sections, fileSize, table)) {
    const from = Math.max(start, reached);
    if (end <= from) continue;
    sizes[part] += end - from;
    reached = end;
  }
  const counted = PARTS.reduce((sum, part) => sum + sizes[part], 0);
  return { ...sizes, other: sizes.other + fileSize - counted };
}

function stretches(
  sections: readonly ObjectSection[],
  fileSize: number,
  table: { readonly offset: number; readonly size: number } | null,
): Stretch[] {
  const all = sections
    .filter(({ offset, size }) => Number.isSafeInteger(offset) && Number.isSafeInteger(size) && size > 0)
    .map(({ part, offset, size }) => ({ part, start: offset, end: Math.min(offset + size, fileSize) }));
  if (table === null) return inOrder(all);
  const start = table.offset;
  const end = Math.min(start + table.size, fileSize);
  return inOrder([
    { part: 'pclntab', start, end },
    ...all.flatMap((stretch) => [
      { ...stretch, end: Math.min(stretch.end, start) },
      { ...stretch, start: Math.max(stretch.start, end) },
    ]),
  ]);
}

function inOrder(all: readonly Stretch[]): Stretch[] {
  return all.filter(({ start, end }) => end > start).sort((a, b) => a.start - b.start);
}
