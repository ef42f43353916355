import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import type { ListName, TextName } from '../../src/config/options.ts';
import { rawOptions } from '../../src/config/raw-options.ts';
import { readPlan } from '../../src/config/read-plan.ts';
import { ConfigError } from '../../src/model/errors.ts';

type Given = Partial<
  Record<TextName | ListName | 'pull' | 'no-cache' | 'require-baseline' | 'build', string | string[]>
>;

function plan(given: Given = {}) {
  return readPlan(rawOptions(new Map(Object.entries(given).map(([name, value]) => [name, [value].flat()]))), '/repo');
}

describe('readPlan', () => {
  test('with nothing given, everything has its default', () => {
    expect(plan()).toMatchObject({
      oci: undefined,
      build: true,
      images: [
        {
          name: 'default',
          limits: {},
          context: '/repo',
          file: undefined,
          target: undefined,
          platforms: [],
          buildArgs: [],
          buildContexts: [],
          secrets: [],
          ssh: [],
          cacheFrom: [],
          cacheTo: [],
          builder: undefined,
          pull: false,
          noCache: false,
          network: undefined,
          allow: [],
          addHosts: [],
          labels: [],
          shmSize: undefined,
          ulimits: [],
        },
      ],
      concurrency: availableParallelism(),
      against: { kind: 'none' },
      requireBaseline: false,
      limits: {},
      failOn: 'error',
      rules: new Map(),
      hadolint: 'auto',
    });
  });

  test('every build input finds its place', () => {
    const [image] = plan({
      context: 'svc',
      file: 'svc/build/Dockerfile',
      target: 'final',
      platforms: 'linux/arm/v7',
      'build-args': ['A=1', 'B'],
      'build-contexts': 'src=../src',
      ssh: 'default',
      'cache-from': 'type=gha',
      'cache-to': 'type=gha,mode=max',
      builder: 'b',
      pull: 'true',
      'no-cache': 'true',
      network: 'host',
      allow: 'network.host',
      'add-hosts': 'a:10.0.0.1',
      labels: 'x=y',
      'shm-size': '64m',
      ulimit: 'nofile=1024',
    }).images;
    expect(image).toEqual({
      name: 'default',
      limits: {},
      context: '/repo/svc',
      file: '/repo/svc/build/Dockerfile',
      target: 'final',
      platforms: [{ os: 'linux', architecture: 'arm', variant: 'v7' }],
      buildArgs: ['A=1', 'B'],
      buildContexts: ['src=../src'],
      secrets: [],
      ssh: ['default'],
      cacheFrom: ['type=gha'],
      cacheTo: ['type=gha,mode=max'],
      builder: 'b',
      pull: true,
      noCache: true,
      network: 'host',
      allow: ['network.host'],
      addHosts: ['a:10.0.0.1'],
      labels: ['x=y'],
      shmSize: '64m',
      ulimits: ['nofile=1024'],
    });
  });

  test('secrets keep all that follows the first "="; files start from the folder', () => {
    const [image] = plan({
      secret: 'id=a,src=./x',
      secrets: ['TOKEN=a=b=', 'EMPTY='],
      'secret-files': ['KEY=keys/id', 'ABS=/etc/key'],
      'secret-envs': 'NPM=NPM_TOKEN',
    }).images;
    expect(image.secrets).toEqual([
      { kind: 'raw', text: 'id=a,src=./x' },
      { kind: 'value', id: 'TOKEN', value: 'a=b=' },
      { kind: 'value', id: 'EMPTY', value: '' },
      { kind: 'file', id: 'KEY', path: '/repo/keys/id' },
      { kind: 'file', id: 'ABS', path: '/etc/key' },
      { kind: 'env', id: 'NPM', name: 'NPM_TOKEN' },
    ]);
  });

  test('limits', () => {
    const limits = { 'max-size': '12MB', 'max-download': '5MiB', 'max-growth': '5%', 'max-download-growth': '100kB' };
    expect(plan(limits).limits).toEqual({
      maxSize: 12_000_000,
      maxDownload: 5_242_880,
      maxGrowth: { unit: 'percent', percent: 5 },
      maxDownloadGrowth: { unit: 'bytes', bytes: 100_000 },
    });
    expect(plan({ 'max-size': '0' }).limits).toEqual({ maxSize: 0 });
  });

  test.each([
    ['goarch', 'amd64,arm64', ['amd64', 'arm64']],
    ['platforms', 'linux/amd64,linux/arm64', ['amd64', 'arm64']],
  ] as const)('%s %s', (name, value, architectures) => {
    expect(plan({ [name]: value }).images[0].platforms).toEqual(
      architectures.map((architecture) => ({ os: 'linux', architecture })),
    );
  });

  test.each([
    ['HEAD~1', { kind: 'commit', ref: 'HEAD~1' }],
    ['main', { kind: 'commit', ref: 'main' }],
    ['-main', { kind: 'commit', ref: '-main' }],
    ['base/report.json', { kind: 'report', path: '/repo/base/report.json' }],
    ['/abs/report.json', { kind: 'report', path: '/abs/report.json' }],
    ['oci:out', { kind: 'layout', path: '/repo/out' }],
    ['oci:/abs/out.tar', { kind: 'layout', path: '/abs/out.tar' }],
  ])('--against %s', (text, against) => {
    expect(plan({ against: text }).against).toEqual(against);
  });

  test('rules', () => {
    expect([...plan({ rules: ['a=off', 'a.min-bytes=1k'] }).rules]).toEqual([
      ['a', { severity: 'off', options: { minBytes: 1_000 } }],
    ]);
  });

  test.each(['error', 'warning', 'note', 'never'] as const)('fail-on %s', (level) => {
    expect(plan({ 'fail-on': level }).failOn).toBe(level);
  });

  test.each([
    ['1', 1],
    ['64', 64],
  ])('concurrency %s', (text, number) => {
    expect(plan({ concurrency: text }).concurrency).toBe(number);
  });

  test('the rest', () => {
    expect(plan({ oci: 'out' }).oci).toBe('/repo/out');
    expect(plan({ build: 'false' }).build).toBe(false);
    expect(plan({ 'require-baseline': 'true' }).requireBaseline).toBe(true);
  });
});

