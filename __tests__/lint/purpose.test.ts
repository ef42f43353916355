import { expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { createRuleContext } from '../../src/lint/context.ts';

function purposeOf(text: string, file = 'Dockerfile', target?: string): string {
  return createRuleContext({ dockerfile: parseDockerfile(`${text}\n`, file), target }).purpose;
}

test.each([
  ['a command', 'FROM alpine\nCMD ["web"]', 'runtime'],
  ['one of the stage below', 'FROM alpine AS a\nCMD ["web"]\nFROM a', 'runtime'],
  ["the base's own", 'FROM nginx', 'runtime'],
  ['scratch with a program', 'FROM scratch\nENTRYPOINT ["/web"]', 'runtime'],
  ['scratch with files alone', 'FROM scratch\nCOPY a /', 'export'],
  ['delve', 'FROM golang\nCMD ["dlv", "debug"]', 'tool'],
  ['a linter', 'FROM golang\nENTRYPOINT golangci-lint run', 'tool'],
  ['tests', 'FROM golang\nCMD ["go", "test", "./..."]', 'tool'],
  ['go run', 'FROM golang\nCMD ["go", "run", "."]', 'runtime'],
  ['a shell to type in', 'FROM golang\nCMD ["/bin/bash", "-l"]', 'tool'],
  ['a shell by its name', 'FROM golang\nCMD sh', 'tool'],
  ['a shell with a script', 'FROM golang\nENTRYPOINT ["/bin/sh"]\nCMD ["/start.sh"]', 'runtime'],
  ['a shell with a command', 'FROM golang\nCMD ["sh", "-c", "exec web"]', 'runtime'],
  ['a restarter', 'FROM golang\nCMD ["/go/bin/air", "-c", "x"]', 'tool'],
])('by what it does: %s', (_, text, expected) => {
  expect(purposeOf(text)).toBe(expected);
});

test.each([
  ...[
    'Dockerfile.dev',
    'develop.Dockerfile',
    'debug.Dockerfile',
    'Tiltfile.tilt.Dockerfile',
    'Dockerfile-lint',
    'Dockerfile_test',
    'docs/check.Dockerfile',
  ],
  ...[
    '.devcontainer/Dockerfile',
    'hack/Dockerfile',
    'build/ci/Dockerfile',
    'tools/x/Dockerfile',
    'test/Dockerfile',
    'e2e/Dockerfile',
  ],
])('a tool by its file: %s', (file) => {
  expect(purposeOf('FROM alpine\nCMD ["web"]', file)).toBe('tool');
});

test.each([
  ...[
    'Dockerfile',
    'Dockerfile.prod',
    'devices/Dockerfile',
    'latest/Dockerfile',
    'contest/Dockerfile',
    'Dockerfile.circle',
    'healthcheck/Dockerfile',
  ],
  ...['/home/dev/tools/Dockerfile', 'deployment/Dockerfile', 'Dockerfile.attest'],
])('a service by its file: %s', (file) => {
  expect(purposeOf('FROM alpine\nCMD ["web"]', file)).toBe('runtime');
});

test.each([
  ['lint', 'tool'],
  ['vendor', 'tool'],
  ['unit-test', 'tool'],
  ['server', 'runtime'],
])('by its stage: %s', (name, expected) => {
  expect(purposeOf(`FROM alpine AS ${name}\nCMD ["web"]\nFROM alpine AS other\nCMD x`, 'Dockerfile', name)).toBe(
    expected,
  );
});
