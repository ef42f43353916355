import { expect, test } from 'vitest';
import { parseDockerfile } from '../../../src/dockerfile/dockerfile.ts';
import { lint } from '../../../src/lint/lint.ts';
import { parsePlatform } from '../../../src/model/platform.ts';
import { checkRule, findingsOf } from '../check-rule.ts';
import { fixed } from '../fixed.ts';

const RULE = 'arch-arg-default';
const AMD64 =
  'TARGETARCH is "amd64" whatever --platform says, because a default wins over it: write ARG TARGETARCH without one';
const USE = 'RUN GOARCH=$TARGETARCH go build';

function stage(rest: string): string {
  return `FROM --platform=$BUILDPLATFORM golang:1.26 AS build\n${rest}\n`;
}

function rejected(name: string, text: string, line: number, column = 5, message = AMD64) {
  return { name, text, line, column, message, severity: 'error' as const };
}

function planned(...names: readonly string[]) {
  return names.map(parsePlatform);
}

checkRule(RULE, {
  reject: [
    rejected('in a stage', stage(`ARG TARGETARCH=amd64\n${USE}`), 2),
    rejected('in quotes', stage(`ARG "TARGETARCH"="amd64"\n${USE}`), 2),
    rejected('among others', stage(`ARG X=1 TARGETARCH=amd64 Y\n${USE}`), 2, 9),
    rejected('made of itself, which is not known yet', stage(`ARG TARGETARCH=\${TARGETARCH:-amd64}\n${USE}`), 2),
    rejected('read by COPY', stage('ARG TARGETARCH=amd64\nCOPY bin/$TARGETARCH /bin'), 2),
    rejected('read in a stage below', `FROM alpine AS a\nARG TARGETARCH=amd64\nFROM a\nRUN echo $TARGETARCH\n`, 2),
    rejected(
      'before the first FROM, taken over by a stage',
      `ARG TARGETARCH=amd64\n${stage(`ARG TARGETARCH\n${USE}`)}`,
      1,
    ),
    rejected('before the first FROM, read by FROM', 'ARG TARGETARCH=amd64\nFROM alpine-$TARGETARCH\n', 1),
    rejected('before the first FROM, read by another ARG', 'ARG TARGETARCH=amd64\nARG I=a-$TARGETARCH\nFROM $I\n', 1),
    rejected(
      'a global ARG without a value below does not take it back',
      `ARG TARGETARCH=amd64\nARG TARGETARCH\nFROM alpine-$TARGETARCH\n`,
      1,
    ),
    rejected(
      'of the machine that builds',
      'ARG BUILDPLATFORM=linux/amd64\nFROM --platform=$BUILDPLATFORM golang:1.26\n',
      1,
      5,
      'BUILDPLATFORM is "linux/amd64" whatever machine builds, because a default wins over it: write ARG BUILDPLATFORM without one',
    ),
    {
      ...rejected(
        'an empty one',
        stage('ARG TARGETVARIANT=""\nRUN GOARM=${TARGETVARIANT#v} go build'),
        2,
        5,
        'TARGETVARIANT is empty whatever --platform says, because a default wins over it: write ARG TARGETVARIANT without one',
      ),
      platforms: planned('linux/arm/v6', 'linux/arm/v7'),
    },
    rejected(
      'read by xx from its environment',
      stage('ARG TARGETPLATFORM=linux/amd64\nRUN xx-apk add gcc'),
      2,
      5,
      'TARGETPLATFORM is "linux/amd64" whatever --platform says, because a default wins over it: write ARG TARGETPLATFORM without one',
    ),
    {
      ...rejected('one platform planned, another one', stage(`ARG TARGETARCH=amd64\n${USE}`), 2),
      platforms: planned('linux/arm64'),
    },
    {
      ...rejected('several planned', stage(`ARG TARGETARCH=amd64\n${USE}`), 2),
      platforms: planned('linux/amd64', 'linux/arm64'),
    },
    {
      name: 'one platform planned that equals it',
      text: stage(`ARG TARGETARCH=amd64\n${USE}`),
      platforms: planned('linux/amd64'),
      line: 2,
      column: 5,
      message:
        'TARGETARCH is "amd64" whatever --platform says, which fits what is planned: write ARG TARGETARCH without a default',
      severity: 'note',
    },
    {
      name: 'a file for one platform by its name',
      text: stage(`ARG TARGETARCH=arm64\n${USE}`),
      file: 'build/Dockerfile.arm64',
      line: 2,
      column: 5,
      message:
        'TARGETARCH is "arm64" whatever --platform says, which fits what is planned: write ARG TARGETARCH without a default',
      severity: 'note',
    },
    {
      name: 'a part that all platforms share',
      text: stage('ARG TARGETOS=linux\nRUN GOOS=$TARGETOS go build'),
      line: 2,
      column: 5,
      message:
        'TARGETOS is "linux" whatever --platform says, which fits what is planned: write ARG TARGETOS without a default',
      severity: 'note',
    },
  ],
  accept: [
    { name: 'no default', text: stage(`ARG TARGETARCH\n${USE}`) },
    { name: 'never consumed', text: stage('ARG TARGETARCH=amd64\nRUN go build') },
    { name: 'never consumed: a stage of its own', text: `ARG TARGETARCH=amd64\n${stage('RUN go build')}` },
    { name: 'never consumed: taken back by an ARG below', text: stage(`ARG TARGETARCH=amd64\nARG TARGETARCH\n${USE}`) },
    { name: 'never consumed: an ENV wins', text: stage(`ARG TARGETARCH=amd64\nENV TARGETARCH=s390x\n${USE}`) },
    { name: 'never consumed: make may read it, or not', text: stage('ARG TARGETARCH=amd64\nRUN make build') },
    {
      name: 'never consumed: the RUN has its own',
      text: stage('ARG TARGETARCH=amd64\nRUN TARGETARCH=arm; echo $TARGETARCH'),
    },
    {
      name: 'a guard at the place of use is no default',
      text: stage('ARG TARGETARCH\nRUN GOARCH=${TARGETARCH:-amd64} go build'),
    },
    {
      name: 'made of itself where it is known',
      text: `ARG TARGETARCH=\${TARGETARCH:-amd64}\n${stage(`ARG TARGETARCH\n${USE}`)}`,
    },
    {
      name: 'made of itself below an ARG without one',
      text: stage(`ARG TARGETARCH\nARG TARGETARCH=\${TARGETARCH:-amd64}\n${USE}`),
    },
    {
      name: 'made of parts that are known',
      text: stage(`ARG TARGETOS TARGETARCH\nARG TARGETPLATFORM=$TARGETOS/$TARGETARCH\nRUN echo $TARGETPLATFORM`),
    },
    { name: 'made of an argument of the user', text: stage(`ARG ARCH=amd64\nARG TARGETARCH=$ARCH\n${USE}`) },
    { name: 'an ENV is no default', text: stage(`ENV TARGETARCH=amd64\n${USE}`) },
    { name: 'a global ARG of the user is no platform argument', text: `ARG ARCH=amd64\nFROM alpine-$ARCH\n` },
    { name: 'another name', text: stage('ARG GOARCH=amd64\nRUN GOARCH=$GOARCH go build') },
    { name: 'a value in FROM', text: 'FROM --platform=${BUILDPLATFORM:-linux/amd64} golang:1.26\nRUN go build\n' },
  ],
});

