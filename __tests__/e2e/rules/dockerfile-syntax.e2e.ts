import { expect, test } from 'vitest';
import { said } from '../../support/cross.ts';
import { build } from '../../support/engine.ts';

const RULE = 'dockerfile-syntax';

test.each([
  ['a word that is no instruction', 'WORKDR /src', 'WORKDIR /src', /unknown instruction: WORKDR/],
  ['a flag that there is not', 'COPY --form=a go.mod /', 'COPY --chown=0 go.mod /', /unknown flag: --form/],
  ['too few words', 'COPY go.mod', 'COPY go.mod /', /COPY requires at least two arguments/],
  ['a heredoc without an end', 'COPY <<EOF /x\ntext', 'COPY <<EOF /x\ntext\nEOF', /unterminated heredoc/],
  [
    'a stage that is built on nothing',
    'FROM',
    'FROM scratch AS b\nCOPY go.mod /',
    /FROM requires either one or three arguments/,
  ],
])('%s ends the build before its first step', (_, bad, good, expected) => {
  const files = (line: string) => ({ 'go.mod': 'module example.org/web\n', Dockerfile: `FROM scratch\n${line}\n` });
  expect(said(RULE, files(bad).Dockerfile)).toMatchObject([{ severity: 'error', line: 2 }]);
  expect(said(RULE, files(good).Dockerfile)).toEqual([]);
  const failed = build(files(bad));
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(expected);
  expect(build(files(good))).toMatchObject({ code: 0 });
});
