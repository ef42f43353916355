/**
 * Prints the milliseconds that one reading of a layout takes: `ours DIR`; `serial DIR`, one layer after the other; `again
 * DIR`, with its layers read already; `zlib DIR` for node:zlib alone inflating the same layers in chunks of 1 MiB and
 * dropping what comes out.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { createLayerCache } from '../src/image/layer-cache.ts';
import { readImages } from '../src/image/read-images.ts';
import { keepNewObjectsSmall } from '../src/system/memory.ts';

const CHUNK = 2 ** 20;

async function inflateOnly(layout: string): Promise<void> {
  const blob = (digest: string): string => join(layout, 'blobs', ...digest.split(':'));
  const index = JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8'));
  const manifest = JSON.parse(readFileSync(blob(index.manifests[0].digest), 'utf8'));
  const digests = new Set<string>(manifest.layers.map((layer: { digest: string }) => layer.digest));
  for (const digest of digests) {
    await pipeline(
      createReadStream(blob(digest), { highWaterMark: CHUNK }),
      createGunzip({ chunkSize: CHUNK }),
      new Writable({ write: (_chunk, _encoding, done) => done() }),
    );
  }
}

// As both of our entries do.
using _small = keepNewObjectsSmall();
const [who = '', layout = ''] = process.argv.slice(2);
const cache = createLayerCache();
const read = (concurrency: number) => readImages(layout, { name: 'bench', cache, concurrency });
if (who === 'again') await read(2);
const from = performance.now();
if (who === 'zlib') await inflateOnly(layout);
else await read(who === 'serial' ? 1 : 2);
console.log(performance.now() - from);
