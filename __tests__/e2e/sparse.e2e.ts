import { execFileSync } from 'node:child_process';
import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readImages } from '../../src/image/read-images.ts';
import { docker } from '../support/engine.ts';
import { sha256, tarOf } from '../support/layout.ts';
import { file } from '../support/read-one.ts';
import { regularBytes, scratchFolder } from '../support/tools.ts';

const SIZE = 3_000_000;

/** A saved image of one layer: a file of which a few bytes are no hole, packed by GNU tar. */
async function sparseImage(folder: string, tag: string, options: readonly string[]): Promise<string> {
  const hole = openSync(join(folder, 'hole'), 'w');
  ftruncateSync(hole, SIZE);
  writeSync(hole, 'data'.repeat(500), 1_000_000);
  closeSync(hole);
  const layer = join(folder, 'layer.tar');
  const how = ['--sparse', '--hole-detection=raw', '--owner=0', '--group=0', ...options];
  execFileSync('tar', [...how, '-cf', layer, '-C', folder, 'hole']);
  const tar = readFileSync(layer);
  expect(tar.length).toBeLessThan(SIZE / 10);
  const rootfs = { type: 'layers', diff_ids: [sha256(tar)] };
  const archive = join(folder, 'image.tar');
  writeFileSync(
    archive,
    await tarOf([
      file('config.json', JSON.stringify({ architecture: 'amd64', os: 'linux', config: { Cmd: ['x'] }, rootfs })),
      file('layer.tar', tar),
      file('manifest.json', JSON.stringify([{ Config: 'config.json', RepoTags: [tag], Layers: ['layer.tar'] }])),
    ]),
  );
  return archive;
}

test.each([
  ['0.0', ['--format=pax', '--sparse-version=0.0']],
  ['0.1', ['--format=pax', '--sparse-version=0.1']],
  ['1.0', ['--format=pax', '--sparse-version=1.0']],
])('pax form %s: the engine unpacks as many bytes as we weigh', async (form, options) => {
  using folder = scratchFolder();
  const tag = `plimsoll-test-sparse:${form}`;
  const archive = await sparseImage(folder.path, tag, options);
  const [report] = await readImages(archive, { name: 'x' });
  expect(report).toMatchObject({ unpacked: SIZE, effective: SIZE });
  const container = `plimsoll-test-sparse-${form}`;
  const exported = join(folder.path, 'exported.tar');
  try {
    expect(docker('load', '--input', archive).code).toBe(0);
    expect(docker('create', '--name', container, tag).code).toBe(0);
    expect(docker('export', '--output', exported, container).code).toBe(0);
  } finally {
    docker('rm', '--force', container);
    docker('image', 'rm', '--force', tag);
  }
  expect(regularBytes(exported)).toBe(SIZE);
});

test('the old form: weighed, with the note that the engine refuses it, which it does', async () => {
  using folder = scratchFolder();
  const tag = 'plimsoll-test-sparse:old';
  const archive = await sparseImage(folder.path, tag, ['--format=gnu']);
  const notes: string[] = [];
  const [report] = await readImages(archive, { name: 'x', onNote: (note) => notes.push(note) });
  expect(report).toMatchObject({ unpacked: SIZE });
  expect(notes).toEqual([expect.stringContaining('which docker and containerd refuse to unpack')]);
  try {
    expect(docker('load', '--input', archive).output).toContain('unhandled tar header type 83');
  } finally {
    docker('image', 'rm', '--force', tag);
  }
});
