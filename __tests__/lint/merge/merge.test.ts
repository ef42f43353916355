import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/dockerfile.ts';
import { mergeFindings } from '../../../src/lint/merge/merge.ts';
import { readChecks } from '../../../src/lint/merge/read-checks.ts';
import { readHadolint } from '../../../src/lint/merge/read-hadolint.ts';
import type { Finding } from '../../../src/model/finding.ts';
import { aFinding } from '../../support/reports.ts';
import { type Severities, severities } from '../../support/settings.ts';

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');

/** Recorded: what hadolint and BuildKit print for the Dockerfile beside their reports. */
const TEXT = fixture('Dockerfile');
const HADOLINT = readHadolint(fixture('hadolint.json')).get('Dockerfile') ?? [];
const CHECKS = readChecks(fixture('checks.json'));

const own = (rule: string, line: number, more: Partial<Finding> = {}): Finding =>
  aFinding({ rule, file: 'Dockerfile', line, column: 3, endLine: line, severity: 'note', ...more });

function merge(
  ours: readonly Finding[],
  { text = TEXT, rules = {} }: { text?: string; rules?: Severities } = {},
): readonly Finding[] {
  return mergeFindings({
    dockerfile: parseDockerfile(text, 'Dockerfile'),
    own: ours,
    foreign: [...HADOLINT, ...CHECKS],
    hadolint: true,
    rules: severities(rules),
  });
}

const told = (findings: readonly Finding[]): readonly string[] =>
  findings.map(
    ({ line, rule, source, severity, also }) => `${line} ${source} ${severity} ${[rule, ...also].join(' + ')}`,
  );

describe('what the tools print', () => {
  test('hadolint', () => {
    expect(HADOLINT).toHaveLength(12);
    expect(HADOLINT[0]).toEqual({
      source: 'hadolint',
      check: 'DL3007',
      severity: 'warning',
      message:
        'Using latest is prone to errors if the image will ever update. Pin the version explicitly to a release tag',
      line: 2,
      endLine: undefined,
      url: 'https://github.com/hadolint/hadolint/wiki/DL3007',
    });
  });

  test('BuildKit', () => {
    expect(CHECKS.map(({ check, line }) => `${check} ${line}`)).toEqual([
      'FromAsCasing 2',
      'FromPlatformFlagConstDisallowed 10',
      'SecretsUsedInArgOrEnv 3',
      'UndefinedVar 7',
      'JSONArgsRecommended 13',
    ]);
    expect(CHECKS[2]).toEqual({
      source: 'buildkit',
      check: 'SecretsUsedInArgOrEnv',
      severity: 'warning',
      message: 'Do not use ARG or ENV instructions for sensitive data (ENV "API_TOKEN")',
      line: 3,
      endLine: 3,
      url: 'https://docs.docker.com/go/dockerfile/rule/secrets-used-in-arg-or-env/',
    });
  });

  test('BuildKit, nothing', () => expect(readChecks(fixture('checks-none.json'))).toEqual([]));

  test('BuildKit, a refusal', () => {
    expect(readChecks(fixture('checks-refused.json'))).toMatchObject([
      {
        check: 'BuildError',
        severity: 'error',
        line: 2,
        message: 'dockerfile parse error on line 2: unknown instruction: COPPY (did you mean COPY?)',
      },
    ]);
  });

  test.each([
    '',
    'null',
    '{}',
    '[{"code":"DL3007"}]',
    '[{"code":"<x>","file":"a","level":"error","line":1,"message":""}]',
  ])('something else is an error: %s', (json) => {
    expect(() => readHadolint(json)).toThrow('not its JSON report');
    expect(() => readChecks(json)).toThrow("not the report of BuildKit's checks");
  });
});