test('quiet: --build-arg says otherwise', () => {
  const dockerfile = parseDockerfile(
    stage(`ARG TARGETARCH=amd64\n${USE}`),
    'Dockerfile',
    new Map([['TARGETARCH', 'arm64']]),
  );
  expect(lint({ dockerfile }).filter(({ rule }) => rule === RULE)).toEqual([]);
});

test.each<[string, string, string]>([
  ['the value goes', stage(`ARG TARGETARCH=amd64\n${USE}`), stage(`ARG TARGETARCH\n${USE}`)],
  ['names beside it stay', stage(`ARG X=1 TARGETARCH="amd64" Y=2\n${USE}`), stage(`ARG X=1 TARGETARCH Y=2\n${USE}`)],
  ['one made of itself', stage(`ARG TARGETARCH=\${TARGETARCH:-amd64}\n${USE}`), stage(`ARG TARGETARCH\n${USE}`)],
  [
    'not above a module download',
    stage(`ARG TARGETOS TARGETARCH=amd64\nCOPY go.mod .\nRUN go mod download\nCOPY . .\n${USE}`),
    stage(`ARG TARGETOS\nCOPY go.mod .\nRUN go mod download\nARG TARGETARCH\nCOPY . .\n${USE}`),
  ],
  [
    'nor the ARG that took over a global one',
    `ARG TARGETARCH=amd64\n${stage(`ARG TARGETARCH\nCOPY go.mod .\nRUN go mod download\n${USE}`)}`,
    `ARG TARGETARCH\n${stage(`COPY go.mod .\nRUN go mod download\nARG TARGETARCH\n${USE}`)}`,
  ],
  [
    'the global one goes with it',
    `ARG TARGETARCH=arm64\n${stage(`ARG TARGETARCH=amd64\n${USE}`)}`,
    `ARG TARGETARCH\n${stage(`ARG TARGETARCH\n${USE}`)}`,
  ],
])('fix: %s', (name, text, expected) => {
  expect(fixed(RULE, { name, text }, 'safe')).toBe(expected);
});

test('two defaults are two findings', () => {
  const text = stage('ARG TARGETOS=linux TARGETARCH=amd64\nRUN GOOS=$TARGETOS GOARCH=$TARGETARCH go build');
  expect(findingsOf(RULE, { name: '', text }).map(({ column }) => column)).toEqual([5, 20]);
});
