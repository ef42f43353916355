import { describe, expect, test } from 'vitest';
import { parseReference } from '../../src/dockerfile/reference.ts';
import { lintFile } from '../../src/lint/lint-file.ts';
import { namedContextReader } from '../../src/lint/named-contexts.ts';
import { writeFiles } from '../support/engine.ts';
import { scratchFolder } from '../support/tools.ts';

describe('images that a named context stands for', () => {
  test.each([
    ['golang', 'golang', true],
    ['golang', 'golang:latest', true],
    ['golang:latest', 'golang', true],
    ['golang', 'docker.io/library/golang', true],
    ['golang:1.26', 'golang:1.26', true],
    ['golang', 'golang:1.26', false],
    ['ghcr.io/a/b', 'ghcr.io/a/b', true],
    ['b', 'ghcr.io/a/b', false],
  ])('--build-context %s=…, FROM %s: %s', (name, from, replaced) => {
    const reference = parseReference(from);
    expect(reference !== undefined && namedContextReader([name])(reference)).toBe(replaced);
  });

  test('rules about the base image keep quiet', () => {
    using folder = scratchFolder();
    writeFiles(folder.path, { Dockerfile: 'FROM golang:1.26-slim AS a\nFROM base\nCOPY --from=a /x /x\n' });
    const rules = (namedContexts: readonly string[]) =>
      lintFile({ path: folder.path, namedContexts }).map(({ rule }) => rule);
    expect(rules([])).toEqual(expect.arrayContaining(['base-tag-unknown', 'base-unpinned']));
    expect(rules(['golang:1.26-slim', 'base'])).not.toEqual(expect.arrayContaining(['base-tag-unknown']));
    expect(rules(['golang:1.26-slim', 'base'])).not.toEqual(expect.arrayContaining(['base-unpinned']));
  });
});