describe('mergeFindings', () => {
  test('one cause at one instruction is one finding that names all', () => {
    const findings = merge([
      own('base-unpinned', 2),
      own('secret-in-context', 3, { severity: 'error' }),
      own('arg-out-of-scope', 7, { severity: 'error' }),
      own('user-root', 12),
      own('shell-form-without-shell', 13, { severity: 'error' }),
    ]);
    expect(told(findings)).toEqual([
      '2 buildkit warning FromAsCasing',
      '2 plimsoll note base-unpinned + DL3007',
      '3 plimsoll error secret-in-context + DL3064 + SecretsUsedInArgOrEnv',
      '4 hadolint warning DL3008',
      '4 hadolint note DL3015',
      '5 hadolint error DL3020',
      '7 plimsoll error arg-out-of-scope + UndefinedVar',
      '8 hadolint warning DL3003',
      '8 hadolint warning DL4006',
      '10 hadolint warning DL3006',
      '10 hadolint warning DL3029 + FromPlatformFlagConstDisallowed',
      '12 hadolint note DL3066',
      '12 plimsoll note user-root + DL3002',
      '13 plimsoll error shell-form-without-shell + DL3025 + JSONArgsRecommended',
    ]);
  });

  test('another instruction is another finding', () => {
    expect(told(merge([own('base-unpinned', 4)]))).toEqual(
      expect.arrayContaining(['2 hadolint warning DL3007', '4 plimsoll note base-unpinned']),
    );
  });

  test('ours keeps its place, its words, its fix and its page', () => {
    const finding = own('base-unpinned', 2, { fix: { safe: false, edits: [] }, evidenceBytes: 5 });
    expect(merge([finding])).toContainEqual({ ...finding, also: ['DL3007'] });
  });

  test('what hadolint does as well is left to it, with our fix', () => {
    const fix = { safe: true, edits: [{ file: 'Dockerfile', start: 1, end: 2, text: 'x' }] };
    const findings = merge([own('add-for-copy', 5, { fix }), own('add-for-copy', 11), own('package-recommends', 4)]);
    expect(told(findings.filter(({ line }) => line === 4 || line === 5 || line === 11))).toEqual([
      '4 hadolint warning DL3008',
      '4 hadolint note DL3015 + package-recommends',
      '5 hadolint error DL3020 + add-for-copy',
    ]);
    expect(findings.find(({ rule }) => rule === 'DL3020')).toMatchObject({
      fix,
      column: 3,
      url: expect.stringContaining('DL3020'),
    });
  });

  test('without hadolint ours speaks', () => {
    const input = { dockerfile: parseDockerfile(TEXT, 'Dockerfile'), foreign: CHECKS, hadolint: false };
    expect(told(mergeFindings({ ...input, own: [own('add-for-copy', 5)] }))).toContain('5 plimsoll note add-for-copy');
  });

  test.each([
    ['a setting', TEXT, { DL3008: 'off' }, 'DL3008', false],
    ['a setting of severity', TEXT, { DL3008: 'error' }, 'DL3008', true],
    ['our comment with its name', TEXT.replace('RUN apt', '# plimsoll ignore=DL3008\nRUN apt'), {}, 'DL3008', false],
    ['our comment with our name', TEXT.replace('USER', '# plimsoll ignore=user-root\nUSER'), {}, 'DL3002', false],
    ['our comment for the file', `${TEXT}# plimsoll ignore-file=JSONArgsRecommended,DL3025\n`, {}, 'DL3025', false],
    ['a comment for something else', TEXT.replace('RUN apt', '# plimsoll ignore=DL3009\nRUN apt'), {}, 'DL3008', true],
  ] as const)('silence: %s', (_, text, rules, check, expected) => {
    // The recorded lines are those of the file without the comment.
    const moved = text.split('\n').findIndex((line) => line.startsWith('# plimsoll ignore=')) + 1;
    const foreign = [...HADOLINT, ...CHECKS].map((finding) =>
      moved > 0 && (finding.line ?? 0) >= moved ? { ...finding, line: (finding.line ?? 0) + 1 } : finding,
    );
    const findings = mergeFindings({
      dockerfile: parseDockerfile(text, 'Dockerfile'),
      own: [],
      foreign,
      hadolint: true,
      rules: severities(rules),
    });
    expect(findings.some(({ rule }) => rule === check)).toBe(expected);
    if ('DL3008' in rules && rules.DL3008 === 'error')
      expect(findings.find(({ rule }) => rule === check)?.severity).toBe('error');
  });

  test.each([
    [
      'that BuildKit reads',
      'FROM a:1\nCOPY <<E /x\n"\nE\n',
      'note',
      'hadolint cannot read this file, and says nothing else of it: unexpected',
    ],
    ['that nobody reads', 'FROM a:1\nCOPPY x\n', 'error', 'unexpected'],
  ])('a file that hadolint cannot read, and %s', (_, text, severity, message) => {
    const foreign = readHadolint('[{"code":"DL1000","file":"f","level":"error","line":2,"message":"unexpected"}]').get(
      'f',
    );
    const dockerfile = parseDockerfile(text, 'Dockerfile');
    expect(mergeFindings({ dockerfile, own: [], foreign: foreign ?? [], hadolint: true })).toMatchObject([
      { rule: 'DL1000', severity, message },
    ]);
  });

  test('a line that the file does not have is no line', () => {
    const [first] = HADOLINT;
    if (first === undefined) throw new Error('the recording is empty');
    const [finding] = mergeFindings({
      dockerfile: parseDockerfile('FROM a:1\n', 'Dockerfile'),
      own: [],
      foreign: [{ ...first, line: 900 }],
      hadolint: true,
    });
    expect(finding).not.toHaveProperty('line');
  });
});
