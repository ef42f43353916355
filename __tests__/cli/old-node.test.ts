import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

const CLI = new URL('../../dist/cli.cjs', import.meta.url).pathname;

/** Node as it would be with another version number, and without what came later. */
const AS_OLD = (version: string): string =>
  `data:text/javascript,${encodeURIComponent(
    `import m from 'node:module'; Object.defineProperty(process.versions, 'node', { value: '${version}' }); delete m.enableCompileCache;`,
  )}`;

test.each(['18.20.0', '20.20.2', '22.14.0'])('Node %s: what is needed is said', (version) => {
  const { status, stderr } = spawnSync(process.execPath, ['--import', AS_OLD(version), CLI, 'lint'], {
    encoding: 'utf8',
  });
  expect(stderr).toBe(`error: Node 22.15 or newer is needed, and this is ${version}\n`);
  expect(status).toBe(2);
});
