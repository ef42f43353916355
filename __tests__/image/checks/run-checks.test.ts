import { describe, expect, test } from 'vitest';
import { type Described, file, folder, link, readOne } from '../../support/read-one.ts';
import { type Severities, severities } from '../../support/settings.ts';

const found = async (image: Described, rules: Severities = {}) =>
  (await readOne(image, { rules: severities(rules) })).findings;

const ids = async (image: Described): Promise<readonly string[]> => (await found(image)).map(({ rule }) => rule);

/** Of a format that nobody knows. */
const PROGRAM = '\0program';
const APP = file('app', PROGRAM, 0o755);
const USER = { User: '65532' };

describe('settings', () => {
  const image = { layers: [[APP]], config: { Entrypoint: ['/ap'] } };

  test('without any, the checks have their own severity', async () => {
    expect(await found(image)).toEqual([
      {
        rule: 'image-entrypoint-missing',
        source: 'image',
        also: [],
        severity: 'error',
        message: 'ENTRYPOINT starts "/ap", which is not in the image: COPY it there, or name the path where it is',
        path: '/ap',
        platform: 'linux/amd64',
        url: expect.stringMatching(/\/docs\/image-checks\.md#image-entrypoint-missing$/),
      },
      expect.objectContaining({ rule: 'image-user-root', severity: 'note' }),
    ]);
  });

  test('off, and another severity', async () => {
    const findings = await found(image, { 'image-entrypoint-missing': 'off', 'image-user-root': 'error' });
    expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['image-user-root', 'error']]);
  });

  test('what a check itself calls milder stays milder', async () => {
    const health = {
      layers: [[APP]],
      config: { ...USER, Entrypoint: ['/app'], Healthcheck: { Test: ['CMD-SHELL', 'x'] } },
    };
    expect(await found(health, { 'image-shell-missing': 'error' })).toMatchObject([{ severity: 'warning' }]);
    expect(await found(health, { 'image-shell-missing': 'note' })).toMatchObject([{ severity: 'note' }]);
  });
});

test('of many findings of a check the rest is counted', async () => {
  const key = '-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n';
  const keys = Array.from({ length: 30 }, (_, index) => file(`keys/${index}.pem`, key));
  const findings = await found({ layers: [keys] });
  expect(findings).toHaveLength(20);
  expect(findings.at(-1)).toMatchObject({
    severity: 'error',
    message: '11 more of the same kind (a private key or a credential file is in the image)',
    evidenceBytes: 11 * key.length,
  });
});

test('registered secrets are replaced in findings too', async () => {
  const { findings } = await readOne(
    { layers: [[]], config: { ...USER, Entrypoint: ['/opt/hunter2/app'] } },
    { secrets: ['hunter2'] },
  );
  expect(findings).toMatchObject([{ rule: 'image-entrypoint-missing', path: '/opt' }]);
  expect(JSON.stringify(findings)).not.toContain('hunter2');
});

