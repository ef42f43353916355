import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findDockerfile } from '../../src/dockerfile/find.ts';
import { readDockerfile } from '../../src/dockerfile/read.ts';
import { ConfigError } from '../../src/model/errors.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plimsoll-find-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function errorOf(path: string): { readonly message: string; readonly hint: string | undefined } {
  try {
    findDockerfile(path);
  } catch (error) {
    if (error instanceof ConfigError) return { message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('found');
}

test('a file is itself, a folder is its Dockerfile', () => {
  writeFileSync(join(folder, 'Dockerfile'), 'FROM a\n');
  writeFileSync(join(folder, 'other'), 'FROM a\n');
  expect(findDockerfile(join(folder, 'other'))).toEqual({ path: join(folder, 'other'), contextDir: folder });
  expect(findDockerfile(folder)).toEqual({ path: join(folder, 'Dockerfile'), contextDir: folder });
});

test.each<[readonly string[], string | undefined]>([
  [['Dockerfile.prod'], '"Dockerfile.prod"'],
  [['dockerfile'], '"dockerfile"'],
  [['DockerFile'], '"DockerFile"'],
  [['Containerfile'], '"Containerfile"'],
  [['web.Dockerfile'], '"web.Dockerfile"'],
  [['Dockerfil', 'notes.md'], '"Dockerfil"'],
  [['Dockerfile.a', 'Dockerfile.a.dockerignore'], '"Dockerfile.a"'],
  [['notes.md'], undefined],
])('where it is missing, %j is offered', (names, offered) => {
  for (const name of names) writeFileSync(join(folder, name), '');
  const { message, hint } = errorOf(folder);
  expect(message).toBe(`${join(folder, 'Dockerfile')} does not exist`);
  expect(hint).toBe(
    offered === undefined
      ? 'name a Dockerfile, or a folder that holds one'
      : `did you mean ${offered.replace('"', `"${folder}/`)}?`,
  );
});

test('a folder named Dockerfile', () => {
  mkdirSync(join(folder, 'Dockerfile'));
  writeFileSync(join(folder, 'Dockerfile.web'), '');
  expect(errorOf(folder)).toEqual({
    message: `${join(folder, 'Dockerfile')} is a folder`,
    hint: `did you mean "${join(folder, 'Dockerfile.web')}"?`,
  });
});

test('a path that leads nowhere', () => {
  expect(errorOf(join(folder, 'no/such/file')).message).toBe(`${join(folder, 'no/such/file')} does not exist`);
});

test.each<[string, Buffer, string]>([
  ['empty', Buffer.alloc(0), 'this file is empty'],
  ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]), 'this is not text: it holds a NUL byte'],
  ['utf-16', Buffer.from('\uFEFFFROM a\n', 'utf16le'), 'this is UTF-16 text'],
])('a file that is %s is read, with a problem', (_, bytes, message) => {
  const path = join(folder, 'Dockerfile');
  writeFileSync(path, bytes);
  const dockerfile = readDockerfile(path, 'shown');
  expect(dockerfile.file).toBe('shown');
  expect(dockerfile.problems.map((problem) => problem.message)).toEqual([message]);
});

test('what cannot be opened is an error', () => {
  expect(() => readDockerfile(join(folder, 'none'), 'none')).toThrow(ConfigError);
  expect(() => readDockerfile(folder, 'x')).toThrow('is not a file');
});
