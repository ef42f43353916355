import { formatSize } from '../../model/bytes.ts';
import { sum } from '../sums.ts';
import type { ImageCheck } from './check.ts';

const AT_LEAST = 100_000;
const PART = 0.01;

export const wasted: ImageCheck = {
  id: 'image-wasted',
  severity: 'warning',
  threshold: '100 kB and 1 % of the unpacked image',
  summary: 'files that a later layer removes or overwrites are shipped',
  why: 'Layers are kept whole: an `rm` in a later RUN only hides a file, and a `chmod` or `chown` ships it a second time. What the base image wastes itself is left out where it is known which layers are its own.',
  fix: 'Remove files in the instruction that makes them, set mode and owner where they are copied (`COPY --chmod --chown`), or copy what is wanted into a fresh stage.',
  options: ['min-bytes'],
  check: ({ report, baseLayers: base }, { minBytes }) => {
    const files = (report.wastedFiles ?? []).filter(({ by }) => !base.has(by));
    const [biggest] = files;
    // What is not listed is ours as far as nothing is known of the base.
    const bytes = sum(files.map((file) => file.bytes)) + (base.size === 0 ? (report.wastedOmitted?.bytes ?? 0) : 0);
    if (biggest === undefined || bytes < (minBytes ?? Math.max(AT_LEAST, report.unpacked * PART))) return [];
    const again = files.filter(({ reason }) => reason === 'overwritten').length;
    const how = again === 0 ? 'removed' : again === files.length ? 'written again' : 'removed or written again';
    return [
      {
        message: `${formatSize(bytes)} are shipped and then ${how} by a later layer, most of it "${biggest.path}" (${formatSize(biggest.bytes)}): do both in one instruction, or set mode and owner where files are copied`,
        path: biggest.path,
        layer: biggest.layer,
        evidenceBytes: bytes,
      },
    ];
  },
};
