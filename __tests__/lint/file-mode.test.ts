import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changedMode } from '../../src/lint/file-mode.ts';

const CHANGES = [
  '+x',
  'a+x',
  'u+x',
  '-x',
  'go-rwx',
  'go=',
  'u=rwx,go=rx',
  'a=r',
  '+w',
  'u+X',
  'a+X',
  '=r',
  'o+w',
  '755',
  '0500',
  '644',
];

test.each(CHANGES)('chmod %s does the same', (change) => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-mode-'));
  try {
    const file = join(folder, 'a');
    writeFileSync(file, '');
    for (const mode of [0o644, 0o755, 0o600, 0o711, 0o400]) {
      chmodSync(file, mode);
      // The shell sets the umask of builds.
      execFileSync('sh', ['-c', 'umask 022; chmod -- "$1" "$2"', 'sh', change, file], {
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      expect(changedMode(mode, change)?.toString(8)).toBe((statSync(file).mode & 0o777).toString(8));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each(['u+s', '+t', 'g=u', 'x', '', '9', '+x,y'])('%j is not read', (change) => {
  expect(changedMode(0o644, change)).toBeUndefined();
});
