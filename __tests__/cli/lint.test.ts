import { chmodSync, mkdirSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CliResult, runCli } from '../support/cli.ts';
import { BAD, type LintFolder, lintFolder, ONLY } from './lint-folder.ts';

let home: LintFolder;
let folder = '';
beforeEach(() => {
  home = lintFolder();
  folder = home.path;
});
afterEach(() => home[Symbol.dispose]());

const put: LintFolder['put'] = (path, text) => home.put(path, text);
const read: LintFolder['read'] = (path) => home.read(path);
const lint: LintFolder['lint'] = (args, env) => home.lint(args, env);
const errorsOf = (result: CliResult): readonly { rule: string; file: string }[] =>
  JSON.parse(result.stdout).findings.filter(({ severity }: { severity: string }) => severity === 'error');

describe('what is printed', () => {
  beforeEach(() => put('Dockerfile', BAD));

  test('text: the line and a caret; no escape codes into a file', async () => {
    const { code, stdout } = await lint(ONLY);
    expect(code).toBe(1);
    expect(
      stdout,
    ).toContain(`Dockerfile:4:12: error: $TARGETARCH is empty here, as the stage has no ARG for it: write ARG TARGETARCH above [arch-arg-undeclared]
  4 | RUN GOARCH=$TARGETARCH go build -ldflags="-s -w" -o /web .
    |            ^
`);
    expect(stdout).toMatch(/--fix mends \d+/);
    expect(stdout).not.toContain('\u001b');
  });

  test('JSON', async () => {
    const result = await lint(['--format', 'json', ...ONLY]);
    expect(JSON.parse(result.stdout)).toMatchObject({ schemaVersion: 1, tool: { name: 'plimsoll' } });
    expect(errorsOf(result)).toMatchObject([
      {
        rule: 'arch-arg-undeclared',
        source: 'plimsoll',
        also: [],
        file: 'Dockerfile',
        line: 4,
        column: 12,
        fix: { safe: true, edits: [{ file: 'Dockerfile', text: 'ARG TARGETARCH\n' }] },
      },
    ]);
  });

  test('SARIF', async () => {
    const { stdout, code } = await lint(['--format', 'sarif']);
    const log = JSON.parse(stdout);
    expect(code).toBe(1);
    expect(log.version).toBe('2.1.0');
    const result = log.runs[0].results.find(({ ruleId }: { ruleId: string }) => ruleId === 'arch-arg-undeclared');
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe('Dockerfile');
  });

  test('a path is told from where one stands', async () => {
    put('svc a/Dockerfile', BAD);
    const { stdout } = await lint(['--format', 'sarif', join(folder, 'svc a')]);
    expect(stdout).toContain('"uri": "svc%20a/Dockerfile"');
  });

  test.each([
    [['--fail-on', 'never'], 0],
    [['--rule', 'arch-arg-undeclared=note'], 0],
    [['--rule', 'arch-arg-undeclared=off'], 0],
    [['--fail-on', 'note', '--rule', 'arch-arg-undeclared=note'], 1],
    [['--rule', 'arch-arg-undeclard=off'], 2],
    [['--rule', 'arch-arg-undeclared.min-bytes=1MB'], 2],
  ])('%j ends with %i', async (args, code) => expect((await lint([...ONLY, ...args, '--quiet'])).code).toBe(code));

  test('the rules of plimsoll.yml count, and the command line over them', async () => {
    put('plimsoll.yml', 'version: 1\nrules:\n  arch-arg-undeclared: note\n');
    expect((await lint(ONLY)).code).toBe(0);
    expect((await lint([...ONLY, '--rule', 'arch-arg-undeclared=error'])).code).toBe(1);
  });

  test('so do the options of rules, key by key', async () => {
    put('go/Dockerfile', 'FROM golang AS build\nRUN x\nFROM debian\nRUN x\n');
    put('plimsoll.yml', 'version: 1\nrules:\n  base-unpinned: { options: { except: golang } }\n');
    const told = async (...args: readonly string[]) => {
      const { findings } = JSON.parse((await lint(['--format', 'json', ...args, 'go'])).stdout);
      const of = ({ rule }: { rule: string }): boolean => rule === 'base-unpinned';
      return findings.filter(of).map(({ line, severity }: { line: number; severity: string }) => [line, severity]);
    };
    expect(await told()).toEqual([[3, 'note']]);
    expect(await told('--rule', 'base-unpinned=error')).toEqual([[3, 'error']]);
    expect(await told('--rule', 'base-unpinned.except=debian')).toEqual([[1, 'note']]);
    expect(await told('--rule', 'base-unpinned.except=debian', '--rule', 'base-unpinned.except=go*')).toEqual([]);
  });

  test('the policy of plimsoll.yml counts', async () => {
    put('go/Dockerfile', 'FROM golang:1.26\nRUN go build -ldflags=-s -o /web .\nCMD ["/web"]\n');
    const said = (await lint(['--quiet', '--rule', 'final-stage-toolchain=off', 'go'])).stdout;
    expect(said).not.toContain('go-binary-policy');
    put('plimsoll.yml', 'version: 1\npolicy:\n  strip: forbid\n');
    expect((await lint(['--quiet', 'go'])).stdout).toContain('go-binary-policy');
  });

  test('--quiet leaves out the count', async () => {
    expect((await lint(['--quiet', ...ONLY])).stdout).not.toContain('finding');
  });
});

