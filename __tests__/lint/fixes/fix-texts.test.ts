import { describe, expect, test } from 'vitest';
import { applyEdits, touches } from '../../../src/lint/fixes/apply-edits.ts';
import { fixTexts, type Texts } from '../../../src/lint/fixes/fix-texts.ts';
import type { Finding, TextEdit } from '../../../src/model/finding.ts';
import { aFinding } from '../../support/reports.ts';

const edit = (start: number, end: number, text: string, file = 'a'): TextEdit => ({ file, start, end, text });

test('edits are applied in the order of their places', () => {
  expect(applyEdits('abcdef', [edit(4, 5, 'E'), edit(0, 0, '>'), edit(1, 3, '')])).toBe('>adEf');
});

test.each([
  [[0, 2], [2, 4], false],
  [[0, 3], [2, 4], true],
  [[2, 2], [2, 2], true],
  [[2, 2], [2, 4], true],
  [[3, 3], [2, 4], true],
  [[4, 4], [2, 4], false],
] as const)('%j and %j touch: %s', (a, b, expected) => {
  expect(touches(edit(a[0], a[1], 'x'), edit(b[0], b[1], 'y'))).toBe(expected);
  expect(touches(edit(b[0], b[1], 'x'), edit(a[0], a[1], 'y'))).toBe(expected);
});

/** A judge that finds a letter wherever it stands, and would put something else there. */
function finds(...letters: readonly (readonly [rule: string, found: string, instead: string, safe?: boolean])[]) {
  return (texts: Texts): readonly Finding[] =>
    [...texts].flatMap(([file, text]) =>
      letters.flatMap(([rule, found, instead, safe = true]) =>
        [...text.matchAll(new RegExp(found, 'g'))].map((match) =>
          aFinding({
            rule,
            file,
            line: 1,
            column: match.index + 1,
            fix: { safe, edits: [edit(match.index, match.index + found.length, instead, file)] },
          }),
        ),
      ),
    );
}

const run = (text: string, judge: (texts: Texts) => readonly Finding[], tier: 'safe' | 'suggested' = 'safe') =>
  fixTexts({ texts: new Map([['a', text]]), judge, tier });

describe('fixTexts', () => {
  test('what is suggested waits for its tier', () => {
    const judge = finds(['x', 'x', ''], ['y', 'y', '', false]);
    expect(run('axbyc', judge).changed).toEqual(new Map([['a', 'abyc']]));
    expect(run('axbyc', judge, 'suggested').changed).toEqual(new Map([['a', 'abc']]));
    expect(run('axbyc', judge).left.map(({ rule }) => rule)).toEqual(['y']);
  });

  test('fixes over one another go in one after the other', () => {
    const { changed, applied } = run('aab', finds(['x', 'ab', 'a'], ['y', 'aa', 'c']));
    expect(applied.map(({ rule }) => rule)).toEqual(['x', 'y']);
    expect([...changed.values()]).toEqual(['c']);
  });

  test('one that makes a rule say more is left out, and the others go in', () => {
    const { changed, left } = run('xyz', finds(['bad', 'x', 'zz'], ['good', 'y', ''], ['z', 'z', 'z']));
    expect(changed.get('a')).toBe('xz');
    expect(left.map(({ rule }) => rule)).toEqual(['bad', 'z']);
  });

  test('two that do not go together: one goes in', () => {
    // Each alone turns a letter into the other; both together would make a third letter appear.
    const judge = (texts: Texts): readonly Finding[] =>
      texts.get('a') === '22' ? [aFinding({ rule: 'worse', file: 'a' })] : finds(['one', '1', '2'])(texts);
    expect(run('11', judge).changed.get('a')).toBe('21');
  });

  test('one that does not help is left out, wherever its place has moved to', () => {
    expect(run('..a', finds(['stuck', 'a', 'ab']))).toMatchObject({ changed: new Map(), left: [{ rule: 'stuck' }] });
    expect(run('x.a', finds(['gone', 'x', ''], ['stuck', 'a', 'ab'])).changed.get('a')).toBe('.a');
  });

  test('two findings in the same words, one of which moves to where the other was', () => {
    expect(run('xx', finds(['x', 'x', ''])).changed.get('a')).toBe('');
    // Deleting the first alone puts the second in its place.
    const judge = (texts: Texts): readonly Finding[] => finds(['x', 'x', ''])(texts).slice(0, 1);
    expect(run('xx', judge).changed.get('a')).toBe('');
  });

  test('what never ends is ended', () => {
    expect(run('a', finds(['grow', 'a', 'b'], ['again', 'b', 'a'])).applied.length).toBeLessThanOrEqual(50);
  });

  test('edits outside of the file, and those that touch each other, are not applied', () => {
    const broken = (edits: readonly TextEdit[]) => () => [
      aFinding({ rule: 'x', file: 'a', fix: { safe: true, edits } }),
    ];
    for (const edits of [[edit(2, 9, '')], [edit(-1, 0, '')], [edit(2, 1, '')], [edit(0, 2, 'x'), edit(1, 3, 'y')]]) {
      expect(run('abc', broken(edits)).changed.size).toBe(0);
    }
  });

  test('a file that is not there yet is made', () => {
    const judge = (texts: Texts): readonly Finding[] =>
      texts.has('new')
        ? []
        : [aFinding({ rule: 'x', file: 'a', fix: { safe: true, edits: [edit(0, 0, 'n\n', 'new')] } })];
    expect(run('abc', judge).changed).toEqual(new Map([['new', 'n\n']]));
  });

  test('what is put in has the line ends of the file', () => {
    const judge = finds(['x', 'x', '1\n2\r\n3']);
    expect(run('a\r\nx\r\n', judge).changed.get('a')).toBe('a\r\n1\r\n2\r\n3\r\n');
    expect(run('a\nx\r\n', judge).changed.get('a')).toBe('a\n1\n2\n3\r\n');
  });

  test('a hundred thousand fixes take a moment', () => {
    const start = performance.now();
    const { changed, applied } = run('x.'.repeat(100_000), finds(['x', 'x', 'yy']));
    expect(applied).toHaveLength(100_000);
    expect(changed.get('a')).toBe('yy.'.repeat(100_000));
    expect(performance.now() - start).toBeLessThan(8_000);
  });
});
