import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { lint } from '../../src/lint/lint.ts';
import { ConfigError } from '../../src/model/errors.ts';
import type { Finding } from '../../src/model/finding.ts';
import { type Severities, severities } from '../support/settings.ts';

const TEXT = 'FROM golang:1.26\nRUN GOARCH=$TARGETARCH go build -o /web .\nCMD ["/web"]\n';

/** The rules that these tests are about; others come and go. */
const RULES: readonly string[] = ['arch-arg-undeclared', 'final-stage-toolchain', 'go-strip-debug'];

function findings(text: string, rules: Severities = {}): readonly Finding[] {
  return lint({ dockerfile: parseDockerfile(text, 'web/Dockerfile'), rules: severities(rules) }).filter(({ rule }) =>
    RULES.includes(rule),
  );
}

function ids(text: string, rules: Severities = {}): readonly string[] {
  return findings(text, rules).map(({ rule, severity }) => `${rule} ${severity}`);
}

test('findings come in the order of the lines, whole', () => {
  expect(ids(TEXT)).toEqual(['final-stage-toolchain warning', 'arch-arg-undeclared error', 'go-strip-debug warning']);
  expect(findings(TEXT)[1]).toEqual({
    rule: 'arch-arg-undeclared',
    source: 'plimsoll',
    also: [],
    severity: 'error',
    message: '$TARGETARCH is empty here, as the stage has no ARG for it: write ARG TARGETARCH above',
    file: 'web/Dockerfile',
    line: 2,
    column: 12,
    endLine: 2,
    fix: { safe: true, edits: [{ file: 'web/Dockerfile', start: 17, end: 17, text: 'ARG TARGETARCH\n' }] },
    url: 'https://github.com/OWNER/plimsoll/blob/main/docs/rules/arch-arg-undeclared.md',
  });
});

test('a setting turns a rule off, or gives it another severity', () => {
  expect(ids(TEXT, { 'arch-arg-undeclared': 'off', 'go-strip-debug': 'error' })).toEqual([
    'final-stage-toolchain warning',
    'go-strip-debug error',
  ]);
});

test('what a rule calls milder than itself stays as mild', () => {
  const text = 'FROM a\nRUN echo ${TARGETARCH:-x}\n';
  expect(ids(text)).toEqual(['arch-arg-undeclared note']);
  expect(ids(text, { 'arch-arg-undeclared': 'error' })).toEqual(['arch-arg-undeclared note']);
  expect(ids(TEXT, { 'arch-arg-undeclared': 'note' })).toContain('arch-arg-undeclared note');
});

test('the setting of an unknown rule is an error with the nearest one', () => {
  expect(() => findings(TEXT, { 'go-strip-debgu': 'off' })).toThrow(ConfigError);
  try {
    findings(TEXT, { 'go-strip-debgu': 'off' });
  } catch (error) {
    expect(error).toMatchObject({
      message: 'there is no rule "go-strip-debgu"',
      hint: 'did you mean "go-strip-debug"?',
    });
  }
});

test.each<[string, string, readonly string[]]>([
  ['one rule', '# plimsoll ignore=go-strip-debug kept for profiling', ['arch-arg-undeclared']],
  ['two rules', '# plimsoll ignore=go-strip-debug, arch-arg-undeclared why', []],
  ['without a reason', '#plimsoll ignore=go-strip-debug', ['arch-arg-undeclared']],
  ['above other comments', '# plimsoll ignore=go-strip-debug\n# builds', ['arch-arg-undeclared']],
  ['another rule', '# plimsoll ignore=go-trimpath', ['arch-arg-undeclared', 'go-strip-debug']],
  ['another word', '# plimsoll ignored=go-strip-debug', ['arch-arg-undeclared', 'go-strip-debug']],
  ['within a sentence', '# see plimsoll ignore=go-strip-debug', ['arch-arg-undeclared', 'go-strip-debug']],
])('an ignore comment: %s', (_, comment, expected) => {
  const text = TEXT.replace('RUN', `${comment}\nRUN`);
  expect(findings(text, { 'final-stage-toolchain': 'off' }).map(({ rule }) => rule)).toEqual(expected);
});

test('an ignore comment reaches over one instruction only', () => {
  const text = 'FROM a\n# plimsoll ignore=arch-arg-undeclared\nRUN b\nRUN \\\n  echo $TARGETARCH\n';
  expect(findings(text).map(({ line }) => line)).toEqual([5]);
});

test('an unknown target is an error', () => {
  const dockerfile = parseDockerfile('FROM a AS b\n', 'Dockerfile');
  expect(() => lint({ dockerfile, target: 'c' })).toThrow('Dockerfile has no stage "c"');
});