describe('what is linted', () => {
  test('files, folders and patterns, each once', async () => {
    for (const path of ['a/Dockerfile', 'b/x.Dockerfile', 'c/Dockerfile', 'node_modules/m/Dockerfile']) put(path, BAD);
    put('a/Dockerfile.dockerignore', 'x\n');
    // A folder of that name is no Dockerfile, and matches all the same.
    mkdirSync(join(folder, 'd/Dockerfile'), { recursive: true });
    const result = await lint([...ONLY, '--format=json', 'a', 'a/Dockerfile', '**/*Dockerfile*']);
    expect(errorsOf(result).map(({ file }) => file)).toEqual(['a/Dockerfile', 'b/x.Dockerfile', 'c/Dockerfile']);
  });

  test.each([
    [['nothing*'], 'no file matches nothing*'],
    [['missing'], 'missing does not exist'],
    [['d'], 'd/Dockerfile is a folder'],
  ])('%j is wrong use', async (args, message) => {
    mkdirSync(join(folder, 'd/Dockerfile'), { recursive: true });
    const { code, stderr } = await lint(args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('the targets of a bake file, one finding of what two share', async () => {
    put('svc/docker/Dockerfile', BAD);
    const web = { context: 'svc', dockerfile: 'docker/Dockerfile' };
    const inline = { 'dockerfile-inline': 'FROM a' };
    put('bake.json', JSON.stringify({ target: { web, again: { inherits: ['web'] }, inline } }));
    const result = await lint([...ONLY, '--format=json', '--bake', 'bake.json']);
    expect(errorsOf(result).map(({ file }) => file)).toEqual(['svc/docker/Dockerfile']);
    expect(result.stderr).toContain('not linted: target inline of bake.json');
  });

  test('a file whose name is like a pattern', async () => {
    put('[x]/Dockerfile', BAD);
    expect(errorsOf(await lint([...ONLY, '--format=json', '[x]/Dockerfile']))).toHaveLength(1);
  });
});

describe('explain', () => {
  const explain = (...args: readonly string[]): Promise<CliResult> =>
    runCli(['explain', ...args], { cwd: folder, env: { PATH: '' } });

  test('a rule', async () => {
    const { code, stdout } = await explain('arch-arg-undeclared');
    expect(code).toBe(0);
    for (const part of [
      'Severity: error',
      'Fix: safe',
      'What it saves:',
      '# plimsoll ignore=arch-arg-undeclared',
      '/docs/rules/arch-arg-undeclared.md',
    ])
      expect(stdout).toContain(part);
  });

  test('all rules', async () => {
    const { stdout } = await explain();
    expect(stdout).toMatch(/^arch-arg-undeclared +error +safe +a platform argument/m);
    expect(stdout).toMatch(/^final-stage-toolchain +warning +\S/m);
  });

  test.each([
    ['arch-arg-undeclard', 'did you mean "arch-arg-undeclared"?'],
    ['toolchain', 'did you mean "final-stage-toolchain" or "image-toolchain"?'],
    ['zzzzz', 'plimsoll explain" lists the rules'],
  ])('%s: there is none', async (rule, hint) => {
    const { code, stderr } = await explain(rule);
    expect(code).toBe(2);
    expect(stderr).toContain(hint);
  });
});

describe('other tools', () => {
  const program = (name: string, script: string): Record<string, string> => {
    put(`bin/${name}`, `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
    return { PATH: [join(folder, 'bin'), dirname(process.execPath)].join(delimiter) };
  };

  beforeEach(() => put('Dockerfile', 'FROM alpine\nCMD ["/bin/sh"]\n'));

  test('hadolint, once for all files, folded in', async () => {
    put('b/Dockerfile', 'FROM scratch\n');
    const report = JSON.stringify([
      { code: 'DL3006', column: 1, file: join(folder, 'Dockerfile'), level: 'warning', line: 1, message: 'Tag it' },
      { code: 'DL3999', column: 1, file: join(folder, 'b/Dockerfile'), level: 'style', line: 1, message: 'New' },
    ]);
    const env = program('hadolint', `echo "$@" >> '${join(folder, 'calls')}'; echo '${report}'`);
    const { stdout } = await lint(['--hadolint=true', '--format=json', '.', 'b'], env);
    const found = JSON.parse(stdout).findings;
    expect(found).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ rule: 'base-unpinned', source: 'plimsoll', also: ['DL3006'] }),
        expect.objectContaining({
          rule: 'DL3999',
          source: 'hadolint',
          severity: 'note',
          file: 'b/Dockerfile',
          line: 1,
        }),
      ]),
    );
    expect(read('calls')).toBe(
      `--no-fail --format json -- ${join(folder, 'Dockerfile')} ${join(folder, 'b/Dockerfile')}\n`,
    );
  });

  test('no process without being asked', async () => {
    const env = program('hadolint', `touch '${join(folder, 'called')}'; exit 9`);
    expect((await lint([], env)).code).toBe(0);
    expect((await lint(['--hadolint=false'], env)).code).toBe(0);
    expect(readdirSync(folder)).not.toContain('called');
  });

  test.each([
    ['it fails', 'echo broken >&2; exit 1', 'true', 3, 'broken'],
    ['auto, it fails', 'echo broken >&2; exit 1', 'auto', 3, 'broken'],
    ['it prints something else', 'echo hello', 'true', 3, 'not its JSON report'],
    [
      'it cannot read its configuration',
      'echo "Error parsing your config file in x" >&2; echo "[]"',
      'true',
      3,
      'config',
    ],
    ['a word that is none', 'echo "[]"', 'yes', 2, 'unknown hadolint "yes"'],
  ])('hadolint, %s', async (_, script, when, code, message) => {
    const result = await lint([`--hadolint=${when}`], program('hadolint', script));
    expect(result.code).toBe(code);
    expect(result.stderr).toContain(message);
  });

  test('hadolint that is missing', async () => {
    expect(await lint(['--hadolint=true'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('install hadolint'),
    });
    expect((await lint(['--hadolint=auto'])).code).toBe(0);
  });
});
