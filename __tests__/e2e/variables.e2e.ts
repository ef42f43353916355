import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Dockerfile, parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { platformScopes } from '../../src/dockerfile/platform-scopes.ts';
import { lookupVariable, type Scope } from '../../src/dockerfile/scope.ts';
import type { Stage } from '../../src/dockerfile/stages.ts';
import { expandWord, parseWord } from '../../src/dockerfile/variables.ts';
import { splitQuotedWords } from '../../src/dockerfile/words.ts';
import { indexAfter, workdirReader } from '../../src/lint/workdir.ts';
import { parsePlatform } from '../../src/model/platform.ts';
import { CORPUS } from '../support/dockerfile-corpus.ts';
import { buildLayout } from '../support/engine.ts';
import { labEnvironment } from '../support/lab.ts';
import { scratchFolder, tool } from '../support/tools.ts';

/** One ENV each, E0 and so on, below the ARGs and ENVs of the stage. */
const EXPRESSIONS: readonly string[] = [
  ...[
    '$A',
    '${A}',
    '${A}x',
    '$Ax',
    '"$A"',
    "'$A'",
    '\\$A',
    '"\\$A"',
    '"a\\b"',
    'a\\b',
    'a\\ b',
    '"a b"c\'d e\'',
    '$$',
    'a$',
    '$1',
  ],
  ...[
    '${A:-d}',
    '${UNSET:-d}',
    '${EMPTY:-d}',
    '${EMPTY-d}',
    '${UNSET-d}',
    '${A:+d}',
    '${EMPTY:+d}',
    '${EMPTY+d}',
    '${UNSET+d}',
  ],
  ...[
    '${UNSET:-${A}}',
    '${UNSET:-${ALSO:-${A}}}',
    '"${UNSET:-a b}"',
    '${UNSET:-"a b"}',
    "${UNSET:-'$A'}",
    '${UNSET:-\\$A}',
  ],
  ...[
    '${FILE#*.}',
    '${FILE##*.}',
    '${FILE%.*}',
    '${FILE%%.*}',
    '${FILE#x}',
    '${FILE%.gz}',
    '${FILE#?.}',
    '${FILE#$ONE}',
  ],
  ...[
    '${FILE/a/b}',
    '${FILE//a/b}',
    '${FILE/./}',
    '${FILE//./-}',
    '${FILE/tar/$A}',
    '${TARGETPLATFORM//\\//-}',
    '${FILE/x/y}',
  ],
  ...[
    '$GLOBAL',
    '${GLOBAL:-none}',
    '$ALONE',
    '$REDECLARED',
    '$OWN',
    '$INHERITED',
    '$BOTH',
    '$LATER',
    '$M1$M2$M3',
    '$M2',
    '$M3',
  ],
  ...['$TARGETPLATFORM', '$TARGETOS', '$TARGETARCH', '$TARGETVARIANT', '$WITHOUT', '${TARGETVARIANT:-none}'],
  ...[
    '$GIVEN',
    '$GIVEN_GLOBAL',
    '$FROM_BASE',
    '$SELF',
    '$EARLY',
    'a=b',
    '"a=b c=d"',
    "it\\'s",
    '\\"',
    '"\\""',
    '"\\\\"',
    'é$É',
  ],
];

const FILE = `# Values of all kinds, for the image's own config to tell.
ARG GLOBAL=global
ARG ALONE=alone
ARG REDECLARED=outside
ARG GIVEN_GLOBAL=default
ARG NESTED=\${GLOBAL}-nested
ARG BASE=scratch
ARG TARGETVARIANT

FROM \${BASE} AS base
ARG INHERITED=inherited BOTH=arg
ENV FROM_BASE=base BOTH=env
ARG BOTH=arg-again
WORKDIR /srv
WORKDIR sub

FROM base AS middle
ARG TARGETARCH=wasm
ENV FIXED=$TARGETARCH

FROM base
ARG A=value EMPTY= FILE=a.tar.a.gz ONE="a." É=ü
ARG GLOBAL
ARG REDECLARED=inside
ARG NESTED
ARG M1 M2=two M3="three 3"
ARG GIVEN=default GIVEN_GLOBAL
ARG TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT
ENV SELF=one
ENV SELF=$SELF-two OTHER=$SELF
ARG OWN=$NESTED/\${INHERITED}
ENV EARLY=$LATER
ENV OLD form of  $A
${EXPRESSIONS.map((expression, index) => `ENV E${index}=${expression}`).join('\n')}
ENV LATER=later
LABEL one=$A "two"="b \${GLOBAL} c" three='$A' org.example/$A=key
WORKDIR $A/\${FILE%%.*}/..
WORKDIR ./"x y"
`;

const BUILD_ARGS = { GIVEN: 'given', GIVEN_GLOBAL: 'also given', M1: 'm' };

interface Config {
  readonly Env: readonly string[];
  readonly Labels: Readonly<Record<string, string>>;
  readonly WorkingDir: string;
}

