import { formatDelta } from '../model/bytes.ts';
import type { GoBinaryReport, ImageReport } from '../model/report.ts';

/** The smallest page that a linker aligns segments to; on arm64 and others it is 64 KiB. */
const PAGE = 4_096;

/** What linkers align a segment to at most. */
const LARGEST_PAGE = 65_536;

/** Segments that a linker aligns in a Go program, at most: code, read-only data, relocated data, data. */
const SEGMENTS = 4;

/** No step above it is put down to alignment: 256 KiB. Reports do not say how many segments a program has. */
const LARGEST_STEP = SEGMENTS * LARGEST_PAGE;

/** What section headers and the alignment of single sections may add to a step. */
const SLACK = 256;

/**
 * Says where a Go binary changed in size by segment alignment alone: what it holds is as large as before, within a page,
 * and the file made a step of whole pages, no larger than alignment can make it. Data put behind the last section is
 * nothing that sections hold either, but seldom whole pages.
 */
export function alignmentNotes(base: ImageReport, head: ImageReport): readonly string[] {
  const before = new Map(base.goBinaries.map((binary) => [binary.path, binary]));
  return head.goBinaries.flatMap((binary) => {
    const old = before.get(binary.path);
    if (old === undefined) return [];
    const [was, is] = [contents(old), contents(binary)];
    if (was === null || is === null || !isAlignment(binary.bytes - old.bytes, is - was)) return [];
    const step = binary.bytes - old.bytes;
    return [
      `${binary.path}: the step of ${formatDelta(step)} is segment alignment: its sections hold ${formatDelta(is - was)}`,
    ];
  });
}

function isAlignment(step: number, held: number): boolean {
  if (Math.abs(held) >= PAGE || Math.abs(step) < PAGE || Math.abs(step) > LARGEST_STEP) return false;
  // The last segment ends where its contents do, so the step may be off whole pages by as much as they changed.
  return Math.abs(step - Math.round(step / PAGE) * PAGE) <= Math.abs(held) + SLACK;
}

/** Bytes of all sections without headers and padding; null where they are not known. */
function contents({ sections }: GoBinaryReport): number | null {
  if (sections === undefined) return null;
  return sections.filter(({ name }) => name !== 'other').reduce((sum, { bytes }) => sum + bytes, 0);
}
