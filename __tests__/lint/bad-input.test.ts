import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { readDockerfileText } from '../../src/dockerfile/read.ts';
import { fixTexts } from '../../src/lint/fixes/fix-texts.ts';
import { lint } from '../../src/lint/lint.ts';
import type { Finding } from '../../src/model/finding.ts';
import { lintText } from '../../src/report/lint-text.ts';
import { sarif } from '../../src/report/sarif.ts';
import { painter } from '../../src/report/text.ts';
import { expectInside } from '../support/inside.ts';
import { scratchFile } from '../support/scratch-file.ts';

const FILE = 'Dockerfile';
const repeat = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('');

function judge(text: string): readonly Finding[] {
  return lint({ dockerfile: parseDockerfile(text, FILE) });
}

/** The whole way of a file: all rules, the fixes, and what is printed of it. */
function wholeWay(text: string): readonly Finding[] {
  const texts = new Map([[FILE, text]]);
  const findings = judge(text);
  const lines = text.split('\n');
  for (const finding of findings) expectInside(finding, text, lines);
  expect(lintText(findings, texts, painter(false)).length).toBeLessThan(
    100 * (text.length + 1000) * (findings.length + 1),
  );
  expect(JSON.parse(sarif({ findings, texts })).version).toBe('2.1.0');
  // Each round of fixes judges anew: what takes seconds to judge is only judged.
  if (text.length > 20_000) return findings;
  const { changed } = fixTexts({ texts, judge: (now) => judge(now.get(FILE) ?? ''), tier: 'safe' });
  const after = parseDockerfile(changed.get(FILE) ?? text, FILE);
  expect(after.problems.length).toBeLessThanOrEqual(parseDockerfile(text, FILE).problems.length);
  return findings;
}

const rulesOf = (findings: readonly Finding[]): readonly string[] => [...new Set(findings.map(({ rule }) => rule))];

// What BuildKit refuses: a finding says so, and where.
test.each<readonly [string, string, number]>([
  ['a line of a megabyte', `FROM a\nRUN ${'b'.repeat(1 << 20)}\nUSER 1:1\n`, 2],
  ['a line of a megabyte, continued', `FROM a\nRUN b \\\n${' '.repeat(1 << 20)}c\nUSER 1:1\n`, 3],
  ['a line of a megabyte in a here-document', `FROM a\nRUN <<E\n${'b'.repeat(1 << 20)}\nE\n`, 2],
  ['nothing but a line of a megabyte', 'a'.repeat(1 << 20), 1],
  ['${ in ${, closed', `FROM a\nENV A=${'${B:-'.repeat(8000)}x${'}'.repeat(8000)}\n`, 2],
  ['${ in ${, open', `FROM a\nENV A=${'${B:-'.repeat(8000)}\n`, 2],
  ['a here-document that does not end', `FROM a\nRUN <<EOF\n${'b\n'.repeat(50_000)}`, 2],
  ['a quote that does not end', 'FROM a\nENV A="b\nRUN c\n', 2],
  ['a single quote that does not end', "FROM a\nWORKDIR 'b\nRUN c\n", 2],
  ['a NUL byte', 'FROM a\nRUN b\0c\n', 2],
  ['NUL bytes alone', '\0'.repeat(100_000), 1],
  ['CR alone', 'FROM a\rRUN b\rCMD c\r', 1],
  ['nothing', '', 1],
  ['white space alone', ' \t\r\n'.repeat(20_000), 1],
  ['escapes alone', '\\\n'.repeat(20_000), 1],
  ['no instruction at all', 'x y\n'.repeat(50_000), 1],
  ['brackets that do not end', `FROM a\nCMD ${'['.repeat(30_000)}1${']'.repeat(30_000)}\n`, 2],
  [
    'stages that take from one another',
    'FROM scratch AS a\nCOPY --from=b /x /x\nFROM scratch AS b\nCOPY --from=a /x /x\n',
    2,
  ],
  ['stages that are built on one another', 'FROM b AS a\nFROM a AS b\nFROM b AS a\nCOPY --from=a x y\nCMD ["y"]\n', 4],
  ['a stage that takes from what comes later', 'FROM scratch AS b\nFROM b AS a\nCOPY --from=c / /\nFROM a AS c\n', 3],
  [
    'a stage that takes from a number that there is not',
    'FROM c AS a\nFROM b AS b\nCOPY --from=c x y\nCOPY --from=b x y\nCOPY --from=9 x y\nFROM a AS c\n',
    5,
  ],
  [
    '10,000 stages in a circle',
    repeat(10_000, (i) => `FROM scratch AS s${i}\nCOPY --from=s${(i + 1) % 10_000} /x /x\n`),
    2,
  ],
  ['a file that begins in its middle', `${'  && b \\\n'.repeat(20_000)}FROM a\n`, 1],
])('%s', (_, text, line) => {
  const syntax = wholeWay(text).find(({ rule }) => rule === 'dockerfile-syntax');
  if (text.includes('CMD [[')) return;
  expect(syntax).toMatchObject({ line });
});

