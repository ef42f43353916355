import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildLayout, type Files } from './engine.ts';
import { regularBytes } from './tools.ts';

/** Bytes of the regular files in each layer of the image that a Dockerfile makes, as `tar` lists them. */
export function layerBytes(files: Files): readonly number[] {
  using layout = buildLayout(files);
  const blob = (digest: string): string => join(layout.path, 'blobs', ...digest.split(':'));
  const index = JSON.parse(readFileSync(join(layout.path, 'index.json'), 'utf8'));
  const manifest = JSON.parse(readFileSync(blob(index.manifests[0].digest), 'utf8'));
  const layers: readonly { readonly digest: string }[] = manifest.layers;
  return layers.map(({ digest }) => regularBytes(blob(digest)));
}
