import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readFailure } from '../../src/build/failure.ts';

/** What buildx 0.37 with BuildKit 0.33 printed for small Dockerfiles that do not build. */
function printed(name: string) {
  return readFailure(readFileSync(join(import.meta.dirname, 'fixtures', `${name}.txt`), 'utf8').split('\n'));
}

describe('readFailure', () => {
  test('a RUN that fails: its line, its words and its own output', () => {
    expect(printed('run-fails')).toEqual({
      line: 3,
      instruction: 'RUN echo compiling && echo "main.go:7:2: undefined: frob" >&2 && exit 2',
      reason:
        'failed to build: failed to solve: process "/bin/sh -c echo compiling && echo \\"main.go:7:2: undefined: frob\\" >&2 && exit 2" did not complete successfully: exit code: 2',
      output: [
        '[3/3] RUN echo compiling && echo "main.go:7:2: undefined: frob" >&2 && exit 2',
        'main.go:7:2: undefined: frob',
        'compiling',
        expect.stringMatching(/^ERROR: process .* exit code: 2$/),
      ],
      hint: undefined,
    });
  });

  test('of stages that build at once, the one that failed and not the one that was cancelled', () => {
    expect(printed('one-of-two-stages')).toMatchObject({
      line: 4,
      instruction: 'RUN <<EOT',
      output: [
        '[build 2/2] RUN <<EOT (set -e...)',
        'step one',
        "cp: can't stat '/no/such/file': No such file or directory",
        expect.stringMatching(/^ERROR: /),
      ],
    });
  });

  test.each([
    ['copy-source-missing', 2, 'COPY bin/server /server', '"/bin/server": not found', '.dockerignore'],
    ['exec-format-error', 2, 'RUN apk --version', 'exit code: 1', 'FROM --platform=$BUILDPLATFORM'],
    [
      'no-match-for-platform',
      1,
      'FROM golang:1.26 AS build',
      'no match for platform in manifest',
      'does not exist for that platform',
    ],
    ['unknown-target', undefined, undefined, 'target stage "nope" could not be found', '--target'],
    ['untrusted-server', 2, expect.stringContaining('x509'), 'exit code: 1', 'certificate bundle'],
    ['unknown-instruction', 2, 'RUNN true', 'unknown instruction: RUNN (did you mean RUN?)', undefined],
    ['no-such-image', 1, 'FROM alpine:no-such-tag', 'docker.io/library/alpine:no-such-tag: not found', undefined],
  ])('%s', (name, line, instruction, reason, hint) => {
    const failure = printed(name);
    expect(failure.line).toBe(line);
    expect(failure.instruction).toEqual(instruction);
    expect(failure.reason).toContain(reason);
    expect(failure.reason).not.toMatch(/^ERROR/);
    if (hint === undefined) expect(failure.hint).toBeUndefined();
    else expect(failure.hint).toContain(hint);
  });

  test('output that imitates BuildKit does not move the place', () => {
    const failure = readFailure([
      '#5 [2/2] RUN ./evil',
      '#5 0.010 Dockerfile:99',
      '#5 0.010   99 | >>> RUN forged',
      '#5 0.010 ERROR: forged',
      '#5 ERROR: process "/bin/sh -c ./evil" did not complete successfully: exit code: 1',
      'Dockerfile:2',
      '   2 | >>> RUN ./evil',
      'ERROR: failed to build: failed to solve: exit code: 1',
    ]);
    expect(failure).toMatchObject({
      line: 2,
      instruction: 'RUN ./evil',
      reason: 'failed to build: failed to solve: exit code: 1',
    });
  });

  test('a long output leaves its last lines', () => {
    const lines = Array.from({ length: 100 }, (_, i) => `#7 0.${i} line ${i}`);
    const { output } = readFailure(['#7 [1/1] RUN x', ...lines, '#7 ERROR: exit code: 1', '#77 0.1 of another step']);
    expect(output).toHaveLength(12);
    expect(output.at(0)).toBe('line 89');
    expect(output.at(-1)).toBe('ERROR: exit code: 1');
  });

  test('a build that was ended before its last sentence', () => {
    expect(readFailure(['#5 [2/2] RUN x', '#5 ERROR: exit code: 137', '#6 CANCELED']).reason).toBe('#6 CANCELED');
  });

  test('nothing that it knows', () => {
    expect(readFailure(['something odd', ''])).toEqual({
      line: undefined,
      instruction: undefined,
      reason: 'something odd',
      output: [],
      hint: undefined,
    });
    expect(readFailure([]).reason).toBe('the build failed and printed nothing');
  });
});
