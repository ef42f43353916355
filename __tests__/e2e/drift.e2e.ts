import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Comparison } from '../../src/model/comparison.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { runCli } from '../support/cli.ts';
import { writeFiles } from '../support/engine.ts';
import { labEnv, labEnvironment } from '../support/lab.ts';
import { scratchFolder, tool } from '../support/tools.ts';

const folder = scratchFolder();
afterAll(() => folder[Symbol.dispose]());

const base = `${labEnv().registry}/test/moving:1`;

/** Publishes the base image under its one tag, with so many bytes in it. */
function publish(bytes: number): void {
  using context = scratchFolder();
  writeFiles(context.path, { Dockerfile: 'FROM scratch\nCOPY os /os\n', os: 'x'.repeat(bytes) });
  tool('buildx', ['build', '--provenance=false', `--output=type=image,name=${base},push=true`, context.path]);
}

async function weigh(app: string, ...args: readonly string[]) {
  writeFiles(folder.path, { Dockerfile: `FROM ${base}\nCOPY app /app\nCMD ["/app"]\n`, app });
  const all = ['weigh', '.', '--platform', 'linux/amd64', '--pull', '--fail-on', 'never', '--json', '-', ...args];
  const { code, stdout, stderr } = await runCli(all, { cwd: folder.path, env: labEnvironment() });
  if (stdout === '') throw new Error(stderr);
  return { code, text: stdout, ...(JSON.parse(stdout) as { comparison: Comparison; verdict: Verdict }), stderr };
}

test('a base image that moved under its tag is told apart from what is yours, and limits judge yours', async () => {
  publish(1_000_000);
  const before = await weigh('y'.repeat(50_000));
  const report = join(folder.path, 'before.json');
  writeFiles(folder.path, { 'before.json': before.text, '.dockerignore': '*.json\n' });
  publish(1_300_000);
  const after = await weigh('y'.repeat(70_000), '--against', report, '--max-growth', '20000');
  const [image] = after.comparison.images;
  // What was published is what counts: 300,000 bytes more of it, and 20,000 of ours.
  expect(image?.unpacked.delta).toBe(320_000);
  expect(image?.drift).toMatchObject({ reference: base, unpacked: 300_000 });
  expect(image?.causes.map(({ kind, name, delta }) => ({ kind, name, delta }))).toEqual([
    { kind: 'base-image', name: base, delta: 300_000 },
    { kind: 'file', name: '/app', delta: 20_000 },
  ]);
  expect(after.verdict).toMatchObject({ status: 'pass', limits: [{ actual: 20_000, headroom: 0 }] });
  expect(after.stderr).toContain('which moved under an unchanged FROM, and +20.0 kB is yours');
  expect(after.code).toBe(0);

  const stricter = await weigh('y'.repeat(70_000), '--against', report, '--max-growth', '19999');
  expect(stricter).toMatchObject({ code: 1, verdict: { status: 'fail' } });
});
