import { expect, test } from 'vitest';
import { said } from '../../support/cross.ts';
import { buildImage, docker } from '../../support/engine.ts';
import { filesFor, withProgram } from '../../support/final-stage.ts';

const RULE = 'tool-missing-at-runtime';

function final(base: string, ...lines: readonly string[]): string {
  return withProgram(`FROM ${base}`, 'COPY --from=build /out/web /web', ...lines);
}

test.each([
  [
    'bash on alpine',
    final('alpine:3.22', 'ENTRYPOINT ["bash", "-c", "/web"]'),
    final('alpine:3.22', 'ENTRYPOINT ["sh", "-c", "/web"]'),
  ],
  [
    'tini on debian',
    final('debian:bookworm-slim', 'ENTRYPOINT ["tini", "--", "/web"]'),
    final('debian:bookworm-slim', 'ENTRYPOINT ["env", "A=b", "/web"]'),
  ],
  ['a shell on scratch', final('scratch', 'CMD ["/bin/sh", "-c", "/web"]'), final('scratch', 'CMD ["/web"]')],
])('%s: the container does not start; what is there does', (_, bad, good) => {
  expect(said(RULE, bad).map(({ severity }) => severity)).toEqual(['error']);
  {
    using image = buildImage(filesFor(bad));
    const { code, output } = image.run();
    expect(code).toBe(127);
    expect(output).toMatch(/executable file not found in \$PATH|no such file or directory/);
  }
  expect(said(RULE, good)).toEqual([]);
  using image = buildImage(filesFor(good));
  expect(image.run().code).toBe(0);
});

/** Runs the check of an image as the engine does: it is the exit code that counts. */
function check(text: string): ReturnType<typeof docker> {
  using image = buildImage(filesFor(text));
  const format = '{{json .Config.Healthcheck.Test}}';
  const [kind, ...words] = JSON.parse(docker('image', 'inspect', '--format', format, image.tag).output);
  const command = kind === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : words;
  return docker('run', '--rm', '--network', 'none', '--entrypoint', command[0], image.tag, ...command.slice(1));
}

test.each([
  ['curl on alpine', 'alpine:3.22', 'curl --version', 'wget --help'],
  ['wget on debian', 'debian:bookworm-slim', 'wget --version', 'cat /etc/os-release'],
  ['one of two on alpine', 'alpine:3.22', 'curl --version || bash --version', 'curl --version || wget --help'],
])('a check by %s never passes; by what is there it does', (_, base, missing, there) => {
  const bad = final(base, `HEALTHCHECK CMD ${missing}`, 'CMD ["/web"]');
  expect(said(RULE, bad)).toHaveLength(1);
  const failed = check(bad);
  expect(failed.code).toBe(127);
  expect(failed.output).toMatch(/not found/);
  const good = final(base, `HEALTHCHECK CMD ${there}`, 'CMD ["/web"]');
  expect(said(RULE, good)).toEqual([]);
  expect(check(good).code).toBe(0);
});
