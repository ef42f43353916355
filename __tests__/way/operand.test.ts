import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { operandOf } from '../../src/way/operand.ts';

let cwd = '';
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'plimsoll-test-operand-'));
  writeFileSync(join(cwd, 'there'), '');
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

test.each([
  ['oci:out', 'layout'],
  ['image:example.com/web:1', 'image'],
  ['report.json', 'report'],
  ['./there', 'layout'],
  // Nothing is there, and no ref can be called so: whoever mistyped a path is told of a path.
  ['../typo.tar', 'layout'],
  ['typo.tar', 'layout'],
  ['./typo', 'layout'],
  ['.', 'layout'],
  ['out/', 'layout'],
  ['/typo', 'layout'],
  ['out/typo.tar', 'layout'],
  ['main', 'commit'],
  ['there', 'commit'],
  ['origin/main', 'commit'],
  ['HEAD~1', 'commit'],
  ['refs/tags/x.tar', 'commit'],
  ['v1.tar.gz', 'commit'],
])('%s is a %s', (word, kind) => {
  expect(operandOf(word, cwd).kind).toBe(kind);
});