describe('the start: quiet where nothing can be known', () => {
  test.each<[string, Described['layers'], Record<string, unknown>]>([
    ['an image that starts nothing', [[file('a', 1)]], {}],
    ['a path in a volume', [[]], { ...USER, Entrypoint: ['/data/app'], Volumes: { '/data': {} } }],
    ['a link into a volume', [[link('app', '/data/app')]], { ...USER, Entrypoint: ['/app'], Volumes: { '/data': {} } }],
    [
      'a link into a volume of a folder that is not there',
      [[link('app', 'srv/data')]],
      { ...USER, Entrypoint: ['/app/bin/run'], Volumes: { '/srv/data/bin': {} } },
    ],
    [
      'a link in PATH into a volume',
      [[link('usr/bin/app', '../../data/app')]],
      { ...USER, Cmd: ['app'], Volumes: { '/data': {} } },
    ],
    [
      'an env with a program that is there',
      [
        [
          file('run', '#!/usr/bin/env bash\n', 0o755),
          file('usr/bin/env', PROGRAM, 0o755),
          file('bin/bash', PROGRAM, 0o755),
        ],
      ],
      { ...USER, Cmd: ['/run'] },
    ],
    ['the root as a volume', [[]], { ...USER, Entrypoint: ['/app'], Volumes: { '/': {} } }],
    ['what only a running container has', [[]], { ...USER, Entrypoint: ['/proc/self/exe'] }],
    ['a file that is there', [[APP]], { ...USER, Entrypoint: ['/app'] }],
    ['a link to it', [[APP, link('bin', '.')]], { ...USER, Entrypoint: ['/bin/app'] }],
    ['a relative one', [[APP]], { ...USER, Cmd: ['./app'] }],
    ['in PATH', [[file('opt/app', PROGRAM, 0o755)]], { ...USER, Cmd: ['app'], Env: ['PATH=/none:/opt'] }],
    ['in the default PATH', [[file('usr/local/bin/app', PROGRAM, 0o755)]], { ...USER, Cmd: ['app'] }],
    ['behind an init', [[file('tini', PROGRAM, 0o755), APP]], { ...USER, Entrypoint: ['/tini', '-g', '--', '/app'] }],
    [
      'a shell with more than a plain command',
      [[file('bin/sh', PROGRAM, 0o755)]],
      { ...USER, Cmd: ['/bin/sh', '-c', 'cd /x && ./app'] },
    ],
    [
      'a text without a first line that names what runs it, for a shell',
      [[file('bin/sh', PROGRAM, 0o755), file('run', 'echo yes\n', 0o755)]],
      { ...USER, Cmd: ['/bin/sh', '-c', '/run'] },
    ],
    [
      'the same for env, which asks a shell then',
      [[file('usr/bin/env', PROGRAM, 0o755), file('run', 'echo yes\n', 0o755)]],
      { ...USER, Cmd: ['/usr/bin/env', '/run'] },
    ],
    ['a user by name that is there', [[APP, file('etc/passwd', 'a:x:7:7::/:/x\n')]], { Cmd: ['/app'], User: 'a' }],
    [
      'a list of users that is a link elsewhere',
      [[APP, link('etc/passwd', '/proc/passwd')]],
      { Cmd: ['/app'], User: 'a' },
    ],
  ])('%s', async (_name, layers, config) => {
    expect(await ids({ layers, config })).toEqual([]);
  });
});

