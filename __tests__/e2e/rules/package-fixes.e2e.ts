import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixed } from '../../lint/fixed.ts';
import { build, buildTree } from '../../support/engine.ts';

/** No mirror is asked: what is there already is installed once more. */
const APT = `FROM debian:bookworm-slim
RUN rm -f /etc/apt/sources.list.d/* && apt-get update && \\
    apt-get install -y bash
CMD ["bash", "-c", "true"]
`;
const APK = 'FROM alpine:3.22\nRUN echo > /etc/apk/repositories && apk add busybox\nCMD ["httpd"]\n';

function lists(text: string): readonly string[] {
  using tree = buildTree({ Dockerfile: text });
  return readdirSync(join(tree.path, 'var/lib/apt/lists'));
}

test('lists of apt are left, and gone after the fix', () => {
  const text = fixed('package-cache-shipped', { name: '', text: APT }, 'safe');
  expect(text).toContain('&& \\\n    rm -rf /var/lib/apt/lists/*\n');
  expect(lists(APT)).not.toEqual([]);
  expect(lists(text)).toEqual([]);
});

test('without recommended packages', () => {
  const text = fixed('package-recommends', { name: '', text: APT }, 'safe');
  expect(text).toContain('install --no-install-recommends -y bash');
  expect(build({ Dockerfile: text })).toMatchObject({ code: 0 });
});

test('apk without an index', () => {
  const text = fixed('package-cache-shipped', { name: '', text: APK }, 'safe');
  expect(text).toContain('apk add --no-cache busybox');
  expect(build({ Dockerfile: text })).toMatchObject({ code: 0 });
});
