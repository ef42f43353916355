import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compare } from '../../src/compare/compare.ts';
import { readReport } from '../../src/config/read-report.ts';
import { ConfigError } from '../../src/model/errors.ts';
import { temporaryFolder } from '../../src/system/temp.ts';
import { anImage, aReport } from '../support/reports.ts';

async function read(content: string) {
  await using folder = await temporaryFolder('test');
  const path = join(folder.path, 'report.json');
  writeFileSync(path, content);
  return await readReport(path);
}

test('a report comes back as it was saved; what else stands in the file is left out', async () => {
  const report = aReport([anImage()]);
  expect(await read(JSON.stringify({ ...report, comparison: { base: 'x' }, verdict: {} }))).toEqual(report);
});

test.each([
  ['', 'is not JSON', '--json'],
  ['{', 'is not JSON', '--json'],
  ['[]', 'is not a report of Plimsoll', 'at schemaVersion'],
  ['null', 'is not a report of Plimsoll', 'at the top'],
  ['{"findings":[]}', 'is not a report of Plimsoll', 'at schemaVersion'],
  [JSON.stringify({ ...aReport([]), schemaVersion: 2 }), 'is not a report of Plimsoll', 'at schemaVersion'],
  [JSON.stringify(aReport([{ ...anImage(), unpacked: -1 }])), 'is not a report of Plimsoll', 'at images.0.unpacked'],
  [JSON.stringify(aReport([{ ...anImage(), unpacked: 1.5 }])), 'is not a report of Plimsoll', 'at images.0.unpacked'],
  [JSON.stringify(aReport([{ ...anImage(), unpacked: 2 ** 60 }])), 'is not a report of Plimsoll', 'images.0.unpacked'],
  [JSON.stringify(aReport([{ ...anImage(), name: 'x'.repeat(70_000) }])), 'is not a report', 'at images.0.name'],
  [
    JSON.stringify(aReport([{ ...anImage(), layers: Array(5_000).fill(anImage().layers[0]) }])),
    'is not a report of Plimsoll',
    'at images.0.layers',
  ],
])('%.40s is refused: %s', async (content, message, hint) => {
  const error = await read(content).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  expect(error).toMatchObject({ message: expect.stringContaining(message), hint: expect.stringContaining(hint) });
});

test('a file that is not there, and one that is too big', async () => {
  await expect(readReport('/nowhere/report.json')).rejects.toMatchObject({
    exitCode: 2,
    message: '/nowhere/report.json cannot be read',
  });
  await using folder = await temporaryFolder('test');
  const path = join(folder.path, 'big.json');
  writeFileSync(path, '');
  truncateSync(path, 64 * 2 ** 20 + 1);
  await expect(readReport(path)).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining('too big') });
});

test('a report that the first release wrote is still read, and compares with one of today', async () => {
  const old = await readReport(new URL('fixtures/report-0.1.0.json', import.meta.url).pathname);
  const text = readFileSync(new URL('fixtures/report-0.1.0.json', import.meta.url), 'utf8');
  const [unpacked] = (JSON.parse(text) as { images: { unpacked: number }[] }).images.map((image) => image.unpacked);
  const source = { kind: 'report', label: 'old', sha: null, reason: null } as const;
  const { images } = compare(aReport([anImage({ unpacked: 12_000_000 })]), { source, report: old });
  expect(images[0]?.unpacked).toEqual({ base: unpacked, head: 12_000_000, delta: 12_000_000 - (unpacked ?? 0) });
});
