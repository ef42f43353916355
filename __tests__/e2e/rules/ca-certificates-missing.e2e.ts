import { expect, test } from 'vitest';
import { programFiles, serviceText } from '../../lint/go-service.ts';
import { buildImage, docker, type Ended, type Files } from '../../support/engine.ts';
import { labEnv } from '../../support/lab.ts';
import { mendedFiles, saidOfFiles } from '../../support/mended-files.ts';

const RULE = 'ca-certificates-missing';
const REFUSED = 'x509: certificate signed by unknown authority';

/** A program that asks a server whose authority stands in the bundle of the images that golang is built on. */
function client(base: string, body = ''): Files {
  const ask = `${body}answer, err := http.Get("${labEnv().tls.url}"); if err != nil { panic(err) }; println(answer.StatusCode)`;
  return {
    ...programFiles(['net/http', ...(body === '' ? [] : ['crypto/tls'])], ask),
    Dockerfile: serviceText(base),
  } as Files;
}

/** In the machine's own network, where the server is. */
function connected(files: Files): Ended {
  using image = buildImage(files);
  return docker('run', '--rm', '--network', 'host', image.tag);
}

test.each([['scratch'], ['debian:bookworm-slim'], ['busybox:1.37']])(
  'on %s the client is refused; with the bundle of the build stage it is not',
  (base) => {
    const bad = client(base);
    expect(saidOfFiles(RULE, bad)).toMatchObject([{ severity: 'warning', fix: { safe: true } }]);
    const failed = connected(bad);
    expect(failed.output).toContain(REFUSED);
    expect(failed.code).not.toBe(0);
    const good = mendedFiles(RULE, bad, 'safe');
    expect(saidOfFiles(RULE, good)).toEqual([]);
    expect(connected(good)).toMatchObject({ code: 0, output: expect.stringContaining('200') });
  },
);

test('the bundle of the alpine build stage does as well', () => {
  const files = client('scratch');
  const bad = { ...files, Dockerfile: serviceText('scratch').replace('golang:1.26', 'golang:1.26-alpine') };
  expect(connected(mendedFiles(RULE, bad, 'safe'))).toMatchObject({ code: 0, output: expect.stringContaining('200') });
});

test('quiet, and it connects: on alpine, and where the code says whom it trusts', () => {
  const trusting = 'http.DefaultTransport.(*http.Transport).TLSClientConfig = &tls.Config{InsecureSkipVerify: true}; ';
  for (const files of [client('alpine:3.22'), client('scratch', trusting)]) {
    expect(saidOfFiles(RULE, files)).toEqual([]);
    expect(connected(files)).toMatchObject({ code: 0, output: expect.stringContaining('200') });
  }
});
