import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatMarker, parseMarker } from '../../src/github/marker.ts';

const HEAD = '0123456789abcdef0123456789abcdef01234567';

test('the form that comments carry', () => {
  const text = `<!-- plimsoll:comment key=default head=${HEAD} run=12 -->`;
  expect(formatMarker({ key: 'default', head: HEAD, run: 12 })).toBe(text);
  expect(parseMarker(`${text}\n## Image size`)).toEqual({ key: 'default', head: HEAD, run: 12 });
});

test('any key survives, on one line and inside the HTML comment', () => {
  const keys = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc.string({ maxLength: 60, unit: 'grapheme' }),
    fc.constant('a-->b'),
  );
  fc.assert(
    fc.property(keys, fc.nat(), (key, run) => {
      fc.pre(key !== '' && key.isWellFormed());
      const text = formatMarker({ key, head: HEAD, run });
      expect(text).toMatch(/^<!-- [^\s<>]+(?: [^\s<>]+){3} -->$/);
      expect(text.slice(4, -3)).not.toContain('--');
      expect(parseMarker(text)).toEqual({ key, head: HEAD, run });
    }),
    { seed: 20260101, numRuns: 500 },
  );
});

test.each([
  ['not at the start', ` <!-- plimsoll:comment key=default head=${HEAD} run=12 -->`],
  ['quoted', `> <!-- plimsoll:comment key=default head=${HEAD} run=12 -->`],
  ['a head that is no SHA', '<!-- plimsoll:comment key=default head=main run=12 -->'],
  ['a run that is no number', `<!-- plimsoll:comment key=default head=${HEAD} run=-1 -->`],
  ['a key that does not decode', `<!-- plimsoll:comment key=%E0%A4 head=${HEAD} run=1 -->`],
  ['no key', `<!-- plimsoll:comment key= head=${HEAD} run=1 -->`],
  ['not ended', `<!-- plimsoll:comment key=default head=${HEAD} run=12`],
])('%s is no marker', (_, body) => {
  expect(parseMarker(body)).toBeUndefined();
});
