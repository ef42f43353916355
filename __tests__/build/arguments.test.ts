import { describe, expect, test } from 'vitest';
import { buildArguments, type Invocation } from '../../src/build/arguments.ts';
import type { BuildPlan } from '../../src/config/plan.ts';
import { rawOptions } from '../../src/config/raw-options.ts';
import { readPlan } from '../../src/config/read-plan.ts';

const PLAN: BuildPlan = readPlan(rawOptions(new Map()), '/repo').images[0];

function words(plan: Partial<BuildPlan> = {}, more: Partial<Invocation> = {}): readonly string[] {
  return buildArguments({
    plan: { ...PLAN, ...plan },
    platform: { os: 'linux', architecture: 'arm64' },
    dockerfile: '/repo/Dockerfile',
    platformArgs: [],
    secrets: [],
    destination: { kind: 'layout', folder: '/tmp/out' },
    metadataFile: '/tmp/metadata.json',
    side: 'head',
    ...more,
  });
}

const BARE = [
  'build',
  '--platform=linux/arm64',
  '--output=type=oci,tar=false,dest=/tmp/out',
  '--provenance=false',
  '--sbom=false',
  '--metadata-file=/tmp/metadata.json',
  '--progress=plain',
  '--file=/repo/Dockerfile',
  '--',
  '/repo',
];

/** What an option adds to a build with nothing else asked. */
function added(plan: Partial<BuildPlan>, more: Partial<Invocation> = {}): readonly string[] {
  const all = words(plan, more);
  expect(BARE.filter((word) => !all.includes(word))).toEqual([]);
  return all.filter((word) => !BARE.includes(word));
}

describe('buildArguments', () => {
  test('a build with nothing asked', () => {
    expect(words()).toEqual(BARE);
  });

  test.each<[Partial<BuildPlan>, readonly string[]]>([
    [{ builder: 'b' }, ['--builder=b']],
    [{ target: 'final' }, ['--target=final']],
    [{ buildArgs: ['A=1', 'B', 'C=x y'] }, ['--build-arg=A=1', '--build-arg=B', '--build-arg=C=x y']],
    [
      { buildContexts: ['src=/src', 'x=docker-image://alpine'] },
      ['--build-context=src=/src', '--build-context=x=docker-image://alpine'],
    ],
    [{ ssh: ['default', 'k=/key'] }, ['--ssh=default', '--ssh=k=/key']],
    [{ pull: true }, ['--pull']],
    [{ noCache: true }, ['--no-cache']],
    [{ network: 'host' }, ['--network=host']],
    [{ allow: ['network.host', 'security.insecure'] }, ['--allow=network.host', '--allow=security.insecure']],
    [{ addHosts: ['a:10.0.0.1'] }, ['--add-host=a:10.0.0.1']],
    [{ labels: ['x=y z'] }, ['--label=x=y z']],
    [{ shmSize: '64m' }, ['--shm-size=64m']],
    [{ ulimits: ['nofile=1024:2048'] }, ['--ulimit=nofile=1024:2048']],
    [
      { cacheFrom: ['type=gha,scope=s'] },
      ['--cache-from=type=gha,scope=s-linux-arm64', '--cache-from=type=gha,scope=s'],
    ],
    [{ cacheTo: ['type=gha,mode=max,scope=s'] }, ['--cache-to=type=gha,mode=max,scope=s-linux-arm64']],
  ])('%j', (plan, expected) => {
    expect(added(plan)).toEqual(expected);
  });

  test('secrets come from where the plan does not say their values', () => {
    const secrets = [{ kind: 'value', id: 'a', value: 'hunter2' }] as const;
    const all = words({ secrets }, { secrets: ['id=a,src=/tmp/secret-0'] });
    expect(all).toContain('--secret=id=a,src=/tmp/secret-0');
    expect(all.join(' ')).not.toContain('hunter2');
  });

  test("the platform's own arguments come after the user's", () => {
    expect(added({ buildArgs: ['A=1'] }, { platformArgs: ['GOARCH=arm64'] })).toEqual([
      '--build-arg=A=1',
      '--build-arg=GOARCH=arm64',
    ]);
  });

  test('the base side reads caches and writes none', () => {
    const caches = { cacheFrom: ['type=local,src=/c'], cacheTo: ['type=local,dest=/c'] };
    expect(added(caches, { side: 'base' })).toEqual([
      '--cache-from=type=local,src=/c/linux-arm64',
      '--cache-from=type=local,src=/c',
    ]);
    expect(added(caches)).toContain('--cache-to=type=local,dest=/c/linux-arm64');
  });

  test('a value that begins with "-" stays a value, and the context one that is none of the options', () => {
    const all = words({
      context: '--push',
      target: '--push',
      builder: '-b',
      network: '--load',
      buildArgs: ['--output=x'],
      labels: ['-l'],
    });
    expect(all.slice(-2)).toEqual(['--', '--push']);
    expect(all.slice(0, -2).filter((word) => /^(?:--push|--load|--output=x|-b|-l)$/.test(word))).toEqual([]);
    expect(all).toEqual(
      expect.arrayContaining([
        '--target=--push',
        '--builder=-b',
        '--network=--load',
        '--build-arg=--output=x',
        '--label=-l',
      ]),
    );
  });

  test('a folder with a comma is quoted as buildx reads it', () => {
    expect(words({}, { destination: { kind: 'layout', folder: '/tmp/a,b' } })).toContain(
      '--output=type=oci,tar=false,"dest=/tmp/a,b"',
    );
  });

  test('where the store writes no layouts, the image is loaded under a tag', () => {
    const all = words({}, { destination: { kind: 'load', tag: 'x.invalid/y:z' } });
    expect(all).toEqual(BARE.toSpliced(2, 1, '--load', '--tag=x.invalid/y:z'));
  });
});
