import { formatSize } from '../../model/bytes.ts';
import type { ImageCheck } from './check.ts';

const AT_LEAST = 65_536;

export const debugInfo: ImageCheck = {
  id: 'image-debug-info',
  severity: 'warning',
  threshold: '64 KiB of debug sections and symbol table in one Go program that a container sees',
  summary: 'a Go program is shipped with its debug information',
  why: 'DWARF and the symbol table are there for debuggers alone: stack traces, panics and profiles do not need them. The bytes are those of the sections `.debug_*`, `.zdebug_*`, `.symtab` and `.strtab` as they stand in the file. Quiet with the policy `strip: forbid`.',
  fix: 'Build with `-ldflags="-s -w"`. To debug a release, keep an unstripped copy out of the image.',
  options: ['min-bytes'],
  check: ({ programs, policy }, { minBytes = AT_LEAST }) =>
    programs
      .filter(({ go }) => go.debugBytes > 0 && go.debugBytes >= minBytes && policy.strip !== 'forbid')
      .map(({ path, layer, go }) => ({
        message: `"${path}" carries ${formatSize(go.debugBytes)} of debug information: build it with -ldflags="-s -w"`,
        path,
        layer,
        evidenceBytes: go.debugBytes,
      })),
};
