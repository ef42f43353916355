import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { goFlagsFault } from '../../src/lint/goflags-fault.ts';

/** What go itself says before it looks at anything else. */
function saidByGo(flags: string): string | undefined {
  const { PATH, HOME } = process.env;
  const { stderr } = spawnSync('go', ['list', 'errors'], {
    encoding: 'utf8',
    env: { PATH, HOME, GOFLAGS: flags, GOTOOLCHAIN: 'local' },
  });
  const said = /^go: parsing \$GOFLAGS: (.*)$/m.exec(stderr)?.[1];
  return said?.replace(/^unterminated . string$/, 'unterminated quote');
}

test.each([
  '',
  ' ',
  '-trimpath',
  '-trimpath -mod=mod',
  '--trimpath',
  '-ldflags=-s',
  '-ldflags=-s -w',
  '-ldflags=-w -s',
  "'-ldflags=-s -w'",
  '"-ldflags=-s -w" -trimpath',
  "-ldflags='-s -w'",
  "-ldflags='-s'",
  '-ldflags="-s -w"',
  "'-ldflags=-s -w",
  '-ldflags=-X a.b=c',
  '-ldflags=-s -X=a.b=c',
  '-ldflags=-linkmode=external -extldflags=-static',
  '-ldflags=-s -extldflags=-static',
  '-tags netgo',
  '-tags=a b',
  '-trimpath,',
  '-',
  '--',
  '-=a',
  'trimpath',
])('GOFLAGS=%j: what go says of it', (flags) => {
  expect(goFlagsFault(flags)).toBe(saidByGo(flags));
});