function configOf(files: string, platform: string): Config {
  const args = Object.entries(BUILD_ARGS).map(([name, value]) => `--build-arg=${name}=${value}`);
  using layout = buildLayout({ Dockerfile: files }, { platform, args });
  const blob = (digest: string) => JSON.parse(readFileSync(join(layout.path, 'blobs', ...digest.split(':')), 'utf8'));
  const index = JSON.parse(readFileSync(join(layout.path, 'index.json'), 'utf8'));
  return blob(blob(index.manifests[0].digest).config.digest).config;
}

function read(text: string): Dockerfile {
  return parseDockerfile(text, 'Dockerfile', new Map(Object.entries(BUILD_ARGS)));
}

function last(dockerfile: Dockerfile, platform: string): { readonly stage: Stage; readonly scope: Scope } {
  const stage = dockerfile.stages.at(-1);
  const wanted = parsePlatform(platform);
  const scope = stage && platformScopes(dockerfile, wanted).get(stage);
  if (stage === undefined || scope === undefined) throw new Error('no stage');
  return { stage, scope };
}

function endValue(scope: Scope, name: string): string | undefined {
  const known = lookupVariable(scope, name, Infinity);
  return known.state === 'set' ? known.value : undefined;
}

describe.each(['linux/amd64', 'linux/arm64', 'linux/arm/v6', 'linux/arm'])('a build for %s', (platform) => {
  const config = configOf(FILE, platform);
  const dockerfile = read(FILE);
  const { stage, scope } = last(dockerfile, platform);

  test('gives ENV the values that we say', () => {
    const theirs = config.Env.filter((pair) => !pair.startsWith('PATH='));
    expect(theirs.length).toBeGreaterThan(EXPRESSIONS.length);
    const ours = theirs.map((pair) => {
      const name = pair.slice(0, pair.indexOf('='));
      return `${name}=${endValue(scope, name)}`;
    });
    expect(ours).toEqual(theirs);
  });

  test('gives labels the values that we say', () => {
    const label = stage.instructions.find(({ keyword }) => keyword === 'LABEL');
    const expand = (text: string): string | undefined =>
      expandWord(parseWord(text, '\\'), (name) => lookupVariable(scope, name, label?.index ?? 0));
    const ours = splitQuotedWords(label?.body.text ?? '', '\\').map(({ text }): [string | undefined, unknown] => {
      const equals = text.indexOf('=');
      return [expand(text.slice(0, equals)), expand(text.slice(equals + 1))];
    });
    expect(Object.fromEntries(ours)).toEqual(config.Labels);
  });

  test('ends in the working folder that we say', () => {
    expect(workdirReader(dockerfile)(indexAfter(stage))).toBe(config.WorkingDir);
  });
});

test('a default of an automatic platform argument wins over the platform', () => {
  const text = FILE.slice(0, FILE.indexOf('FROM base\n'));
  expect(configOf(text, 'linux/arm64').Env).toContain('FIXED=wasm');
  expect(endValue(last(read(text), 'linux/arm64').scope, 'FIXED')).toBe('wasm');
});

interface OutlineArg {
  readonly name: string;
  readonly value?: string;
  readonly location: { readonly ranges: readonly { readonly start: { readonly line: number } }[] };
}

function outlineOf(text: string): readonly OutlineArg[] {
  using folder = scratchFolder();
  writeFileSync(join(folder.path, 'Dockerfile'), text);
  const args = Object.entries(BUILD_ARGS).map(([name, value]) => `--build-arg=${name}=${value}`);
  const told = tool('buildx', ['build', '--call=outline,format=json', ...args, folder.path], '/', labEnvironment());
  return JSON.parse(told).args ?? [];
}

/** The same file, built on nothing: what a base sets is no argument, and no image has to be there. */
function onScratch(text: string): string {
  return text.replace(/^(FROM +(?:--\S+ +)?)(\S+)/gim, (whole, from: string, base: string) =>
    read(text).stages.some(({ name }) => name === base.toLowerCase()) ? whole : `${from}scratch`,
  );
}

test.each<readonly [string, string]>([
  ['the file above', FILE],
  ...CORPUS.filter(([, text]) => /^ARG /m.test(text) && read(text).problems.length === 0),
])('the arguments of a build and their values are those of its outline: %s', (_, text) => {
  const dockerfile = read(onScratch(text));
  const scopes = platformScopes(dockerfile, parsePlatform('linux/amd64'));
  for (const { name, value = '', location } of outlineOf(dockerfile.source.text)) {
    const line = location.ranges[0]?.start.line;
    const stage = dockerfile.stages.find(({ instructions }) => instructions.some(({ range }) => range.line === line));
    const scope = stage === undefined ? dockerfile.globals : scopes.get(stage);
    const declared = dockerfile.instructions.find(({ range }) => range.line === line);
    const ours = scope?.bindings.get(name)?.arg.find(({ index }) => index === declared?.index);
    expect([name, line, ours !== undefined]).toEqual([name, line, true]);
    // Those of the builder's own platform are not known before the build; the rest without a value have none.
    if (!name.startsWith('BUILD')) expect([name, line, ours?.value ?? '']).toEqual([name, line, value]);
  }
});
