import { expect, test } from 'vitest';
import { type Dockerfile, parseDockerfile, shippedLineage } from '../../src/dockerfile/dockerfile.ts';
import { reachedStages } from '../../src/dockerfile/mounts.ts';
import { isDeclared, lookupVariable } from '../../src/dockerfile/scope.ts';
import { targetStage } from '../../src/dockerfile/stages.ts';
import { ConfigError } from '../../src/model/errors.ts';

function parse(text: string, args: Readonly<Record<string, string>> = {}): Dockerfile {
  return parseDockerfile(text, 'Dockerfile', new Map(Object.entries(args)));
}

test.each<[string, string, string | undefined]>([
  ['as written', 'FROM golang:1.26\n', 'golang:1.26'],
  ['a global default', 'ARG V=1.26\nFROM golang:${V}-alpine\n', 'golang:1.26-alpine'],
  ['a default made of another', 'ARG V=1.26\nARG I=golang:$V\nFROM $I\n', 'golang:1.26'],
  ['a global one without a default', 'ARG V\nFROM golang:$V\n', undefined],
  ['a platform argument', 'FROM base-$TARGETARCH\n', undefined],
  ['quotes', 'FROM "golang:1.26"\n', 'golang:1.26'],
  ['an ARG of an earlier stage is not global', 'FROM a\nARG V=1\nFROM golang:${V:-2}\n', 'golang:2'],
])('the base of a stage: %s', (_, text, expected) => {
  expect(parse(text).stages.at(-1)?.base.resolved).toBe(expected);
});

test('a build argument wins over the default', () => {
  expect(parse('ARG V=1\nFROM golang:$V\n', { V: '2' }).stages[0]?.base.resolved).toBe('golang:2');
});

test('FROM stage, after expansion and in any case of letters', () => {
  const { stages } = parse(
    'ARG WHICH=build\nFROM golang AS Build\nFROM ${WHICH} AS next\nFROM "next"\nFROM later\nFROM x AS later\n',
  );
  expect(stages.map(({ name, base }) => [name, base.stage?.index])).toEqual([
    ['build', undefined],
    ['next', 0],
    [undefined, 1],
    // A stage further down is no base: that is an image of the name.
    [undefined, undefined],
    ['later', undefined],
  ]);
});

test('the shipped lineage begins at its root', () => {
  const dockerfile = parse('FROM a AS one\nFROM b AS other\nFROM one AS two\nFROM two\n');
  expect(shippedLineage(dockerfile).map(({ index }) => index)).toEqual([0, 2, 3]);
  expect(shippedLineage(dockerfile, 'other').map(({ index }) => index)).toEqual([1]);
  expect(shippedLineage(dockerfile, '2').map(({ index }) => index)).toEqual([0, 2]);
  expect(shippedLineage(parse('# nothing\n'))).toEqual([]);
});

test('a target that does not exist is an error with the nearest', () => {
  const dockerfile = parse('FROM a AS build\nFROM b AS release\n');
  expect(() => targetStage(dockerfile, 'relase')).toThrow(ConfigError);
  expect(() => targetStage(dockerfile, 'relase')).toThrow('Dockerfile has no stage "relase"');
  try {
    targetStage(dockerfile, 'relase');
  } catch (error) {
    expect(error).toMatchObject({ hint: 'did you mean "release"?' });
  }
});

test('the stages that a build goes through', () => {
  const dockerfile = parse(`FROM a AS one
FROM b AS two
FROM c AS three
FROM d AS four
FROM one AS five
COPY --from=1 /x /x
COPY --from=alpine /y /y
RUN --mount=from=three,target=/m z
`);
  const target = dockerfile.stages.at(-1);
  const reached = target === undefined ? [] : [...reachedStages(dockerfile.stages, target)];
  expect(reached.map(({ index }) => index).toSorted()).toEqual([0, 1, 2, 4]);
});

function valueAt(dockerfile: Dockerfile, name: string): string {
  const stage = dockerfile.stages.at(-1);
  const known = stage === undefined ? undefined : lookupVariable(stage.scope, name, Infinity);
  return known?.state === 'set' ? `=${known.value}` : (known?.state ?? 'none');
}

test.each<[string, string, string]>([
  ['an ARG with a default', 'FROM scratch\nARG X=1\n', '=1'],
  ['an ARG without one is unknown, not empty', 'FROM scratch\nARG X\n', 'unknown'],
  ['several names in one ARG', 'FROM scratch\nARG W X=2 Y\n', '=2'],
  ['a global ARG does not reach into a stage', 'ARG X=1\nFROM scratch\n', 'unset'],
  ['unless the stage asks for it', 'ARG X=1\nFROM scratch\nARG X\n', '=1'],
  ['a default of the stage wins over the global one', 'ARG X=1\nFROM scratch\nARG X=2\n', '=2'],
  ['inherited by FROM stage', 'FROM scratch AS a\nARG X=1\nFROM a\n', '=1'],
  ['ENV wins over ARG', 'FROM scratch\nENV X=env\nARG X=arg\n', '=env'],
  ['an inherited ENV wins over ARG', 'FROM scratch AS a\nENV X=env\nFROM a\nARG X=arg\n', '=env'],
  ['the last ENV wins', 'FROM scratch\nENV X=1\nENV X=2\n', '=2'],
  ['the old form of ENV', 'FROM scratch\nENV X a b\n', '=a b'],
  ['ENV of an ARG', 'FROM scratch\nARG A=1\nENV X=v$A\n', '=v1'],
  ['in one ENV, the value before it counts', 'FROM scratch\nENV A=1\nENV A=2 X=$A\n', '=1'],
  ['the environment of an image is unknown', 'FROM debian\n', 'unknown'],
])('%s', (_, text, expected) => {
  expect(valueAt(parse(text), 'X')).toBe(expected);
});

test('a build argument reaches the stage that declares it', () => {
  expect(valueAt(parse('FROM scratch\nARG X=1\n', { X: '5' }), 'X')).toBe('=5');
  expect(valueAt(parse('FROM scratch\n', { X: '5' }), 'X')).toBe('unset');
});

test('a declaration counts from the next instruction on', () => {
  const { stages } = parse('FROM a\nRUN x\nARG TARGETARCH\nRUN y\n');
  const scope = stages[0]?.scope;
  expect(scope === undefined ? [] : [1, 2, 3].map((index) => isDeclared(scope, 'TARGETARCH', index))).toEqual([
    false,
    false,
    true,
  ]);
});
