import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { secretOptions, secretVariables } from '../../src/build/secrets.ts';
import { temporaryFolder } from '../../src/system/temp.ts';

test('a value goes through a file that only we can read, and stands in no argument', async () => {
  await using folder = await temporaryFolder('test');
  const options = await secretOptions(
    [
      { kind: 'raw', text: 'id=r,src=/x' },
      { kind: 'value', id: 'TOKEN', value: 'hunter2\n,"=' },
      { kind: 'file', id: 'KEY', path: '/a,b/key' },
      { kind: 'env', id: 'NPM', name: 'NPM_TOKEN' },
    ],
    folder.path,
  );
  const file = join(folder.path, 'secret-1');
  expect(options).toEqual(['id=r,src=/x', `id=TOKEN,src=${file}`, 'id=KEY,"src=/a,b/key"', 'id=NPM,env=NPM_TOKEN']);
  expect(readFileSync(file, 'utf8')).toBe('hunter2\n,"=');
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

// buildx, util/buildflags/secrets.go: UnmarshalText and ResolveSource.
test.each([
  ['id=a,env=NAME', ['NAME']],
  ['id=a,src=/file', []],
  ['id=a,source=/file', []],
  ['id=a', ['a']],
  ['type=env,id=a', ['a']],
  ['type=env,id=a,src=NAME', ['NAME']],
  ['type=env,id=a,env=NAME', ['NAME']],
  ['type=file,id=a,src=/file', []],
  ['ID=a,ENV=NAME', ['NAME']],
  ['"id=a","env=NAME"', ['NAME']],
  ['id=a,env=NAME,src=/file', ['NAME']],
])('the variables of --secret %s', (text, names) => {
  expect(secretVariables([{ kind: 'raw', text }])).toEqual(names);
});

test('the variables of the other kinds', () => {
  expect(
    secretVariables([
      { kind: 'env', id: 'a', name: 'NAME' },
      { kind: 'file', id: 'b', path: '/x' },
      { kind: 'value', id: 'c', value: 'env=NO' },
    ]),
  ).toEqual(['NAME']);
});
