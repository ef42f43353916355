import { globSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { type FixTier, fixTexts, type Texts } from '../../src/lint/fixes/fix-texts.ts';
import { lint } from '../../src/lint/lint.ts';
import { RULE_PAGES } from '../../src/lint/rule-pages.ts';
import type { Finding } from '../../src/model/finding.ts';
import { countsOver } from './fixed.ts';

const FILE = 'Dockerfile';

function judge(texts: Texts): readonly Finding[] {
  return lint({ dockerfile: parseDockerfile(texts.get(FILE) ?? '', FILE) });
}

function fix(text: string, tier: FixTier): string {
  return fixTexts({ texts: new Map([[FILE, text]]), judge, tier }).changed.get(FILE) ?? text;
}

/** What must hold of every file, in whatever state it is. */
function holds(text: string, tier: FixTier): void {
  const before = judge(new Map([[FILE, text]]));
  const once = fix(text, tier);
  expect(fix(once, tier)).toBe(once);
  expect(parseDockerfile(once, FILE).problems.length).toBeLessThanOrEqual(parseDockerfile(text, FILE).problems.length);
  const after = judge(new Map([[FILE, once]]));
  expect(countsOver(after, before)).toEqual([]);
  // Line ends and the byte order mark stay what they are.
  expect(once.startsWith('\uFEFF')).toBe(text.startsWith('\uFEFF'));
  if (!text.replaceAll('\r\n', '').includes('\n')) expect(once.replaceAll('\r\n', '')).not.toContain('\n');
  if (!text.includes('\r')) expect(once).not.toContain('\r');
}

const examples = globSync('examples/*/Dockerfile*').filter((path) => !path.endsWith('.dockerignore'));
const corpus: readonly (readonly [string, string])[] = [
  ...examples.map((path) => [path, readFileSync(path, 'utf8')] as const),
  ...Object.entries(RULE_PAGES).flatMap(([id, { examples: shown }]) =>
    shown.flatMap(({ bad, good }, index) => [
      [`${id} ${index} bad`, bad] as const,
      [`${id} ${index} good`, good] as const,
    ]),
  ),
];

describe.each(['safe', 'suggested'] as const)('%s fixes', (tier) => {
  test.each(corpus)('%s', (_, text) => {
    holds(text, tier);
    const after = judge(new Map([[FILE, fix(text, tier)]]));
    expect(after.filter(({ fix: left }) => left?.safe === true).map(({ rule }) => rule)).toEqual([]);
    holds(text.replaceAll('\n', '\r\n'), tier);
    holds(`\uFEFF${text}`, tier);
  });

  test('of files put together, cut and muddled', () => {
    const lines = fc.constantFrom(...new Set(corpus.flatMap(([, text]) => text.split('\n'))));
    const file = fc
      .tuple(fc.array(lines, { maxLength: 25 }), fc.constantFrom('\n', '\r\n'), fc.constantFrom('', '\uFEFF'))
      .map(([some, end, mark]) => mark + some.join(end));
    const muddled = fc
      .tuple(
        fc.constantFrom(...corpus.map(([, text]) => text)),
        fc.nat(),
        fc.nat({ max: 12 }),
        fc.constantFrom('', '\\', '"', '\n', '$', '<<E'),
      )
      .map(([text, at, cut, put]) => {
        const place = at % (text.length + 1);
        return text.slice(0, place) + put + text.slice(place + cut);
      });
    fc.assert(
      fc.property(fc.oneof(file, muddled), (text) => holds(text, tier)),
      { seed: 11, numRuns: 600 },
    );
  });
});
