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

// On scratch nothing has to be fetched: the refusal is all that the engine does.
test.each<readonly [string, RegExp]>([
  ['EXPOSE abc', /invalid containerPort: abc/],
  ['EXPOSE 99999', /invalid containerPort: 99999/],
  ['EXPOSE 80/foo', /invalid proto: foo/],
  ['EXPOSE 90-80', /invalid containerPort: 90-80/],
  ['EXPOSE a:80', /invalid hostPort: a/],
  ['STOPSIGNAL FOO', /invalid signal: FOO/],
  ['STOPSIGNAL RTMIN+16', /invalid signal: RTMIN\+16/],
  ['COPY --chmod=999x go.mod /', /invalid chmod parameter: '999x'/],
  ['COPY --chmod=abc go.mod /', /invalid syntax/],
  ['HEALTHCHECK --interval=0.1ms CMD x', /cannot be less than 1ms/],
  ['HEALTHCHECK --timeout=-1s CMD x', /cannot be less than 1ms/],
  ['ADD --checksum=foo https://x.y/z /z', /invalid checksum digest format/],
  ['ADD --checksum=sha256:00 https://x.y/z /z', /invalid checksum digest length/],
  ['COPY go.mod ${X:?must}/', /X: must/],
  ['COPY go.mod ${X?must}/', /X: must/],
  ['ENV Y=1\nENV Z=${Y:-${X:?must}}', /X: must/],
  ['COPY --from=3 /a /b', /invalid stage index 3/],
  ['COPY --from=-1 /a /b', /invalid stage index -1/],
  ['COPY --from=0 /a /b', /circular dependency detected/],
  ['RUN --mount=from=t,target=/x true', /circular dependency detected on stage: t/],
  ['FROM --platform=foo/bar/baz/q scratch', /failed to parse platform foo\/bar\/baz\/q/],
  ['FROM --platform=$X scratch', /empty platform value from expression \$X/],
  ['FROM ${X:?must}', /X: must/],
  ['COPY --from=b /x /x\nFROM scratch AS b\nCOPY --from=t /x /x', /circular dependency detected/],
  ['FROM t AS a\nCOPY --from=c / /\nFROM a AS c', /cannot copy from stage "c", it needs to be defined before/],
])('refused by both: %j', (line, expected) => {
  const text = `FROM scratch AS t\n${line}\n`;
  expect(said(RULE, text)).toMatchObject([{ severity: 'error' }]);
  const failed = build({ 'go.mod': 'module example.org/web\n', Dockerfile: text });
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(expected);
});

test.each([
  'EXPOSE 0 8000-8010 127.0.0.1:80:90 [::1]:80:80 80/TCP 80/ :80 +80 80-81:90 $P',
  'STOPSIGNAL 999\nSTOPSIGNAL -1\nSTOPSIGNAL sigterm\nSTOPSIGNAL "TERM"\nSTOPSIGNAL SIGRTMIN+15\nSTOPSIGNAL RTMAX-14',
  'COPY --chmod=u=rwX,go=rX go.mod /\nCOPY --chmod=+t go.mod /\nCOPY --chmod=u+x+r go.mod /\nCOPY --chmod=00000755 go.mod /',
  'HEALTHCHECK --interval=0 --timeout=1ms CMD x',
  'COPY --from=c / /\nFROM scratch AS c\nCOPY go.mod /',
])('taken by both: %j', (line) => {
  const text = `FROM scratch AS t\n${line}\n`;
  expect(said(RULE, text)).toEqual([]);
  expect(build({ 'go.mod': 'module example.org/web\n', Dockerfile: text })).toMatchObject({ code: 0 });
});

test.each([
  ['*.log\ntemp[\n', /syntax error in pattern/],
  ['!\n', /illegal exclusion pattern: "!"/],
])('an ignore file %j ends the build', (ignore, expected) => {
  const failed = build({ '.dockerignore': ignore, a: '', Dockerfile: 'FROM scratch\nCOPY . /\n' });
  expect(failed.code).not.toBe(0);
  expect(failed.output).toMatch(expected);
});