describe('what is wrong is said, and what to write instead', () => {
  test.each<[Given, string, string | undefined]>([
    [{ platforms: 'linux/amd46' }, 'unknown architecture "amd46"', 'did you mean "amd64"?'],
    [{ platforms: 'linux/arm65' }, 'unknown architecture "arm65" in platform "linux/arm65"', 'did you mean "arm64"?'],
    [{ goarch: 'amd65' }, 'unknown GOARCH "amd65"', 'did you mean "amd64"?'],
    [{ goarch: 'amd64', platforms: 'linux/amd64' }, 'platforms and goarch are two ways', 'give one of them'],
    [{ platforms: 'linux/amd64,linux/amd64' }, 'platform linux/amd64 is named twice', undefined],
    [{ platforms: 'linux/arm64,linux/arm64/v8' }, 'platform linux/arm64 is named twice', undefined],
    [{ goarch: 'arm64,amd64,arm64' }, 'platform linux/arm64 is named twice', undefined],
    [{ 'max-size': 'big' }, 'max-size: "big" is not a size', '12MB'],
    [{ 'max-size': '5%' }, 'max-size: "5%" is not a size', '12MB'],
    [{ 'max-download': '-1' }, 'max-download: "-1" is not a size', '12MB'],
    [{ 'max-growth': '5 %%' }, 'max-growth: "5 %%" is not a growth limit', '5%'],
    [{ 'max-download-growth': 'x' }, 'max-download-growth: "x" is not a growth limit', '500kB or 5%'],
    [{ hadolint: 'yes' }, 'unknown hadolint "yes"', 'known: auto, true, false'],
    [{ 'fail-on': 'warn' }, 'unknown fail-on "warn"', 'known: error, warning, note, never'],
    [{ 'fail-on': 'warnin' }, 'unknown fail-on "warnin"', 'did you mean "warning"?'],
    [{ rules: 'dl3006' }, '"dl3006" does not set a rule', 'rule-id=off'],
    [{ rules: 'dl3006=' }, '"dl3006=" does not set a rule', 'rule-id=off'],
    [{ rules: '=off' }, '"=off" does not set a rule', 'rule-id=off'],
    [{ rules: 'dl3006=of' }, 'unknown level "of" for rule dl3006', 'did you mean "off"?'],
    [{ rules: 'dl3006=info' }, 'unknown level "info" for rule dl3006', 'known: error, warning, note, off'],
    [{ rules: 'dl3006=warnings' }, 'unknown level "warnings" for rule dl3006', 'did you mean "warning"?'],
    [{ concurrency: '0' }, '"0" is not a number of builds', 'whole number from 1'],
    [{ concurrency: '-1' }, '"-1" is not a number of builds', 'whole number from 1'],
    [{ concurrency: '1.5' }, '"1.5" is not a number of builds', 'whole number from 1'],
    [{ concurrency: 'all' }, '"all" is not a number of builds', 'whole number from 1'],
    [{ context: 'https://github.com/a/b.git' }, 'is not a folder', 'check the repository out'],
    [{ context: 'git@github.com:a/b.git' }, 'is not a folder', 'check the repository out'],
    [{ context: '-' }, 'the context "-" is not a folder', 'check the repository out'],
    [{ oci: 'a', image: 'b' }, 'oci and image both say what is weighed', 'one of them'],
    [{ secrets: 'just a value' }, 'an entry of secrets has no "="', 'ID='],
    [{ 'secret-files': '=path' }, 'an entry of secret-files has no "="', 'secret-files'],
    [{ 'secret-envs': 'NAME' }, 'an entry of secret-envs has no "="', 'secret-envs'],
  ])('%j', (given, message, hint) => {
    const read = () => plan(given);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(message);
    if (hint !== undefined) expect(read).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }));
  });

  test('a secret without an id is not printed', () => {
    try {
      plan({ secrets: 'hunter2-hunter2' });
      expect.unreachable();
    } catch (error) {
      expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('hunter2');
    }
  });
});
