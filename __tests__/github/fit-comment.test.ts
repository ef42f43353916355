import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitComment, MAX_COMMENT_BYTES } from '../../src/github/fit-comment.ts';

const MARKER = '<!-- marker -->';
const NOTE = '\n_The rest does not fit into a comment; the job summary has all of it._\n';

test('what fits is left as it is, to the last byte', () => {
  // The marker's 15 bytes and the line end after it count too.
  const body = 'é'.repeat((MAX_COMMENT_BYTES - 16) / 2);
  expect(fitComment(MARKER, body)).toBe(`${MARKER}\n${body}`);
  expect(Buffer.byteLength(fitComment(MARKER, body))).toBe(60_000);
  expect(fitComment(MARKER, `${body}x`)).toBe(`${MARKER}\n${NOTE}`);
});

test('what does not fit ends after a whole line, with a note', () => {
  const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
  expect(fitComment(MARKER, lines.join('\n'), 120)).toBe(`${MARKER}\nline 0\nline 1\nline 2\nline 3\n${NOTE}`);
});

test('an open fence and open details are closed before the note', () => {
  const body = [
    '<details><summary>Layers</summary>',
    '',
    '```text',
    ...Array.from({ length: 99 }, () => '<details>'),
  ].join('\n');
  expect(fitComment(MARKER, body, 170)).toBe(
    `${MARKER}\n<details><summary>Layers</summary>\n\n\`\`\`text\n<details>\n<details>\n\`\`\`\n\n</details>\n${NOTE}`,
  );
});

test('the limit holds for any text, and the marker stays', () => {
  const line = fc.constantFrom(
    '<details>',
    '</details>',
    '```',
    '````',
    '| ä | 日本 |',
    '😀'.repeat(20),
    '',
    'x'.repeat(90),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 150, max: 1500 }), (lines, limit) => {
      const text = fitComment(MARKER, lines.join('\n'), limit);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
      expect(text.startsWith(`${MARKER}\n`)).toBe(true);
      expect(text.isWellFormed()).toBe(true);
    }),
    { seed: 20260101, numRuns: 1000 },
  );
});
