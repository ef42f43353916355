import * as v from 'valibot';
import { expect, test } from 'vitest';
import { bottomOf, LlbSchema } from '../../../src/image/base/llb.ts';

const step = (id: string, inputs: readonly string[], Op: unknown) => ({ id, inputs, op: { Op } });
const source = (id: string) => step(id, [], { source: { identifier: `docker-image://${id}` } });
const run = (id: string, ...inputs: readonly string[]) => step(id, inputs, { exec: { mounts: [{ dest: '/' }] } });
const copy = (id: string, inputs: readonly string[], input = 0) =>
  step(id, inputs, { file: { actions: [{ input, output: 0, secondaryInput: 1 }] } });
const end = (input: string) => step('end', [input], {});

const found = (id: string) => ({ kind: 'source', identifier: `docker-image://${id}`, state: `${id}:0` });
const SCRATCH = { kind: 'scratch' };
const UNKNOWN = { kind: 'unknown' };

test.each<[string, unknown, unknown]>([
  ['nothing but the base', [source('a'), end('a:0')], found('a')],
  ['a command', [source('a'), run('r', 'a:0'), end('r:0')], found('a')],
  ['a copy from another stage', [source('a'), source('b'), copy('c', ['a:0', 'b:0']), end('c:0')], found('a')],
  [
    'its twin, the stages the other way round',
    [source('a'), source('b'), copy('c', ['b:0', 'a:0']), end('c:0')],
    found('b'),
  ],
  ['a copy into nothing', [source('b'), copy('c', ['b:0'], -1), end('c:0')], SCRATCH],
  [
    'COPY --link: merged on top of the base',
    [source('a'), copy('c', [], -1), step('m', ['a:0', 'c:0'], { merge: { inputs: [{}, { input: 1 }] } }), end('m:0')],
    found('a'),
  ],
  [
    'its twin: merged on top of nothing',
    [source('a'), copy('c', [], -1), step('m', ['a:0', 'c:0'], { merge: { inputs: [{ input: -1 }, {}] } }), end('m:0')],
    SCRATCH,
  ],
  [
    'a command with mounts: the root counts, whatever its place',
    [
      source('a'),
      source('b'),
      step('r', ['b:0', 'a:0'], {
        exec: {
          mounts: [
            { dest: '/src', output: -1 },
            { dest: '/', input: 1 },
          ],
        },
      }),
      end('r:0'),
    ],
    found('a'),
  ],
  [
    'a mount that is exported is not the root',
    [source('a'), step('r', ['a:0'], { exec: { mounts: [{ dest: '/' }, { dest: '/o', output: 1 }] } }), end('r:1')],
    UNKNOWN,
  ],
  [
    'actions on each other',
    [
      source('a'),
      step('f', ['a:0'], {
        file: {
          actions: [
            { input: 0, output: -1 },
            { input: 1, output: 0 },
          ],
        },
      }),
      end('f:0'),
    ],
    found('a'),
  ],
  ['an action on itself', [step('f', [], { file: { actions: [{ input: 0, output: 0 }] } }), end('f:0')], UNKNOWN],
  ['a circle', [run('a', 'b:0'), run('b', 'a:0'), end('a:0')], UNKNOWN],
  ['a step that is not there', [end('a:0')], UNKNOWN],
  ['an input that is not there', [run('r'), end('r:0')], UNKNOWN],
  ['an input far away', [source('a'), copy('c', ['a:0'], 2 ** 40), end('c:0')], UNKNOWN],
  ['two steps of one name', [source('a'), source('a'), end('a:0')], UNKNOWN],
  ['two ends', [source('a'), end('a:0'), { ...end('a:0'), id: 'more' }], UNKNOWN],
  ['no end', [source('a')], UNKNOWN],
  ['nothing', [], UNKNOWN],
  ['two kinds in one step', [step('a', [], { source: { identifier: 'x' }, merge: {} }), end('a:0')], UNKNOWN],
  ['a difference', [source('a'), step('d', ['a:0'], { diff: { lower: {}, upper: {} } }), end('d:0')], UNKNOWN],
  ['a build within the build', [source('a'), step('d', ['a:0'], { build: {} }), end('d:0')], UNKNOWN],
])('%s', (_name, steps, expected) => {
  expect(bottomOf(v.parse(LlbSchema, steps))).toEqual(expected);
});

test('a hundred thousand steps', () => {
  const steps = Array.from({ length: 100_000 }, (_, index) => run(`s${index + 1}`, `s${index}:0`));
  expect(bottomOf(v.parse(LlbSchema, [source('s0'), ...steps, end('s100000:0')]))).toEqual(found('s0'));
});
