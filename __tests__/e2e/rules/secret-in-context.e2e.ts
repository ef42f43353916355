import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { lintFile } from '../../../src/lint/lint-file.ts';
import { buildLayout, type Files, writeFiles } from '../../support/engine.ts';
import { scratchFolder } from '../../support/tools.ts';

const RULE = 'secret-in-context';
const SECRET = 'hunter2-hunter2-hunter2';

function findings(files: Files): readonly string[] {
  using folder = scratchFolder();
  writeFiles(folder.path, files);
  return lintFile({ path: join(folder.path, 'Dockerfile') })
    .filter(({ rule }) => rule === RULE)
    .map(({ severity, line }) => `${severity} ${line}`);
}

/** Do the bytes stand in a blob of the image: a layer, or its configuration? */
function holdsSecret(files: Files, args: readonly string[] = []): boolean {
  using layout = buildLayout(files, { args });
  const folder = join(layout.path, 'blobs/sha256');
  return readdirSync(folder).some((name) => {
    const blob = readFileSync(join(folder, name));
    const bytes = blob[0] === 0x1f && blob[1] === 0x8b ? gunzipSync(blob) : blob;
    return bytes.includes(SECRET);
  });
}

function check(bad: Files, good: Files, line: number, args: readonly string[] = []): void {
  expect(findings(bad)).toEqual([`error ${line}`]);
  expect(findings(good)).toEqual([]);
  expect(holdsSecret(bad, args)).toBe(true);
  expect(holdsSecret(good, args)).toBe(false);
}

const ENVIRONMENT = `PORT=80\nDB_PASSWORD=${SECRET}\n`;

test('a file stays in its layer, also where a later step removes it', () => {
  const text = 'FROM busybox\nCOPY . /www\nRUN rm -f /www/.env\nCMD ["httpd"]\n';
  const files = { Dockerfile: text, '.env': ENVIRONMENT, 'index.html': '' };
  check(files, { ...files, '.dockerignore': '.env\n' }, 2);
});

test('a folder that is copied from a stage brings it along', () => {
  const text =
    'FROM busybox AS b\nWORKDIR /src\nCOPY . .\nRUN ls\nFROM busybox\nCOPY --from=b /src /www\nCMD ["httpd"]\n';
  const files = { Dockerfile: text, '.env': ENVIRONMENT, 'index.html': '' };
  check(files, { ...files, '.dockerignore': '.env\n' }, 3);
});

test('ENV stands in the configuration', () => {
  const text = `FROM busybox\nENV DB_PASSWORD=${SECRET}\nCMD ["httpd"]\n`;
  check({ Dockerfile: text }, { Dockerfile: text.replace(/ENV.*\n/, '') }, 2);
});

test('a build argument stands in the history, a mounted secret does not', () => {
  const end = 'CMD ["httpd"]\n';
  const bad = `FROM busybox\nARG API_TOKEN\nRUN test -e / && echo "$API_TOKEN" | wc -c\n${end}`;
  const good = `FROM busybox\nRUN --mount=type=secret,id=token,src=token wc -c /run/secrets/token\n${end}`;
  using folder = scratchFolder();
  writeFiles(folder.path, { token: SECRET });
  const args = [`--build-arg=API_TOKEN=${SECRET}`, `--secret=id=token,src=${join(folder.path, 'token')}`];
  check({ Dockerfile: bad }, { Dockerfile: good.replace(',src=token', '') }, 3, args);
});
