import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { default as ajvDraft4 } from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import type { Log, Run } from 'sarif';
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { lint } from '../../src/lint/lint.ts';
import { RULES } from '../../src/lint/rules/index.ts';
import type { Finding } from '../../src/model/finding.ts';
import { type SarifInput, sarif } from '../../src/report/sarif.ts';
import { HOSTILE } from '../support/markdown.ts';
import { aFinding } from '../support/reports.ts';

const schema: object = JSON.parse(
  readFileSync(
    createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
    'utf8',
  ),
);
const ajv = new ajvDraft4.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(schema);

function runOf(input: SarifInput): Run {
  const log: Log = JSON.parse(sarif(input));
  expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
  const [run] = log.runs;
  if (run === undefined) throw new Error('no run');
  return run;
}

const TEXT = `FROM --platform=$BUILDPLATFORM golang:1.26 AS build
RUN GOARCH=$TARGETARCH go build -o /web .
FROM scratch
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`;

const findingsIn = (text: string, file = 'svc/Dockerfile'): readonly Finding[] =>
  lint({ dockerfile: parseDockerfile(text, file) });

const runOn = (text: string, file = 'svc/Dockerfile'): Run =>
  runOf({ findings: findingsIn(text, file), texts: new Map([[file, text]]) });

describe('what the linter finds', () => {
  const run = runOn(TEXT);

  test('every rule is described, and every result points at its rule', () => {
    const rules = run.tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
    for (const { help, shortDescription, helpUri } of rules) {
      expect(help?.markdown).toContain('**What it saves.**');
      expect(shortDescription?.text).toMatch(/\.$/);
      expect(helpUri).toMatch(/^https:\/\//);
    }
    expect(run.results).not.toEqual([]);
    for (const { ruleId, ruleIndex } of run.results ?? []) expect(rules[ruleIndex ?? -1]?.id).toBe(ruleId);
  });

  test('place, level and fix', () => {
    const result = run.results?.find(({ ruleId }) => ruleId === 'arch-arg-undeclared');
    expect(run.columnKind).toBe('utf16CodeUnits');
    expect(result).toMatchObject({
      level: 'error',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'svc/Dockerfile', uriBaseId: '%SRCROOT%' },
            region: { startLine: 2, startColumn: 12 },
          },
        },
      ],
      fixes: [
        {
          description: { text: expect.stringMatching(/^Safe/) },
          artifactChanges: [
            {
              artifactLocation: { uri: 'svc/Dockerfile' },
              replacements: [
                {
                  deletedRegion: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 1 },
                  insertedContent: { text: 'ARG TARGETARCH\n' },
                },
              ],
            },
          ],
        },
      ],
    });
  });
});

describe('fingerprints', () => {
  const marks = (text: string): readonly string[] =>
    (runOn(text).results ?? []).map(
      ({ ruleId, partialFingerprints }) => `${ruleId} ${partialFingerprints?.primaryLocationLineHash}`,
    );

  test.each([
    ['lines above', `# one\n\n# two\n${TEXT}`],
    ['another layout of the instruction', TEXT.replace('go build -o', '\\\n  # why\n   go   build -o')],
    ['other line ends', TEXT.replaceAll('\n', '\r\n')],
  ])('stay the same with %s', (_, text) => {
    expect(marks(text).toSorted()).toEqual(marks(TEXT).toSorted());
  });

  test('are others for another instruction', () => {
    const [before, after] = [marks(TEXT), marks(TEXT.replace('-o /web .', '-o /web ./cmd'))];
    const mark = (all: readonly string[]): string | undefined => all.find((each) => each.startsWith('arch-arg-und'));
    expect(mark(after)).toMatch(/^arch-arg-undeclared [0-9a-f]{16}:1$/);
    expect(mark(after)).not.toBe(mark(before));
  });

  test('tell equal instructions apart by which one it is', () => {
    const text = 'FROM a:1\nRUN x\nRUN x\n';
    const findings = [2, 3].map((line) => aFinding({ rule: 'r', file: 'f', line, endLine: line }));
    const found = runOf({ findings, texts: new Map([['f', text]]) }).results ?? [];
    const [one, two] = found.map(({ partialFingerprints }) => partialFingerprints?.primaryLocationLineHash ?? '');
    expect(one?.split(':')[0]).toBe(two?.split(':')[0]);
    expect([one?.split(':')[1], two?.split(':')[1]]).toEqual(['1', '2']);
  });
});

test.each([
  ['a b/Dockerfile', 'a%20b/Dockerfile', true],
  ['./web//Dockerfile', 'web/Dockerfile', true],
  ['ü#?%:x', '%C3%BC%23%3F%25%3Ax', true],
  ['../Dockerfile', '../Dockerfile', false],
  ['/abs/Dockerfile', 'file:///abs/Dockerfile', false],
])('the file %s', (file, uri, inRoot) => {
  const [result] = runOf({ findings: [aFinding({ file })], texts: new Map() }).results ?? [];
  const location = result?.locations?.[0]?.physicalLocation?.artifactLocation;
  expect(location?.uri).toBe(uri);
  expect(location?.uriBaseId).toBe(inRoot ? '%SRCROOT%' : undefined);
});

test('findings of others: a rule each, however many they are', () => {
  const foreign = (rule: string, source: Finding['source'], url: string) => aFinding({ rule, source, url, file: 'f' });
  const run = runOf({
    findings: [
      foreign('DL3006', 'hadolint', 'https://x.example/DL3006'),
      foreign('DL3006', 'hadolint', 'https://x.example/DL3006'),
      foreign('UndefinedVar', 'buildkit', ''),
    ],
    texts: new Map(),
  });
  const others = (run.tool.driver.rules ?? []).slice(RULES.length);
  expect(others.map(({ id, helpUri }) => [id, helpUri])).toEqual([
    ['DL3006', 'https://x.example/DL3006'],
    ['UndefinedVar', undefined],
  ]);
});

test('a finding without a file stands at the one that is named, and says its path', () => {
  const { file: _, line: __, column: ___, endLine: ____, ...rest } = aFinding({ path: '/app', message: 'big' });
  const run = runOf({ findings: [rest], texts: new Map(), fallback: 'Dockerfile' });
  expect(run.results?.[0]).toMatchObject({
    message: { text: '/app: big' },
    locations: [{ physicalLocation: { artifactLocation: { uri: 'Dockerfile' } } }],
  });
  expect(runOf({ findings: [rest], texts: new Map() }).results?.[0]).not.toHaveProperty('locations');
});

test('of more than GitHub keeps, the most severe', () => {
  const many = Array.from({ length: 5_100 }, (_, index) =>
    aFinding({ severity: index < 5_050 ? 'note' : 'error', file: 'f', message: `m${index}` }),
  );
  const run = runOf({ findings: many, texts: new Map() });
  expect(run.results).toHaveLength(5_000);
  expect(run.results?.filter(({ level }) => level === 'error')).toHaveLength(50);
  expect(run.invocations?.[0]?.toolExecutionNotifications?.[0]?.message.text).toContain('100 more');
});

test.each(HOSTILE)('%.30j stays text', (text) => {
  const finding = aFinding({ message: text, file: text, rule: text, path: text });
  const printed = sarif({ findings: [finding], texts: new Map([[text, text]]) });
  expect(printed).not.toContain('##[');
  const run = runOf({ findings: [finding], texts: new Map([[text, text]]) });
  expect(run.results?.[0]?.message.text).not.toMatch(/(?<!\\)\]\(/);
});
