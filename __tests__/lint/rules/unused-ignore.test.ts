import { expect, test } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/dockerfile.ts';
import { lint } from '../../../src/lint/lint.ts';
import { severities } from '../../support/settings.ts';
import { checkRule } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const STRIP = 'RUN CGO_ENABLED=0 go build -trimpath -o /web .';
const BUILD = (comment: string, line = STRIP): string =>
  `FROM golang:1.26 AS build\n${comment}${line}\nFROM scratch\nCOPY --from=build /web /web\nENTRYPOINT ["/web"]\n`;

checkRule('unused-ignore', {
  reject: [
    {
      name: 'nothing in the next instruction',
      text: 'FROM scratch\n# plimsoll ignore=go-strip-debug because\nCOPY a /a\nENTRYPOINT ["/a"]\n',
      line: 2,
      column: 19,
      message: 'go-strip-debug finds nothing in the next instruction, so there is nothing to ignore: drop it',
      severity: 'note',
    },
    {
      name: 'the finding stands elsewhere',
      text: BUILD('', `${STRIP}\n# plimsoll ignore=go-strip-debug\nRUN true`),
      line: 3,
      column: 19,
      message: 'go-strip-debug finds nothing in the next instruction, so there is nothing to ignore: drop it',
    },
    {
      name: 'one of two',
      text: BUILD('# plimsoll ignore=arch-arg-undeclared,go-strip-debug\n'),
      line: 2,
      column: 19,
      message: 'arch-arg-undeclared finds nothing in the next instruction, so there is nothing to ignore: drop it',
    },
    {
      name: 'a stage',
      text: 'FROM scratch\n# plimsoll ignore-stage=go-strip-debug\nCOPY a /a\nENTRYPOINT ["/a"]\n',
      line: 2,
      column: 25,
      message: 'go-strip-debug finds nothing in this stage, so there is nothing to ignore: drop it',
    },
    {
      name: 'a file',
      text: 'FROM scratch\nCOPY a /a\nENTRYPOINT ["/a"]\n# plimsoll ignore-file=go-strip-debug\n',
      line: 4,
      column: 24,
      message: 'go-strip-debug finds nothing in this file, so there is nothing to ignore: drop it',
    },
    {
      name: 'nothing follows',
      text: 'FROM scratch\nCOPY a /a\nENTRYPOINT ["/a"]\n# plimsoll ignore=go-strip-debug\n',
      line: 4,
      column: 19,
      message: 'nothing follows that go-strip-debug could be ignored for: drop it',
    },
    {
      name: 'a rule that does not exist',
      text: BUILD('# plimsoll ignore=go-strip-debug,go-stripdebug\n'),
      line: 2,
      column: 34,
      message: 'there is no rule "go-stripdebug" to ignore: did you mean "go-strip-debug"?',
    },
    {
      name: 'not understood',
      text: 'FROM scratch\n  # plimsoll ignore go-strip-debug\nCOPY a /a\nENTRYPOINT ["/a"]\n',
      line: 2,
      column: 3,
      message: 'this is not understood, so it silences nothing: write # plimsoll ignore=rule-id reason',
    },
  ],
  accept: [
    { name: 'it silences something', text: BUILD('# plimsoll ignore=go-strip-debug profiled\n') },
    { name: 'it silences something in its stage', text: BUILD('# plimsoll ignore-stage=go-strip-debug profiled\n') },
    { name: 'it silences something in the file', text: `# plimsoll ignore-file=go-strip-debug\n${BUILD('')}` },
    {
      name: 'the stage is not built',
      text: 'FROM golang:1.26 AS debug\n# plimsoll ignore=go-strip-debug\nRUN true\nFROM scratch\nCOPY a /a\nENTRYPOINT ["/a"]\n',
    },
    {
      name: 'a rule that is not asked of a tool image',
      file: 'Dockerfile.dev',
      text: 'FROM scratch\n# plimsoll ignore=final-stage-toolchain\nCOPY a /a\nENTRYPOINT ["/a"]\n',
    },
    {
      name: "other tools' comments",
      text: 'FROM scratch\n# hadolint ignore=DL3006\n# check=skip=all\nCOPY a /a\nENTRYPOINT ["/a"]\n',
    },
    {
      name: "other tools' checks in ours",
      text: 'FROM scratch\n# plimsoll ignore=DL3008,UndefinedVar\nCOPY a /a\nENTRYPOINT ["/a"]\n',
    },
    {
      name: 'itself',
      text: 'FROM scratch\n# plimsoll ignore=unused-ignore,go-strip-debug\nCOPY a /a\nENTRYPOINT ["/a"]\n',
    },
  ],
});

test.each([
  ['the comment goes', 'FROM scratch\n  # plimsoll ignore=go-strip-debug x\nCOPY a /\n', 'FROM scratch\nCOPY a /\n'],
  ['with its line end', 'FROM a:1\r\n# plimsoll ignore=go-strip-debug\r\nRUN b\r\n', 'FROM a:1\r\nRUN b\r\n'],
  ['at the end of the file', 'FROM a:1\n# plimsoll ignore-file=go-strip-debug', 'FROM a:1\n'],
  ['the byte order mark stays', '\uFEFF# plimsoll ignore=go-strip-debug\nFROM a:1\n', '\uFEFFFROM a:1\n'],
  [
    'all of several',
    'FROM a:1\n# plimsoll ignore=go-strip-debug,arch-arg-undeclared,dockerfile-syntax\nRUN b\n',
    'FROM a:1\nRUN b\n',
  ],
  ['inside an instruction', 'FROM a:1\nRUN b \\\n# plimsoll ignore=go-strip-debug\n  c\n', 'FROM a:1\nRUN b \\\n  c\n'],
  [
    'the first of two',
    BUILD('# plimsoll ignore=arch-arg-undeclared, go-strip-debug x\n'),
    BUILD('# plimsoll ignore=go-strip-debug x\n'),
  ],
  [
    'the last of two',
    BUILD('# plimsoll ignore=go-strip-debug , arch-arg-undeclared x\n'),
    BUILD('# plimsoll ignore=go-strip-debug x\n'),
  ],
])('fix: %s', (name, text, after) => {
  expect(fixed('unused-ignore', { name, text }, 'safe')).toBe(after);
});

test('no fix where the line below would become a directive', () => {
  const text = '# plimsoll ignore-file=go-strip-debug\n# escape=`\nFROM a:1\n';
  const found = lint({ dockerfile: parseDockerfile(text, 'Dockerfile') });
  expect(found.find(({ rule }) => rule === 'unused-ignore')).not.toHaveProperty('fix');
});

test.each([
  ['switched off', { 'go-strip-debug': 'off' }, [], []],
  ['for one platform of several', {}, [{ os: 'linux', architecture: 'amd64' }], []],
  ['for all', {}, [], ['unused-ignore']],
] as const)('a rule that was not asked is not called needless: %s', (_, rules, platforms, found) => {
  const id = platforms.length > 0 || found.length > 0 ? 'arch-arg-undeclared' : 'go-strip-debug';
  const text = `FROM scratch\n# plimsoll ignore=${id}\nCOPY a /a\nENTRYPOINT ["/a"]\n`;
  const findings = lint({ dockerfile: parseDockerfile(text, 'Dockerfile'), rules: severities(rules), platforms });
  expect(findings.map(({ rule }) => rule).filter((rule) => rule === 'unused-ignore')).toEqual(found);
});