describe('the start: told', () => {
  test.each<[string, Described['layers'], Record<string, unknown>, string, string]>([
    [
      'removed by a later layer',
      [[APP], [file('.wh.app', 0)]],
      { Cmd: ['/app'] },
      'image-entrypoint-missing',
      'CMD starts "/app"',
    ],
    [
      'behind an init',
      [[file('tini', PROGRAM, 0o755)]],
      { Entrypoint: ['/tini', '--', '/app'] },
      'image-entrypoint-missing',
      'starts "/app"',
    ],
    [
      'a plain command of a shell',
      [[file('bin/sh', PROGRAM, 0o755)]],
      { Cmd: ['/bin/sh', '-c', 'exec /app --port 80'] },
      'image-entrypoint-missing',
      'starts "/app"',
    ],
    [
      'the interpreter of a script',
      [[file('run', '#!/bin/sh -e\n', 0o755)]],
      { Cmd: ['/run'] },
      'image-entrypoint-missing',
      'the first line of "/run" names "/bin/sh"',
    ],
    [
      'a carriage return in the first line of a script',
      [[file('run', '#!/bin/sh\r\n', 0o755), file('bin/sh', PROGRAM, 0o755)]],
      { Cmd: ['/run'] },
      'image-entrypoint-missing',
      'with a carriage return at its end',
    ],
    [
      'a carriage return behind the program of env',
      [
        [
          file('run', '#!/usr/bin/env bash\r\n', 0o755),
          file('usr/bin/env', PROGRAM, 0o755),
          file('bin/bash', PROGRAM, 0o755),
        ],
      ],
      { Cmd: ['/run'] },
      'image-entrypoint-missing',
      'with a carriage return at its end: save the script with line feeds alone',
    ],
    [
      'a carriage return behind the flag of a shell',
      [[file('run', '#!/bin/bash -eu\r\n', 0o755), file('bin/bash', PROGRAM, 0o755)]],
      { Cmd: ['/run'] },
      'image-entrypoint-missing',
      'the first line of "/run" names "-eu\r", with a carriage return at its end',
    ],
    [
      'a text without a first line that names what runs it',
      [[file('run', 'echo "déjà vu"\n', 0o755)]],
      { Cmd: ['/run'] },
      'image-entrypoint-missing',
      'CMD starts "/run", which is a text that does not begin with "#!" and what is to run it, such as "#!/bin/sh"',
    ],
    [
      'a script behind an empty line',
      [[file('run', '\n#!/bin/sh\necho yes\n', 0o755)]],
      { Cmd: ['/run'] },
      'image-entrypoint-missing',
      'which is a text that does not begin with "#!"',
    ],
    [
      'a text behind a byte order mark',
      [[file('run', '\ufeffecho yes\n', 0o755)]],
      { Cmd: ['/run'] },
      'image-entrypoint-missing',
      'which is a text that does not begin with "#!"',
    ],
    [
      'a shell that is a text, for the shell form',
      [[file('bin/sh', 'echo yes\n', 0o755)]],
      { Cmd: ['/bin/sh', '-c', 'echo yes'] },
      'image-entrypoint-missing',
      'CMD starts "/bin/sh", which is a text that does not begin with "#!"',
    ],
    [
      'a shell that is not there, for a script that gives it a broken flag',
      [[file('run', '#!/bin/bash -eu\r\n', 0o755)]],
      { Cmd: ['/run'] },
      'image-entrypoint-missing',
      'the first line of "/run" names "/bin/bash", which is not in the image',
    ],
    [
      'a script behind a byte order mark',
      [[file('run', '\ufeff#!/bin/sh\necho yes\n', 0o755)]],
      { Cmd: ['/run'] },
      'image-entrypoint-missing',
      'CMD starts "/run", which begins with a byte order mark, so that the "#!" behind it is not seen',
    ],
    [
      'an empty file',
      [[file('run', '', 0o755)]],
      { Entrypoint: ['/run'] },
      'image-entrypoint-missing',
      'ENTRYPOINT starts "/run", which is empty',
    ],
    [
      'a script for a text',
      [[file('run', '#!/opt/tool\n', 0o755), file('opt/tool', 'echo yes\n', 0o755)]],
      { Cmd: ['/run'] },
      'image-entrypoint-missing',
      'the first line of "/run" names "/opt/tool", which is a text that does not begin with "#!"',
    ],
    [
      'a link past a volume',
      [[link('app', '/database/app')]],
      { Cmd: ['/app'], Volumes: { '/data': {} } },
      'image-entrypoint-missing',
      'leads to "/database/app"',
    ],
    [
      'a script for the folder it is in',
      [[file('run', '#!sh\n', 0o755), file('bin/sh', PROGRAM, 0o755)]],
      { Cmd: ['/run'] },
      'image-entrypoint-missing',
      'the first line of "/run" names "./sh"',
    ],
    [
      'a link to nothing',
      [[link('app', 'none')]],
      { Cmd: ['/app'] },
      'image-entrypoint-missing',
      'the link "/app" on its way leads to "none"',
    ],
    [
      'a user of a scratch image',
      [[APP]],
      { Cmd: ['/app'], User: 'root' },
      'image-user-unresolvable',
      'USER names the user "root"',
    ],
    [
      'a group that is not there',
      [[APP]],
      { Cmd: ['/app'], User: '7:staff' },
      'image-user-unresolvable',
      'the group "staff"',
    ],
  ])('%s', async (_name, layers, config, rule, message) => {
    const findings = await found({ layers, config: { ...USER, ...config } });
    expect(findings).toMatchObject([{ rule, severity: 'error', message: expect.stringContaining(message) }]);
  });

  test.each<[string, boolean]>([
    ['', true],
    ['0', true],
    ['0:0', true],
    ['root', true],
    ['admin', true],
    ['65532', false],
    ['web:0', false],
  ])('USER "%s" is root: %s', async (User, isRoot) => {
    const passwd = file('etc/passwd', 'root:x:0:0:::\nadmin:x:0:7:::\nweb:x:7:7:::\n');
    const told = await ids({ layers: [[APP, passwd]], config: { Cmd: ['/app'], User } });
    expect(told.includes('image-user-root')).toBe(isRoot);
  });
});

