import { formatDelta } from '../model/bytes.ts';
import type { GoBinaryReport, ImageReport } from '../model/report.ts';

/** The smallest page that a linker aligns segments to; on arm64 and others it is 64 KiB. */
const PAGE = 4_096;

/**
 * Says where a Go binary changed in size by segment alignment alone: what it holds is as large as before, within a page,
 * and the file made a step of a page or more.
 */
export function alignmentNotes(base: ImageReport, head: ImageReport): readonly string[] {
  const before = new Map(base.goBinaries.map((binary) => [binary.path, binary]));
  return head.goBinaries.flatMap((binary) => {
    const old = before.get(binary.path);
    if (old === undefined) return [];
    const [was, is] = [contents(old), contents(binary)];
    const step = binary.bytes - old.bytes;
    if (was === null || is === null || Math.abs(is - was) >= PAGE || Math.abs(step) < PAGE) return [];
    return [
      `${binary.path}: the step of ${formatDelta(step)} is segment alignment: its sections hold ${formatDelta(is - was)}`,
    ];
  });
}

/** Bytes of all sections without headers and padding; null where they are not known. */
function contents({ sections }: GoBinaryReport): number | null {
  if (sections === undefined) return null;
  return sections.filter(({ name }) => name !== 'other').reduce((sum, { bytes }) => sum + bytes, 0);
}
