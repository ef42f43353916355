import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { timed } from './measure.ts';

/**
 * Writes an OCI layout whose layers hold so many files of zeros and so many bytes in all; no two layers are the same.
 * The packing is done by a child process, so that what it takes is not counted.
 * @returns the layout's folder
 */
export function syntheticLayout(
  folder: string,
  image: { readonly layers: number; readonly files: number; readonly bytes: number },
): string {
  const blobs = join(folder, 'blobs/sha256');
  mkdirSync(blobs, { recursive: true });
  const put = (content: string): { digest: string; size: number } => {
    const hex = createHash('sha256').update(content).digest('hex');
    writeFileSync(join(blobs, hex), content);
    return { digest: `sha256:${hex}`, size: Buffer.byteLength(content) };
  };
  const size = Math.floor(image.bytes / image.layers / (image.files / image.layers));
  const layers = Array.from({ length: image.layers }, (_, index) => {
    const path = join(blobs, `layer-${index}`);
    const count = String(image.files / image.layers);
    const packer = new URL('pack-layer.py', import.meta.url).pathname;
    const { stdout } = timed('python3', [packer, path, count, String(size), String(index)]);
    const [hex = '', diff = '', bytes = ''] = stdout.trim().split(' ');
    renameSync(path, join(blobs, hex));
    return { hex, diff, bytes: Number(bytes) };
  });
  const config = put(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config: {},
      rootfs: { type: 'layers', diff_ids: layers.map(({ diff }) => `sha256:${diff}`) },
    }),
  );
  const type = 'application/vnd.oci.image';
  const manifest = put(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: `${type}.manifest.v1+json`,
      config: { mediaType: `${type}.config.v1+json`, ...config },
      layers: layers.map(({ hex, bytes }) => ({
        mediaType: `${type}.layer.v1.tar+gzip`,
        digest: `sha256:${hex}`,
        size: bytes,
      })),
    }),
  );
  writeFileSync(join(folder, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
  writeFileSync(
    join(folder, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [{ mediaType: `${type}.manifest.v1+json`, ...manifest }] }),
  );
  return folder;
}
