import { describe, expect, test } from 'vitest';
import { APP, found, ids, PROGRAM, USER } from '../../support/image-findings.ts';
import { type Described, file, folder, readOne } from '../../support/read-one.ts';

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
