import { describe, expect, test } from 'vitest';
import { APP, found, ids, PROGRAM, USER } from '../../support/image-findings.ts';
import { type Described, file, link } from '../../support/read-one.ts';

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
