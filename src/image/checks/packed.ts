import { formatSize } from '../../model/bytes.ts';
import type { ImageCheck } from './check.ts';

export const packed: ImageCheck = {
  id: 'image-packed',
  severity: 'note',
  threshold: 'any program that UPX packed; quiet where the policy is `upx: allow`, a warning where it is `upx: forbid`',
  summary: 'a program is packed by UPX',
  why: 'Layers are compressed anyway, so that packing hardly changes what a pull moves. It costs time and memory at every start, since no page of the program is shared with other containers or with the page cache, scanners cannot look in, and some take it for malware. What is in a packed program is not known here either.',
  fix: 'Leave out `upx`, and build with `-ldflags="-s -w"`.',
  check: ({ notable, layerOf, policy }) => {
    if (policy.upx === 'allow') return [];
    return [...notable].flatMap(([file, path]) => {
      if (file.go?.kind !== 'packed') return [];
      const { unpackedBytes } = file.go;
      const was = unpackedBytes === null ? '' : `, ${formatSize(unpackedBytes)} before`;
      const layer = layerOf(file);
      return [
        {
          message: `"${path}" is packed by UPX (${formatSize(file.bytes)}${was}): layers are compressed anyway, and every start unpacks it; leave out upx`,
          path,
          ...(layer === undefined ? {} : { layer }),
          ...(policy.upx === 'forbid' ? { severity: 'warning' as const } : {}),
        },
      ];
    });
  },
};
