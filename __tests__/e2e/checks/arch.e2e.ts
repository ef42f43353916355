import { expect, test } from 'vitest';
import { findingsOf, goFiles, started } from '../../support/checks.ts';
import type { Files } from '../../support/engine.ts';

const built = (env: string): Files =>
  goFiles(
    `RUN CGO_ENABLED=0 ${env} go build -trimpath -ldflags="-s -w" -o /app .\nFROM scratch\nCOPY --from=build /app /app\nENTRYPOINT ["/app"]\n`,
  );

const arch = async (files: Files, platform?: string) =>
  (await findingsOf(files, platform === undefined ? {} : { platform })).filter(
    ({ rule }) => rule === 'image-arch-mismatch',
  );

/** The same with a build stage that runs here, whatever the platform of the image. */
function crossed(env: string): Files {
  const { Dockerfile, ...rest } = built(env);
  return { ...rest, Dockerfile: String(Dockerfile).replace('FROM golang', 'FROM --platform=linux/amd64 golang') };
}

test('a fixed GOARCH', async () => {
  const bad = built('GOARCH=arm64');
  const failed = started(bad);
  expect(failed.code).not.toBe(0);
  expect(failed.output).toContain('exec /app: exec format error');
  expect(await arch(bad)).toMatchObject([{ severity: 'error', path: '/app', platform: 'linux/amd64' }]);

  const twin = started(built('GOARCH=amd64'));
  expect(twin.output).toContain('hello from go');
  expect(await arch(built('GOARCH=amd64'))).toEqual([]);
});

test('another system', async () => {
  const failed = started(built('GOOS=windows'));
  expect(failed.output).toContain('exec /app: exec format error');
  expect(await arch(built('GOOS=windows'))).toMatchObject([{ severity: 'error', path: '/app' }]);
});

test('386 on amd64 runs', async () => {
  expect(started(built('GOARCH=386')).output).toContain('hello from go');
  expect(await arch(built('GOARCH=386'))).toEqual([]);
});

test('the same image for both platforms, with a stage that cannot run there: told for the one that is wrong', async () => {
  expect(await arch(crossed(''), 'linux/arm64')).toMatchObject([{ severity: 'error', platform: 'linux/arm64' }]);
  expect(await arch(crossed('GOARCH=arm64'), 'linux/arm64')).toEqual([]);
});

test('a program for newer processors than the platform: arm/v6 an error, amd64 a warning', async () => {
  expect(await arch(crossed('GOARCH=arm GOARM=7'), 'linux/arm/v6')).toMatchObject([{ severity: 'error' }]);
  expect(await arch(crossed('GOARCH=arm GOARM=6'), 'linux/arm/v6')).toEqual([]);
  expect(await arch(crossed('GOARCH=arm GOARM=7'), 'linux/arm/v7')).toEqual([]);
  expect(await arch(built('GOAMD64=v3'))).toMatchObject([{ severity: 'warning' }]);
  expect(await arch(built('GOAMD64=v1'))).toEqual([]);
});
