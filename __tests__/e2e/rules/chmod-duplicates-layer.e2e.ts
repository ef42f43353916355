import { expect, test } from 'vitest';
import { mended, said } from '../../support/cross.ts';
import { buildImage } from '../../support/engine.ts';
import { filesFor, withProgram } from '../../support/final-stage.ts';
import { layerBytes } from '../../support/layer-bytes.ts';

const RULE = 'chmod-duplicates-layer';
const COPY = 'COPY --from=build /out/web /usr/bin/web';

function final(...lines: readonly string[]): string {
  return withProgram('FROM alpine:3.22', ...lines, 'CMD ["/usr/bin/web"]');
}

test.each([
  ['another owner', final(COPY, 'RUN chown 7:7 /usr/bin/web'), '7:7 755'],
  ['an owner without a group', final(COPY, 'RUN chown 7 /usr/bin/web'), '7:0 755'],
  ['an owner by name', final('RUN adduser -D -u 1234 app', COPY, 'RUN chown app:app /usr/bin/web'), '1234:1234 755'],
  ['another mode', final(COPY, 'RUN chmod 0555 /usr/bin/web'), '0:0 555'],
  ['a mode in letters', final(COPY, 'RUN chmod go-w,o-r /usr/bin/web'), '0:0 751'],
])('%s: the layer holds the file again; the fix has the same result without', (_, bad, facts) => {
  expect(said(RULE, bad)).toHaveLength(1);
  const before = layerBytes(filesFor(bad));
  const [copied = 0, again] = before.slice(-2);
  expect(copied).toBeGreaterThan(100_000);
  expect(again).toBe(copied);
  const good = mended(RULE, bad);
  expect(said(RULE, good)).toEqual([]);
  const after = layerBytes(filesFor(good));
  expect(after).toEqual(before.slice(0, -1));
  for (const text of [bad, good]) {
    using image = buildImage(filesFor(text));
    expect(image.run(['stat', '-c', '%u:%g %a', '/usr/bin/web']).output.trim()).toBe(facts);
  }
});

test.each([
  ['+x of what is executable', COPY, 'RUN chmod +x /usr/bin/web'],
  ['755 of what has it', COPY, 'RUN chmod 755 /usr/bin/web'],
  ['root for root', COPY, 'RUN chown root:root /usr/bin/web'],
  ['a folder alone', 'COPY --from=build /out/web /srv/', 'RUN chown 7 /srv'],
])('quiet, and nothing is stored twice: %s', (_, copy, run) => {
  const text = final(copy, run);
  expect(said(RULE, text)).toEqual([]);
  expect(layerBytes(filesFor(text)).at(-1)).toBe(0);
});

test('all that is in a folder', () => {
  const text = final('COPY --from=build /out/ /srv/', 'RUN chown -R 7 /srv');
  expect(said(RULE, text)).toHaveLength(1);
  const [copied, again] = layerBytes(filesFor(text)).slice(-2);
  expect(again).toBe(copied);
});

test('the programs of the base image, but not where they are as they were', () => {
  const text = final('RUN chmod -R 777 /bin', COPY);
  expect(said(RULE, text)).toHaveLength(1);
  expect(layerBytes(filesFor(text)).at(-2)).toBeGreaterThan(500_000);
  const same = final('RUN chmod -R 755 /bin', COPY);
  expect(said(RULE, same)).toEqual([]);
  expect(layerBytes(filesFor(same)).at(-2)).toBe(0);
});
