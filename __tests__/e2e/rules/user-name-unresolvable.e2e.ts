import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { mended, said } from '../../support/cross.ts';
import { build, buildImage, buildLayout } from '../../support/engine.ts';
import { filesFor, withProgram } from '../../support/final-stage.ts';
import { tool } from '../../support/tools.ts';

const RULE = 'user-name-unresolvable';
const NO_USER = /unable to find (?:user|group) \S+: no matching entries in \S+ file/;
const NO_INDEX = 'invalid user index';

function scratch(...lines: readonly string[]): string {
  return withProgram('FROM scratch', 'COPY --from=build /out/web /web', ...lines, 'ENTRYPOINT ["/web"]');
}

test.each([
  ['USER nobody', 'uid 65534'],
  ['USER root', 'uid 0'],
  ['USER nonroot:nonroot', 'uid 65532'],
])('%s on scratch builds and does not start; its number does', (line, uid) => {
  const bad = scratch(line);
  expect(said(RULE, bad)).toHaveLength(1);
  {
    using image = buildImage(filesFor(bad));
    const { code, output } = image.run();
    expect(code).not.toBe(0);
    expect(output).toMatch(NO_USER);
  }
  const good = mended(RULE, bad);
  expect(said(RULE, good)).toEqual([]);
  using image = buildImage(filesFor(good));
  expect(image.run()).toMatchObject({ code: 0, output: expect.stringContaining(uid) });
});

const END = 'COPY --from=build /out/web /web\nUSER 7\nENTRYPOINT ["/web"]';

test.each([
  ['WORKDIR below a USER by name', withProgram('FROM scratch', 'USER nobody', 'WORKDIR /srv', END)],
  ['COPY --chown by name', withProgram('FROM scratch', 'COPY --chown=nobody go.mod /go.mod', END)],
  ['ADD --chown with the name of a group', withProgram('FROM scratch', 'ADD --chown=0:nogroup go.mod /go.mod', END)],
  [
    'a linked COPY --chown by name on debian',
    withProgram('FROM debian:bookworm-slim', 'COPY --link --chown=nobody go.mod /go.mod', END),
  ],
])('%s ends the build; its number does not', (_, bad) => {
  expect(said(RULE, bad)).toHaveLength(1);
  const failed = build(filesFor(bad));
  expect(failed.code).not.toBe(0);
  expect(failed.output).toContain(NO_INDEX);
  const good = mended(RULE, bad);
  expect(said(RULE, good)).toEqual([]);
  expect(build(filesFor(good)).code).toBe(0);
});

test('COPY --chown by name after another layer gives the file to root; its number does not', () => {
  const bad = scratch('COPY --chown=nobody:nogroup go.mod /go.mod', 'USER 7');
  expect(said(RULE, bad)).toHaveLength(1);
  expect(ownerIn(bad)).toBe('0/0');
  const good = mended(RULE, bad);
  expect(said(RULE, good)).toEqual([]);
  expect(ownerIn(good)).toBe('65534/65534');
});

/** Who has /go.mod, as tar lists the last layer. */
function ownerIn(text: string): string | undefined {
  using layout = buildLayout(filesFor(text));
  const blob = (digest: string): string => join(layout.path, 'blobs', ...digest.split(':'));
  const index = JSON.parse(readFileSync(join(layout.path, 'index.json'), 'utf8'));
  const { layers } = JSON.parse(readFileSync(blob(index.manifests[0].digest), 'utf8'));
  return /^\S+ (\S+) .*go\.mod$/m.exec(tool('tar', ['-tvf', blob(layers.at(-1).digest)]))?.[1];
}

test.each([
  ['--chown=root:root', scratch('COPY --chown=root:root go.mod /go.mod')],
  ['--chown=root, linked', scratch('COPY --link --chown=root go.mod /go.mod')],
  ['root and WORKDIR, a number afterwards', scratch('USER root', 'WORKDIR /srv', 'USER 65532')],
  ['a passwd file', scratch('COPY --from=build /etc/passwd /etc/passwd', 'USER nobody')],
  [
    'a name of the base',
    withProgram(
      'FROM debian:bookworm-slim',
      'COPY --from=build --chown=nobody /out/web /web',
      'USER nobody',
      'CMD ["/web"]',
    ),
  ],
])('quiet, and it runs: %s', (_, text) => {
  expect(said(RULE, text)).toEqual([]);
  using image = buildImage(filesFor(text));
  expect(image.run().code).toBe(0);
});
