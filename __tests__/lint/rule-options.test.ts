import { expect, test } from 'vitest';
import { RULES } from '../../src/lint/rules/index.ts';
import type { RuleOptionName, RuleOptions } from '../../src/model/rule-setting.ts';
import type { Files } from '../support/context.ts';
import { findingsOf, type RuleCase } from './check-rule.ts';

const BUILD = `FROM golang:1.26-alpine AS build
WORKDIR /src
COPY . .
RUN CGO_ENABLED=0 go build -o /web .
FROM scratch
COPY --from=build /web /web
ENTRYPOINT ["/web"]
`;
const KEY = '-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n';

const from = (...images: readonly string[]): string => images.map((image) => `FROM ${image}\nRUN x\n`).join('');
const gap = (files: Files): RuleCase => ({
  name: '',
  text: BUILD,
  files: { '.dockerignore': 'README.md\n', 'main.go': 10, ...files },
});
const missing = (files: Files): RuleCase => ({ name: '', text: BUILD, files: { 'main.go': 10, ...files } });
const keys: RuleCase = {
  name: '',
  text: 'FROM busybox:1.37\nCOPY . /www\nENV API_TOKEN=0f6e1c9a77b2\nCMD ["httpd", "-f"]\n',
  files: { 'index.html': 'hello', 'certs/web.pem': KEY, 'deploy/id.pem': KEY },
};

/** What is told of the case with the options, in words of the messages. */
const TABLE: readonly (readonly [string, RuleOptionName, string, RuleCase, RuleOptions, readonly string[]])[] = [
  ['dockerignore-gap', 'min-bytes', 'own threshold', gap({ 'a.log': 9_999, 'b.log': 10_000 }), {}, ['b.log']],
  ['dockerignore-gap', 'min-bytes', 'lower', gap({ 'a.log': 99, 'b.log': 100 }), { minBytes: 100 }, ['b.log']],
  ['dockerignore-gap', 'min-bytes', 'higher', gap({ 'a.log': 10_000 }), { minBytes: 10_001 }, []],
  ['dockerignore-gap', 'except', 'a name', gap({ 'a.log': 20_000, 'b.log': 20_000 }), { except: ['a.log'] }, ['b.log']],
  ['dockerignore-gap', 'except', 'a pattern', gap({ 'a.log': 20_000, 'b.log': 20_000 }), { except: ['*.log'] }, []],
  ['dockerignore-gap', 'except', 'something else', gap({ 'a.log': 20_000 }), { except: ['*.txt'] }, ['a.log']],
  ['dockerignore-missing', 'min-bytes', 'own threshold', missing({ data: 900_000 }), {}, []],
  ['dockerignore-missing', 'min-bytes', 'lower', missing({ data: 90 }), { minBytes: 100 }, ['whole build context']],
  ['dockerignore-missing', 'min-bytes', 'just below', missing({ data: 89 }), { minBytes: 100 }, []],
  ['dockerignore-missing', 'min-bytes', 'higher', missing({ data: 2_000_000 }), { minBytes: 3_000_000 }, []],
  [
    'dockerignore-missing',
    'min-bytes',
    'what is usual waste is told from the first byte without it',
    missing({ '.git/HEAD': 20, '.git/x': 20_000 }),
    {},
    ['whole build context'],
  ],
  [
    'dockerignore-missing',
    'min-bytes',
    'and counts as any other with it',
    missing({ '.git/HEAD': 20, '.git/x': 20_000 }),
    { minBytes: 50_000 },
    [],
  ],
  [
    'dockerignore-missing',
    'min-bytes',
    'an empty ignore file too',
    missing({ '.dockerignore': '', data: 1_000 }),
    { minBytes: 50_000 },
    [],
  ],
  ['base-unpinned', 'except', 'none', { name: '', text: from('golang') }, {}, ['golang']],
  [
    'base-unpinned',
    'except',
    'short, in full, a namespace, a pattern',
    { name: '', text: from('golang', 'debian', 'ghcr.io/acme/web', 'ghcr.io/ours/api', 'ghcr.io/theirs/api') },
    { except: ['golang', 'docker.io/library/debian', 'ghcr.io/acme', 'ghcr.io/our*/*'] },
    ['ghcr.io/theirs/api'],
  ],
  [
    'base-unpinned',
    'except',
    'as the file resolves them',
    { name: '', text: `ARG BASE=ghcr.io/acme/base:latest\n${from('$BASE', 'debian:latest')}` },
    { except: ['ghcr.io/acme/base:latest'] },
    ['debian:latest'],
  ],
  [
    'base-tag-unknown',
    'except',
    'none',
    { name: '', text: from('golang:1.22-slim', 'debian:slim') },
    {},
    ['golang:1.22-slim', 'debian:slim'],
  ],
  [
    'base-tag-unknown',
    'except',
    'a tag by a pattern',
    { name: '', text: from('golang:1.22-slim', 'debian:slim') },
    { except: ['golang:1.*-slim'] },
    ['debian:slim'],
  ],
  ['secret-in-context', 'except', 'none', keys, {}, ['certs/web.pem', 'API_TOKEN']],
  ['secret-in-context', 'except', 'one of two', keys, { except: ['certs'] }, ['deploy/id.pem', 'API_TOKEN']],
  ['secret-in-context', 'except', 'both, and no variable', keys, { except: ['**/*.pem', '*'] }, ['API_TOKEN']],
  [
    'secret-in-context',
    'except',
    'a file that is named',
    { ...keys, text: keys.text.replace('. /www', 'certs/web.pem /www') },
    { except: ['certs/*.pem'] },
    ['API_TOKEN'],
  ],
];

test.each(TABLE)('%s, %s: %s', (rule, _, __, each, options, told) => {
  const messages = findingsOf(rule, { ...each, rules: new Map([[rule, { options }]]) }).map(({ message }) => message);
  expect(messages).toEqual(told.map((words) => expect.stringContaining(words)));
});

test('what is excepted is not named beside what is not', () => {
  const rules = new Map([['secret-in-context', { options: { except: ['certs'] } }]]);
  const [found] = findingsOf('secret-in-context', { ...keys, rules });
  expect(found?.message).not.toContain('certs/web.pem');
});

test('every option of every rule has been tried', () => {
  const declared = RULES.flatMap(({ id, options = [] }) => options.map((option) => `${id} ${option}`));
  expect([...new Set(TABLE.map(([id, option]) => `${id} ${option}`))].sort()).toEqual(declared.sort());
});
