import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine } from '../../src/model/text.ts';
import { code, html, link, plain } from '../../src/report/escape.ts';
import { cellsOf, HOSTILE } from '../support/markdown.ts';

/** What a reader sees of escaped text: CommonMark's backslash escapes and entities, without zero-width spaces. */
function seen(markdown: string): string {
  return markdown
    .replace(/\\([!-/:-@[-`{-~])/g, '$1')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replaceAll('\u200b', '');
}

/** A code span read by the rules of CommonMark 6.1, after a table has taken its own escapes of pipes away. */
function codeSpan(markdown: string): string | undefined {
  const text = markdown.replaceAll('\\|', '|');
  const fence = /^`+/.exec(text)?.[0] ?? '';
  const close = [...text.slice(fence.length).matchAll(/`+/g)].find((run) => run[0].length === fence.length);
  if (fence === '' || close === undefined || close.index + 2 * fence.length !== text.length) return undefined;
  const inside = text.slice(fence.length, -fence.length);
  return /^ .* $/.test(inside) && inside.trim() !== '' ? inside.slice(1, -1) : inside;
}

const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({
    unit: fc.constantFrom('`', '|', '\\', '@', '#', '<', '>', '*', '_', '[', ']', 'a', '1', ' ', '\n'),
    maxLength: 30,
  }),
  fc.constantFrom(...HOSTILE),
);

describe('plain', () => {
  test.each([
    ['just words', 'just words'],
    ['a_b*c', 'a\\_b\\*c'],
    ['| cell |', '\\| cell \\|'],
    ['`code`', '\\`code\\`'],
    ['[text](https://evil.example)', '\\[text\\](https\u200b://evil.example)'],
    ['![image](x)', '!\\[image\\](x)'],
    ['~~gone~~', '\\~\\~gone\\~\\~'],
    ['back\\slash', 'back\\\\slash'],
    ['<img src=x onerror=y>', '&lt;img src=x onerror=y&gt;'],
    ['&lt;script&gt;', '&amp;lt;script&amp;gt;'],
    ['<!-- plimsoll:comment -->', '&lt;!-- plimsoll:comment --&gt;'],
    ['@octocat and @org/team', '@\u200boctocat and @\u200borg/team'],
    ['mail a@b.example', 'mail a@\u200bb.example'],
    ['fixes #12', 'fixes #\u200b12'],
    ['octo-org/web#12', 'octo-org/web#\u200b12'],
    ['closes GH-12', 'closes GH-\u200b12'],
    ['high-level', 'high-level'],
    ['# no heading number', '# no heading number'],
    ['see www.evil.example', 'see www\u200b.evil.example'],
    ['_www.evil.example', '\\_www\u200b.evil.example'],
    ['HTTP://evil.example', 'HTTP\u200b://evil.example'],
    ['ftp://evil.example', 'ftp\u200b://evil.example'],
    ['line\nbreak\n\n# heading', 'line break # heading'],
    ['\u202eright to left\u202c', 'right to left'],
    ['\u001b[31mred', '\\[31mred'],
    // A zero-width space of theirs does not stand in for one of ours.
    ['@\u200boctocat', '@\u200boctocat'],
    ['', ''],
  ])('%j', (text, markdown) => {
    expect(plain(text)).toBe(markdown);
  });

  test('shows just the characters that it was given, on one line', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(seen(plain(text))).toBe(oneLine(text));
      }),
      { seed: 10, numRuns: 1000 },
    );
  });

  test('nobody is mentioned, nothing is linked, no HTML is opened and no cell is ended', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const markdown = plain(text);
        expect(markdown).not.toMatch(/[<>]|@\w|#\w|\bGH-\w|https?:|www\.|[\n\r]|[\u202a-\u202e\u2066-\u2069]/i);
        expect(cellsOf(`| ${markdown} | x |`)).toHaveLength(2);
      }),
      { seed: 11, numRuns: 1000 },
    );
  });

  test('a length is kept to, before escaping', () => {
    expect(plain('x'.repeat(500))).toHaveLength(200);
    expect(plain('*'.repeat(50), 10)).toBe(`${'\\*'.repeat(9)}…`);
  });
});

describe('html', () => {
  test.each([
    ['linux/amd64', 'linux/amd64'],
    // A backslash would be shown.
    ['my_app *x*', 'my_app *x*'],
    ['</summary></details><b>', '&lt;/summary&gt;&lt;/details&gt;&lt;b&gt;'],
    ['&amp;', '&amp;amp;'],
    ['@octocat #1 https://x', '@\u200boctocat #\u200b1 https\u200b://x'],
  ])('%j', (text, expected) => {
    expect(html(text)).toBe(expected);
  });
});

describe('code', () => {
  test.each([
    ['COPY . /', '`COPY . /`'],
    ['a | b', '`a \\| b`'],
    ['one ` tick', '``one ` tick``'],
    ['``two``', '``` ``two`` ```'],
    ['`', '`` ` ``'],
    ['@octocat <b>', '`@octocat <b>`'],
    ['RUN a \\\n  && b', '`RUN a \\ && b`'],
    ['trailing\\', '`trailing\\`'],
    ['', ''],
    [' \n ', ''],
  ])('%j', (text, markdown) => {
    expect(code(text)).toBe(markdown);
  });

  test('is one code span that shows just the text, and stays in its cell', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const markdown = code(text);
        const line = oneLine(text);
        if (line === '') expect(markdown).toBe('');
        else expect(codeSpan(markdown)).toBe(line);
        expect(cellsOf(`| ${markdown} | x |`)).toHaveLength(2);
      }),
      { seed: 12, numRuns: 1000 },
    );
  });
});

describe('link', () => {
  test('an address that may be opened', () => {
    expect(link('rule_a', 'https://docs.docker.com/go/dockerfile/rule/x/#y')).toBe(
      '[rule\\_a](https://docs.docker.com/go/dockerfile/rule/x/#y)',
    );
  });

  test.each([
    'javascript:alert(1)',
    'http://plain.example/x',
    'https://evil.example/x) | @octocat',
    'https://evil.example/x|y',
    'https://user@evil.example/',
    'https://evil.example/<b>',
    'https://evil.example/`x`',
    'https://evil.example/\nx',
    '//evil.example/',
    '',
  ])('%j is not linked', (url) => {
    expect(link('rule', url)).toBe('rule');
  });
});