// What BuildKit takes: no word about its syntax.
test.each<readonly [string, string]>([
  ['100,000 instructions', `FROM golang:1.26\n${'RUN go build -o /x .\n'.repeat(100_000)}`],
  ['20,000 variables', `FROM a\n${repeat(10_000, (i) => `ARG A${i}=$A${i - 1}\nENV B${i}=$A${i}\n`)}`],
  ['100,000 comments', `FROM a\n${'# plimsoll ignore=go-strip-debug b\n'.repeat(100_000)}RUN c\n`],
  ['10,000 ignored instructions', `FROM golang:1.26\n${repeat(10_000, (i) => `# hadolint ignore=DL30${i}\nRUN a\n`)}`],
  ['20,000 folders in folders', `FROM a\n${'WORKDIR b\n'.repeat(20_000)}`],
  [
    '10,000 stages on stages',
    `FROM a AS s0\n${repeat(10_000, (i) => `FROM s${i} AS s${i + 1}\nARG A=$A\nRUN go build .\n`)}`,
  ],
  [
    '10,000 stages that copy from one another',
    `FROM a AS s0\n${repeat(10_000, (i) => `FROM scratch AS s${i + 1}\nCOPY --from=s${i} /x /x\n`)}CMD ["/x"]\n`,
  ],
  [
    '10,000 stages into one',
    `${repeat(10_000, (i) => `FROM golang AS s${i}\nRUN go build -o /x${i} .\n`)}FROM scratch\n${repeat(10_000, (i) => `COPY --from=s${i} /x${i} /x${i}\n`)}CMD ["/x1"]\n`,
  ],
  [
    'every stage from every other, twice',
    `FROM a AS s0\n${repeat(60, (i) => `FROM scratch AS s${i + 1}\nCOPY --from=s${i} /x /y\nCOPY --from=s${i} /y /x\nCOPY --from=s${i} / /\n`)}CMD ["/x"]\n`,
  ],
  [
    'one RUN of 5,000 lines',
    `FROM golang:1.26\nRUN a \\\n${'  && export A=$B && cd c && go build -o /x . \\\n'.repeat(5_000)}  d\n`,
  ],
  [
    'one here-document of 5,000 lines',
    `FROM golang:1.26\nRUN <<EOF\n${'go build . && echo $TARGETARCH\n'.repeat(5_000)}EOF\n`,
  ],
  [
    'a RUN that is deep in its own brackets',
    `FROM a\nRUN ${'$('.repeat(20_000)}\nRUN ${'('.repeat(20_000)}\nRUN ${'{ '.repeat(20_000)}\n`,
  ],
  ['a RUN of quotes', `FROM a\nRUN ${`"'\`$`.repeat(10_000)}\n`],
  ['words without end', `FROM a\nCOPY ${'b '.repeat(30_000)} c/\nENV ${repeat(5_000, (i) => `A${i}="x y" `)}\n`],
  ['CRLF', 'FROM golang:1.26\r\nRUN go build . \\\r\n  -o /x\r\nCMD ["/x"]\r\n'],
  ['a byte order mark', '\uFEFFFROM golang:1.26\nRUN go build .\n'],
  ['half of a surrogate pair', 'FROM a\nRUN b \uD800\n# \uDC00\nCMD "\uD83D"\n'],
])('%s', (_, text) => {
  expect(rulesOf(wholeWay(text))).not.toContain('dockerfile-syntax');
});

// BuildKit takes the names for images.
test.each<readonly [string, string]>([
  ['FROM a AS a\n', 'a has no tag, so latest is taken: name a version or a digest'],
  [
    'FROM b AS a\nFROM a AS b\n',
    'b has no tag, so latest is taken (the stage of that name comes later and is not meant): name a version or a digest',
  ],
])('a FROM that names itself or what comes later: %j', (text, message) => {
  expect(wholeWay(text)).toMatchObject([{ rule: 'base-unpinned', line: 1, column: 6, message }]);
});

describe('bytes that are no UTF-8', () => {
  const text = 'FROM golang:1.26\nRUN go build .\n';
  const big = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16();
  test.each<readonly [string, Buffer, RegExp]>([
    ['UTF-16, little end first', Buffer.from(`\uFEFF${text}`, 'utf16le'), /UTF-16/],
    ['UTF-16, big end first', big, /UTF-16/],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le'), /NUL byte/],
  ])('%s', (_, bytes, message) => {
    using file = scratchFile(bytes);
    const findings = wholeWay(readDockerfileText(file.path));
    expect(findings).toMatchObject([
      { rule: 'dockerfile-syntax', line: 1, column: 1 + (/NUL/.test(String(message)) ? 1 : 0) },
    ]);
    expect(findings[0]?.message).toMatch(message);
  });

  test('Latin-1', () => {
    using file = scratchFile(Buffer.from('FROM golang:1.26\n# caf\xE9\nRUN go build . # \xFF\n', 'latin1'));
    expect(rulesOf(wholeWay(readDockerfileText(file.path)))).not.toContain('dockerfile-syntax');
  });
});
