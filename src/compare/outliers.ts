import { formatDelta } from '../model/bytes.ts';
import type { ImageComparison } from '../model/comparison.ts';

/** Segment alignment alone moves a binary by tens of kilobytes on some architectures. */
const FLOOR = 512 * 1024;
/** How much more than the next one counts as far more. */
const FACTOR = 3;

/**
 * Names the platform of an image that grew far more than all its others: usually a bug, such as debug information kept
 * or a hard-coded GOARCH on one of them. Shrinking is judged alike.
 * @returns a note by `name\0platform`
 */
export function outlierNotes(images: readonly ImageComparison[]): ReadonlyMap<string, string> {
  const notes = new Map<string, string>();
  const compared = images.filter(({ unpacked }) => unpacked.delta !== null);
  for (const platforms of Map.groupBy(compared, ({ name }) => name).values()) {
    const [first, second] = platforms.toSorted((a, b) => size(b) - size(a));
    if (first === undefined || second === undefined) continue;
    if (size(first) < FLOOR || size(first) < FACTOR * size(second)) continue;
    notes.set(
      `${first.name}\0${first.platform}`,
      `changed far more than the other platforms (${formatDelta(first.unpacked.delta ?? 0)}, the next one ${second.platform} ${formatDelta(second.unpacked.delta ?? 0)}): usually a fault of the build for one architecture`,
    );
  }
  return notes;
}

function size(image: ImageComparison): number {
  return Math.abs(image.unpacked.delta ?? 0);
}