test.each<[string, object, string | null]>([
  ['no shell', {}, '"/bin/sh" is not in the image'],
  ['the shell that is there', { Shell: ['/bin/bash', '-o', 'pipefail', '-c'] }, null],
  ['another', { Shell: ['/bin/zsh', '-c'] }, '"/bin/zsh" is not in the image'],
  ['one of another kind', { Shell: ['pwsh', '-Command'] }, '"pwsh" is not in the image'],
  ['an empty list', { Shell: [] }, '"/bin/sh" is not in the image'],
])('a HEALTHCHECK in shell form, where SHELL names %s', async (_name, shell, told) => {
  const findings = await found({
    layers: [[APP, file('bin/bash', PROGRAM, 0o755)]],
    config: { ...USER, Entrypoint: ['/app'], Healthcheck: { Test: ['CMD-SHELL', 'true'] }, ...shell },
  });
  expect(findings).toMatchObject(
    told === null ? [] : [{ rule: 'image-shell-missing', message: expect.stringContaining(told) }],
  );
});

test.each<[string, boolean]>([
  ['linux', true],
  ['windows', false],
  ['freebsd', false],
])('how a program of %s is started is known: %s', async (os, known) => {
  const image: Described = {
    platform: { os, architecture: 'amd64' },
    layers: [[file('Files/app.exe', 'x')]],
    config: { ...USER, Entrypoint: ['C:\\app.exe'], Healthcheck: { Test: ['CMD-SHELL', 'C:\\app.exe health'] } },
  };
  expect(await ids(image)).toEqual(known ? ['image-entrypoint-missing', 'image-shell-missing'] : []);
});

describe('what people build and test in', () => {
  const toolchain = [
    file('usr/local/go/VERSION', 'go1.26'),
    folder('usr/local/go/pkg/tool'),
    file('usr/local/go/src/big.go', 2_000_000),
    file('bin/bash', PROGRAM, 0o755),
    file('usr/local/go/bin/go', PROGRAM, 0o755),
    APP,
  ];

  test.each<[string, readonly string[], boolean]>([
    ['a shell', ['/bin/bash'], false],
    ['nothing', [], false],
    ['a tool of the toolchain', ['/usr/local/go/bin/go', 'version'], false],
    ['go run', ['/usr/local/go/bin/go', 'run', '.'], true],
    ['a program', ['/app'], true],
  ])('the toolchain in an image that starts %s', async (_name, Cmd, told) => {
    const rules = await ids({ layers: [toolchain], config: { ...USER, Cmd } });
    expect(rules.includes('image-toolchain')).toBe(told);
  });
});

test.each([
  [999_999, []],
  [1_000_000, ['image-toolchain']],
])('a toolchain of %i bytes', async (bytes, expected) => {
  const image = { layers: [[APP, file('usr/local/go/x', bytes)]], config: { ...USER, Cmd: ['/app'] } };
  expect(await ids(image)).toEqual(expected);
});

test('waste of the base image is not ours, where that is known', async () => {
  const image: Described = {
    layers: [[file('a', 500_000)], [file('.wh.a', 0)], [APP]],
    config: { ...USER, Cmd: ['/app'] },
    history: [{ created_by: 'ADD x' }, { created_by: 'RUN y' }, { created_by: 'COPY app /app # buildkit' }],
  };
  expect(await ids(image)).toEqual(['image-wasted']);
  expect((await readOne(image, { instructions: ['COPY'] })).findings).toEqual([]);
  expect((await readOne(image, { instructions: ['RUN', 'COPY'] })).findings).toMatchObject([
    { rule: 'image-wasted', path: '/a', evidenceBytes: 500_000 },
  ]);
});

test('copies and package lists of the base image are not ours, where that is known', async () => {
  const lists = file('var/lib/apt/lists/x_Packages', 200_000);
  const image: Described = {
    layers: [[file('a', 2_000_000), file('b', 2_000_000), lists], [APP]],
    config: { ...USER, Cmd: ['/app'] },
    history: [{ created_by: 'ADD x' }, { created_by: 'COPY app /app # buildkit' }],
  };
  expect(await ids(image)).toEqual(['image-package-cache', 'image-duplicates']);
  expect((await readOne(image, { instructions: ['COPY'] })).findings).toEqual([]);
  const copied = { ...image, layers: [...image.layers.slice(0, 1), [APP, file('c', 2_000_000)]] };
  expect((await readOne(copied, { instructions: ['COPY'] })).findings).toMatchObject([
    { rule: 'image-duplicates', path: '/c', evidenceBytes: 2_000_000 },
  ]);
});
