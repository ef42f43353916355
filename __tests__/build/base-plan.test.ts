import { expect, test } from 'vitest';
import { basePlan } from '../../src/build/base-plan.ts';
import type { BuildPlan } from '../../src/config/plan.ts';
import { rawOptions } from '../../src/config/raw-options.ts';
import { readPlan } from '../../src/config/read-plan.ts';

const PLAN: BuildPlan = readPlan(rawOptions(new Map()), '/repo').images[0];

function moved(plan: Partial<BuildPlan>, cwd = '/repo'): BuildPlan {
  return basePlan({ ...PLAN, ...plan }, '/repo', '/tmp/base', cwd);
}

test.each([
  ['/repo', '/tmp/base'],
  ['/repo/svc/web', '/tmp/base/svc/web'],
  ['/repo/..odd', '/tmp/base/..odd'],
  ['/repository', '/repository'],
  ['/', '/'],
  ['/elsewhere', '/elsewhere'],
])('%s is found at %s', (path, expected) => {
  expect(moved({ context: path }).context).toBe(expected);
  expect(moved({ file: path }).file).toBe(expected);
});

test.each([
  ['src=/repo/src', 'src=/tmp/base/src'],
  ['src=../lib', 'src=/tmp/base/lib'],
  ['src=.', 'src=/tmp/base/svc'],
  ['src=/elsewhere', 'src=/elsewhere'],
  ['img=docker-image://alpine', 'img=docker-image://alpine'],
  ['lay=oci-layout:///repo/out', 'lay=oci-layout:///repo/out'],
  ['git=https://github.com/a/b.git', 'git=https://github.com/a/b.git'],
  ['st=target:build', 'st=target:build'],
  ['no equals sign', 'no equals sign'],
])('build context %s', (entry, expected) => {
  expect(moved({ buildContexts: [entry] }, '/repo/svc').buildContexts).toEqual([expected]);
});

test('all else is the same on both sides', () => {
  const plan: Partial<BuildPlan> = {
    target: 'final',
    buildArgs: ['A=1'],
    secrets: [{ kind: 'file', id: 'a', path: '/repo/key' }],
    cacheFrom: ['type=local,src=/repo/cache'],
    noCache: true,
  };
  expect(moved(plan)).toEqual({ ...PLAN, ...plan, context: '/tmp/base' });
});
