import { expect, test } from 'vitest';
import { said } from '../../support/cross.ts';
import { buildImage } from '../../support/engine.ts';
import { filesFor, withProgram } from '../../support/final-stage.ts';

const RULE = 'entrypoint-not-copied';

test.each([
  ['another path', 'COPY --from=build /out/web /usr/bin/web', '["/web"]', '["/usr/bin/web"]'],
  ['another name', 'COPY --from=build /out/web /', '["/server"]', '["/web"]'],
  ['not on PATH', 'COPY --from=build /out/web /app/', '["web"]', '["/app/web"]'],
  ['not in the work directory', 'WORKDIR /srv\nCOPY --from=build /out/web /', '["./web"]', '["../web"]'],
])('%s: the container does not start; the right one does', (_, copy, wrong, right) => {
  const final = (entrypoint: string): string => withProgram('FROM scratch', copy, `ENTRYPOINT ${entrypoint}`);
  expect(said(RULE, final(wrong)).map(({ severity }) => severity)).toEqual(['error']);
  {
    using image = buildImage(filesFor(final(wrong)));
    const { code, output } = image.run();
    expect(code).toBe(127);
    expect(output).toMatch(/no such file or directory|executable file not found in \$PATH/);
  }
  expect(said(RULE, final(right))).toEqual([]);
  using image = buildImage(filesFor(final(right)));
  expect(image.run()).toMatchObject({ code: 0, output: expect.stringContaining('uid 0') });
});

test.each([
  [
    'a folder without a slash behind takes the file in',
    'WORKDIR /srv',
    'COPY --from=build /out/web /srv',
    '["/srv/web"]',
  ],
  ['a folder of a stage', '', 'COPY --from=build /out /srv', '["/srv/web"]'],
  ['a wildcard', '', 'COPY --from=build /out/* /', '["/web"]'],
  ['the last folder counts', '', 'COPY --from=build /out/web /srv/', '["./web"]\nWORKDIR /srv'],
])('quiet, and it starts: %s', (_, before, copy, entrypoint) => {
  const text = withProgram('FROM scratch', before, copy, `ENTRYPOINT ${entrypoint}`);
  expect(said(RULE, text)).toEqual([]);
  using image = buildImage(filesFor(text));
  expect(image.run().code).toBe(0);
});
