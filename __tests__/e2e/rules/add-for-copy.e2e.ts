import { expect, test } from 'vitest';
import { mended, said } from '../../support/cross.ts';
import { buildTree, type Files } from '../../support/engine.ts';
import { tool } from '../../support/tools.ts';

const RULE = 'add-for-copy';
const FILES: Files = { 'a.txt': 'a', 'folder/b.txt': 'b', 'run.sh': { text: '#!/bin/sh\n', mode: 0o755 } };

/** Every file of the image with its mode and content, as `find` and `sha256sum` say it. */
function contents(text: string): string {
  using tree = buildTree({ ...FILES, Dockerfile: text });
  return tool('sh', ['-c', 'find . -type f -printf "%m %p\\n" -exec sha256sum {} + | sort'], tree.path);
}

test.each([
  ['a file', 'ADD a.txt /x'],
  ['files and options', 'ADD --chown=7:7 --chmod=640 a.txt run.sh /x/'],
  ['a folder', 'ADD folder /y'],
  ['the context', 'ADD . /z/'],
])('%s: COPY makes the same image', (_, line) => {
  const bad = `FROM scratch\n${line}\n`;
  expect(said(RULE, bad)).toHaveLength(1);
  const good = mended(RULE, bad);
  expect(good).toContain('\nCOPY ');
  expect(said(RULE, good)).toEqual([]);
  // The context holds the Dockerfile itself, which is not the same.
  const without = (listing: string): string => listing.replace(/^.*Dockerfile\n/gm, '');
  expect(without(contents(good))).toBe(without(contents(bad)));
  expect(contents(good)).not.toBe('');
});
