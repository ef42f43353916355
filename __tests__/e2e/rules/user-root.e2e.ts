import { expect, test } from 'vitest';
import { mended, said } from '../../support/cross.ts';
import { buildImage } from '../../support/engine.ts';
import { filesFor, withProgram } from '../../support/final-stage.ts';

const RULE = 'user-root';

test.each([
  ['scratch', ''],
  ['alpine:3.22', ''],
  ['debian:bookworm-slim', ''],
  ['distroless/static-debian12:latest', ''],
  ['alpine:3.22', 'USER root\n'],
])('%s %s: runs as root; with the fix it does not', (base, user) => {
  const text = withProgram(`FROM ${base}`, 'COPY --from=build /out/web /web', `ENTRYPOINT ["/web"]\n${user}`.trim());
  // The lab has its images under the names of Docker Hub alone.
  const judged = text.replace('FROM distroless', 'FROM gcr.io/distroless');
  expect(said(RULE, judged)).toHaveLength(1);
  {
    using image = buildImage(filesFor(text));
    expect(image.run().output).toContain('uid 0');
  }
  const good = mended(RULE, judged);
  expect(said(RULE, good)).toEqual([]);
  using image = buildImage(filesFor(good.replace('gcr.io/', '')));
  expect(image.run()).toMatchObject({ code: 0, output: expect.stringContaining('uid 65532') });
});

test('quiet: a nonroot image, and a number by way of ENV', () => {
  for (const [base, lines] of [
    ['gcr.io/distroless/static-debian12:nonroot', ''],
    ['alpine:3.22', 'ENV U=7\nUSER $U\n'],
  ]) {
    const text = withProgram(`FROM ${base}`, 'COPY --from=build /out/web /web', `${lines}ENTRYPOINT ["/web"]`);
    expect(said(RULE, text)).toEqual([]);
    using image = buildImage(filesFor(text.replace('gcr.io/', '')));
    expect(image.run().output).not.toContain('uid 0');
  }
});
