import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Comparison } from '../../src/model/comparison.ts';
import type { WeighReport } from '../../src/model/report.ts';
import type { Verdict } from '../../src/model/verdict.ts';
import { runCli } from '../support/cli.ts';
import { buildLayout } from '../support/engine.ts';
import { labEnvironment } from '../support/lab.ts';
import { exampleRepository, git, scratchFolder } from '../support/tools.ts';

interface Printed extends WeighReport {
  readonly comparison: Comparison;
  readonly verdict: Verdict;
}

const folder = scratchFolder();
const repository = join(folder.path, 'web');
const file = ['--file', 'Dockerfile.6-scratch', '--platform', 'linux/amd64'];

beforeAll(() => {
  exampleRepository(repository, { weight: false });
  // The next commit keeps its debug information.
  git(repository, 'tag', 'before');
  const dockerfile = join(repository, 'Dockerfile.6-scratch');
  git(repository, 'checkout', '--quiet', '-b', 'grown');
  writeFileSync(dockerfile, tool('Dockerfile.6-scratch').replace(/-s -w/g, '-X main.extra=1'));
  git(repository, 'commit', '--quiet', '--all', '--message=grown');
  appendFileSync(join(repository, 'main.go'), '\n// A change that is not committed, which a git ref does not show.\n');
});

afterAll(() => folder[Symbol.dispose]());

function tool(name: string): string {
  return git(repository, 'show', `before:${name}`).concat('\n');
}

async function diff(...args: readonly string[]): Promise<{ code: number; printed: Printed; stderr: string }> {
  const result = await runCli(['diff', ...args, '--json', '-'], { cwd: repository, env: labEnvironment() });
  if (result.stdout === '') throw new Error(result.stderr);
  return { code: result.code, printed: JSON.parse(result.stdout) as Printed, stderr: result.stderr };
}

test('two commits are built, and what the second costs is put down to its cause', async () => {
  const { code, printed } = await diff('before', 'grown', ...file, '--max-growth', '1MB');
  expect(code).toBe(1);
  const [image] = printed.comparison.images;
  expect(image?.causes[0]).toMatchObject({ kind: 'debug', base: 0 });
  // The sum of the causes is the change, exactly.
  expect(image?.causes.reduce((sum, { delta }) => sum + delta, 0)).toBe(image?.unpacked.delta);
  expect(printed.comparison.findings.added.map(({ rule }) => rule)).toContain('go-strip-debug');
  expect(printed.source.sha).toBe(git(repository, 'rev-parse', 'grown'));

  const back = await diff('grown', 'before', ...file);
  expect(back.code).toBe(0);
  expect(back.printed.comparison.images[0]?.unpacked.delta).toBe(-(image?.unpacked.delta ?? 0));
  expect(back.printed.comparison.findings.fixed.map(({ rule }) => rule)).toContain('go-strip-debug');
});

test('a report against a commit, and a thing against itself', async () => {
  const report = join(folder.path, 'report.json');
  const { printed } = await diff('before', 'before', ...file);
  expect(printed.comparison.images).toMatchObject([
    { unpacked: { delta: 0 }, causes: [], layers: [], files: [], modules: [], findings: { added: [], fixed: [] } },
  ]);
  writeFileSync(report, JSON.stringify(printed));
  const against = await diff(report, 'grown', ...file);
  expect(against.printed.comparison.base).toMatchObject({ kind: 'report' });
  expect(against.printed.comparison.images[0]?.causes[0]?.kind).toBe('debug');
});

test('layouts by path and by name', async () => {
  using small = buildLayout({ Dockerfile: 'FROM scratch\nCOPY a /a\n', a: 'x'.repeat(10_000) });
  using big = buildLayout({
    Dockerfile: 'FROM scratch\nCOPY a /a\nCOPY b /b\n',
    a: 'x'.repeat(10_000),
    b: 'y'.repeat(9_000),
  });
  const { printed } = await diff(small.path, `oci:${big.path}`);
  expect(printed.comparison.images[0]).toMatchObject({
    unpacked: { base: 10_000, head: 19_000, delta: 9_000 },
    causes: [{ kind: 'file', name: '/b', delta: 9_000 }],
  });
});

test('what is not there is said', async () => {
  const run = (...args: readonly string[]) => runCli(['diff', ...args], { cwd: repository, env: labEnvironment() });
  expect(await run('before')).toMatchObject({ code: 2, stderr: expect.stringContaining('head') });
  expect(await run('befor', 'grown', ...file)).toMatchObject({ code: 2, stderr: expect.stringContaining('befor') });
  expect(await run('no.json', 'grown')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('no.json cannot be read'),
  });
  expect(await run('before', 'grown', '--against', 'x')).toMatchObject({ code: 2 });
});
