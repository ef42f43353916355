import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/dockerfile.ts';
import { createIgnores } from '../../../src/lint/ignores/ignores.ts';
import { lint } from '../../../src/lint/lint.ts';

/** Which of the places marked ①, ② … in the file are silent for a rule. */
function silentPlaces(text: string, rule: string): string {
  const ignores = createIgnores(parseDockerfile(text, 'Dockerfile'));
  return [...text.matchAll(/[①-⑨]/g)]
    .filter((match) => ignores.silences(rule, match.index))
    .map((match) => match[0])
    .join('');
}

const FILE = [
  'ARG A①',
  '%1',
  'FROM a② AS one',
  'RUN b③ && \\',
  '%2',
  '  c④',
  'COPY d⑤ /',
  'FROM one AS two',
  '%3',
  'RUN <<EOF',
  '# plimsoll ignore-file=x',
  'e⑥',
  'EOF',
  'CMD f⑦',
  '%4',
  '',
].join('\n');

function file(comments: Readonly<Record<number, string>>): string {
  return FILE.replace(/%(\d)/g, (_, place: string) => comments[Number(place)] ?? '# nothing');
}

describe('where a comment counts', () => {
  test.each([
    ['the next instruction', { 1: '# plimsoll ignore=x' }, '②'],
    ['the instruction that it stands in', { 2: '  # plimsoll ignore=x why not' }, '③④'],
    ['an instruction with a here-document, whose own lines are no comments', { 3: '# plimsoll ignore=x' }, '⑥'],
    ['nothing follows', { 4: '# plimsoll ignore=x' }, ''],
    ['the stage that it stands above', { 1: '# plimsoll ignore-stage=x' }, '②③④⑤'],
    ['the stage that it stands in', { 2: '# plimsoll ignore-stage=x' }, '②③④⑤'],
    ['the last stage, at the end of the file', { 4: '# plimsoll ignore-stage=x' }, '⑥⑦'],
    ['the file', { 4: '# plimsoll ignore-file=x' }, '①②③④⑤⑥⑦'],
    ['several, spaces and case', { 3: '#   Plimsoll  IGNORE = a , X,b because' }, '⑥'],
    ['a comma in the reason', { 3: '# plimsoll ignore=a since, x is broken' }, ''],
    ['a longer id', { 3: '# plimsoll ignore=x-y' }, ''],
    ['another word', { 3: '# plimsoll ignore-line=x' }, ''],
    ['no word of ours', { 3: '# see plimsoll ignore=x' }, ''],
  ])('%s', (_, comments, silent) => {
    expect(silentPlaces(file(comments), 'x')).toBe(silent);
  });

  test('CRLF and a byte order mark', () => {
    const text = `\uFEFF# plimsoll ignore=x why\r\n${FILE.replaceAll('\n', '\r\n')}`;
    expect(silentPlaces(text, 'x')).toBe('①');
  });
});

describe('what the neighbours say, where their check is ours', () => {
  test.each([
    ['hadolint, the next instruction', { 1: '# hadolint ignore=DL3008,DL3006 # known' }, 'base-unpinned', '②'],
    ['hadolint, spaces', { 1: '#hadolint ignore = DL3007' }, 'base-unpinned', '②'],
    ['hadolint, a stage', { 1: '# hadolint stage ignore=DL3015' }, 'package-recommends', '②③④⑤'],
    ['hadolint, the file', { 3: '# hadolint global ignore=DL3015' }, 'package-recommends', '①②③④⑤⑥⑦'],
    ['hadolint, another check', { 1: '# hadolint ignore=DL3008' }, 'base-unpinned', ''],
    ['hadolint, a weaker check', { 1: '# hadolint ignore=DL3025' }, 'shell-form-without-shell', ''],
    ['BuildKit, an instruction', { 2: '# check=skip=UndefinedVar' }, 'arg-out-of-scope', '③④'],
    ['BuildKit, with error', { 2: '# check=error=true;skip=StageNameCasing,UndefinedVar' }, 'arg-out-of-scope', '③④'],
    ['BuildKit, all', { 2: '# check=skip=all' }, 'arg-out-of-scope', '③④'],
    ['BuildKit, all, a check that only hadolint has', { 2: '# check=skip=all' }, 'user-root', ''],
    ['BuildKit, another', { 2: '# check=skip=StageNameCasing' }, 'arg-out-of-scope', ''],
  ])('%s', (_, comments, rule, silent) => {
    expect(silentPlaces(file(comments), rule)).toBe(silent);
  });

  test.each([
    ['# check=skip=UndefinedVar', '①②③④⑤⑥⑦'],
    ['# check=error=true;skip=StageNameCasing, UndefinedVar', '①②③④⑤⑥⑦'],
    ['# check=skip=all', '①②③④⑤⑥⑦'],
    ['# check=skip=StageNameCasing', ''],
  ])('BuildKit, at the top: %s', (directive, silent) => {
    expect(silentPlaces(`${directive}\n${file({})}`, 'arg-out-of-scope')).toBe(silent);
  });
});

describe('which comment did it', () => {
  test.each([
    ['the narrowest', '# plimsoll ignore-file=x\nFROM a①\n# plimsoll ignore=x\nRUN b②\n', ['①', '②'], []],
    [
      'the wider one was not needed',
      '# plimsoll ignore-file=x\nFROM a\n# plimsoll ignore=x\nRUN b②\n',
      ['②'],
      ['1:24'],
    ],
    ['of two equals the first', '# plimsoll ignore=x\n# plimsoll ignore=y,x\nFROM a①\n', ['①'], ['2:19', '2:21']],
  ])('%s', (_, text, places, left) => {
    const ignores = createIgnores(parseDockerfile(text, 'Dockerfile'));
    for (const place of places) expect(ignores.silences('x', text.indexOf(place))).toBe(true);
    expect(ignores.unused().map(({ range }) => `${range.line}:${range.column}`)).toEqual(left);
  });
});

test('a comment of ours that is not understood is told', () => {
  const found = lint({ dockerfile: parseDockerfile('# plimsoll ignore: x\nFROM scratch\n', 'Dockerfile') });
  expect(found).toMatchObject([{ rule: 'unused-ignore', line: 1, column: 1 }]);
});

test('a hundred thousand comments and findings take linear time', () => {
  const text = `${'# plimsoll ignore=a,b,c\n'.repeat(100_000)}FROM x①\n${'# hadolint ignore=DL3006\nRUN b②\n'.repeat(50_000)}`;
  const start = performance.now();
  const ignores = createIgnores(parseDockerfile(text, 'Dockerfile'));
  for (let at = 0; at < text.length; at += 25) ignores.silences('x', at);
  expect(performance.now() - start).toBeLessThan(8_000);
});
