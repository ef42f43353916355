import { writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type ReadOptions, readImages } from '../../src/image/read-images.ts';
import { FormatError } from '../../src/model/errors.ts';
import type { ImageReport } from '../../src/model/report.ts';
import { LayoutFolder, sha256, tarOf } from '../support/layout.ts';
import { file, folder, link, readOne } from '../support/read-one.ts';
import { scratchFolder } from '../support/tools.ts';

const MEBI = 2 ** 20;

/** An image of one layer whose blob is given, compressed already: its tar may be too big to be made as a whole. */
async function readBlob(blob: Buffer, options: Partial<ReadOptions> = {}): Promise<readonly ImageReport[]> {
  using scratch = scratchFolder();
  const layout = new LayoutFolder(`${scratch.path}/layout`);
  const layer = layout.blob(blob, 'application/vnd.oci.image.layer.v1.tar+gzip');
  const config = layout.json(
    { os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: [sha256('not asked for')] } },
    'application/vnd.oci.image.config.v1+json',
  );
  const manifest = { schemaVersion: 2, config, layers: [layer] };
  layout.index([layout.json(manifest, 'application/vnd.oci.image.manifest.v1+json')]);
  return await readImages(layout.path, { name: 'x', ...options });
}

/** Gzip data of a block, many times over: the members of a gzip file stand one behind the other. */
function repeated(block: Buffer, times: number): Buffer {
  return Buffer.concat(Array<Buffer>(times).fill(gzipSync(block)));
}

async function header(name: string, content = ''): Promise<Buffer> {
  return (await tarOf([{ name, content }])).subarray(0, -1_024);
}

async function bounded<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; seconds: number; grown: number }> {
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const result = await work();
  return {
    result,
    seconds: (performance.now() - started) / 1_000,
    grown: (process.memoryUsage().rss - before) / MEBI,
  };
}

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'read',
    (error: unknown) => (error instanceof FormatError ? error.message : `not ours: ${String(error)}`),
  );

test('10 GB of zeros behind the end of an archive', async () => {
  const bomb = Buffer.concat([
    gzipSync(await tarOf([{ name: 'a', content: 'x' }])),
    repeated(Buffer.alloc(64 * MEBI), 160),
  ]);
  expect(bomb.length).toBeLessThan(12 * MEBI);
  const { result, seconds, grown } = await bounded(() => outcome(readBlob(bomb)));
  expect(result).toMatch(/^layer sha256:[0-9a-f]{64}: more than 67108864 bytes behind the end of its tar$/);
  expect(seconds).toBeLessThan(10);
  expect(grown).toBeLessThan(300);
});

test('10 GB of zeros as a file is weighed, in flat memory; a ceiling may be put on it', async () => {
  const size = 10 * 2 ** 30;
  const head = Buffer.from(await header('zeros'));
  // A size of eleven octal digits is one of less than 8 GiB; GNU writes a bigger one as a number in base 256.
  head.fill(0, 124, 136);
  head[124] = 0x80;
  head.writeBigUInt64BE(BigInt(size), 128);
  head.fill(' ', 148, 156);
  head.write(
    `${head
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
    'latin1',
  );
  const bomb = Buffer.concat([gzipSync(head), repeated(Buffer.alloc(64 * MEBI), 160), gzipSync(Buffer.alloc(1_024))]);
  const { result, grown } = await bounded(() => readBlob(bomb));
  expect(result).toMatchObject([{ unpacked: size, effective: size }]);
  expect(grown).toBeLessThan(300);
  expect(await outcome(readBlob(bomb, { limits: { layerBytes: 2 ** 30 } }))).toContain(
    'goes over the 1073741824 bytes',
  );
});

test('a million entries are read, and one more is refused', async () => {
  const one = await header('a');
  const block = Buffer.concat(Array<Buffer>(10_000).fill(one));
  const end = gzipSync(Buffer.alloc(1_024));
  const { result, seconds } = await bounded(() => readBlob(Buffer.concat([repeated(block, 100), end])));
  expect(result).toMatchObject([{ layers: [{ files: 1_000_000 }] }]);
  expect(seconds).toBeLessThan(40);
  const few = Buffer.concat([repeated(block, 1), gzipSync(one), end]);
  expect(await outcome(readBlob(few, { limits: { entries: 10_000 } }))).toContain('more than 10000 entries');
});

test('folders that only names imply are counted', async () => {
  const names = Array.from({ length: 40 }, (_, index) => `${index}/${'d/'.repeat(100)}f`);
  const layers = [names.map((name) => file(name, 1))];
  expect(await outcome(readOne({ layers }, { limits: { entries: 3_000 } }))).toContain(
    'names in more than 3000 folders that have no entry',
  );
  expect(await outcome(readOne({ layers }, { limits: { totalEntries: 3_000 } }))).toContain(
    'more than 3000 entries and folders in all layers',
  );
  expect(await outcome(readOne({ layers }))).toBe('read');
});

test('links in circles and mazes, wherever a check follows them', async () => {
  const maze = Array.from({ length: 200 }, (_, at) => link(`l${at + 1}`, `l${at}/l${at}/l${at}`));
  const { result, seconds } = await bounded(() =>
    readOne({
      layers: [[folder('d'), link('l0', 'd'), ...maze, link('etc/passwd', 'passwd'), link('etc/ssl', '../etc/ssl')]],
      config: { Entrypoint: ['/l200/app'], User: 'a:b', Env: ['PATH=/l200:/l199', 'SSL_CERT_DIR=/l200'] },
    }),
  );
  expect(result.findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
    'image-entrypoint-missing: ENTRYPOINT starts "/l200/app", which is a link in a circle',
    'image-user-unresolvable: USER names the group "b", which /etc/group of the image does not have: write a number',
  ]);
  expect(seconds).toBeLessThan(5);
});

test('a PATH, a script and a list of users made to take long', async () => {
  const { seconds } = await bounded(() =>
    readOne({
      layers: [
        [
          file('run', `#!${' '.repeat(200)}/run`, 0o755),
          file('etc/passwd', ':'.repeat(60_000)),
          file('etc/group', '\n'.repeat(60_000)),
          file('etc/ld.so.conf', ' '.repeat(60_000)),
          file('k.pem', `-----BEGIN ${'A '.repeat(30_000)}`),
        ],
      ],
      config: { Entrypoint: ['/run'], User: 'x', Env: [`PATH=${'/x:'.repeat(20_000)}`], Cmd: ['a'.repeat(60_000)] },
    }),
  );
  expect(seconds).toBeLessThan(5);
});

test('a config of another form is an error that says where', async () => {
  using scratch = scratchFolder();
  const layout = new LayoutFolder(`${scratch.path}/layout`);
  for (const config of [{ Env: 'PATH=/x' }, { Volumes: 'x' }, { Healthcheck: { Test: 'x' } }, { WorkingDir: 7 }]) {
    layout.index([layout.image({ layers: [], config })]);
    const told = await outcome(readImages(layout.path, { name: 'x' }));
    expect(told).toMatch(/^config sha256:[0-9a-f]{64} is not of the form that it should have, at "config\./);
  }
  writeFileSync(`${scratch.path}/none.tar`, '');
  expect(await outcome(readImages(`${scratch.path}/none.tar`, { name: 'x' }))).not.toContain('not ours');
});
