import { expect, test } from 'vitest';
import type { TestEntry } from '../support/layout.ts';
import { file, folder, hard, link as soft } from '../support/read-one.ts';
import { weigh } from '../support/stacks.ts';

// Worked by hand from the image spec, layer.md, and from what containerd unpacks.
test.each<[string, TestEntry[][], number, number, string[]]>([
  ['files add up', [[file('a', 3)], [file('b', 4)]], 7, 7, ['/a', '/b']],
  ['a file over a file', [[file('a', 3)], [file('a', 4)]], 7, 4, ['/a']],
  ['a whiteout', [[file('d/a', 3), file('d/b', 4)], [file('d/.wh.a', 0)]], 7, 4, ['/d/b']],
  ['a whiteout of a folder', [[file('d/e/a', 3), file('d/b', 4)], [file('d/.wh.e', 0)]], 7, 4, ['/d/b']],
  ['a whiteout of nothing', [[file('a', 3)], [file('.wh.zz', 0)]], 3, 3, ['/a']],
  ['a whiteout spares its own layer, standing after', [[file('a', 3)], [file('a', 4), file('.wh.a', 0)]], 7, 4, ['/a']],
  [
    'a whiteout spares its own layer, standing before',
    [[file('a', 3)], [file('.wh.a', 0), file('a', 4)]],
    7,
    4,
    ['/a'],
  ],
  [
    'a folder removed and made anew',
    [[file('d/a', 3)], [file('.wh.d', 0), folder('d'), file('d/b', 4)]],
    7,
    4,
    ['/d/b'],
  ],
  ['gone, and back in a third layer', [[file('a', 3)], [file('.wh.a', 0)], [file('a', 5)]], 8, 5, ['/a']],
  [
    'opaque hides lower layers',
    [
      [file('d/a', 3), file('b', 1)],
      [file('d/.wh..wh..opq', 0), file('d/c', 4)],
    ],
    8,
    5,
    ['/b', '/d/c'],
  ],
  [
    'opaque at the end of its layer hides no more',
    [[file('d/a', 3)], [file('d/c', 4), file('d/.wh..wh..opq', 0)]],
    7,
    4,
    ['/d/c'],
  ],
  [
    'opaque reaches into folders',
    [[file('d/e/a', 3)], [file('d/.wh..wh..opq', 0), file('d/e/b', 4)]],
    7,
    4,
    ['/d/e/b'],
  ],
  ['an opaque root', [[file('a', 3)], [file('.wh..wh..opq', 0), file('b', 4)]], 7, 4, ['/b']],
  [
    'a folder that becomes a link: what follows goes where the link leads',
    [[file('d/a', 3), soft('d', 'e'), file('d/b', 4), file('d/c', 5)]],
    12,
    9,
    ['/e/b', '/e/c'],
  ],
  [
    'a link that becomes a folder',
    [[folder('e'), soft('d', 'e'), file('d/a', 3), folder('d'), file('d/b', 4)]],
    7,
    7,
    ['/d/b', '/e/a'],
  ],
  [
    'names of one folder in several forms',
    [[file('d/a', 1), file('./d/b', 2), file('/d/c', 3), file('d/e/../f', 4), file('d//g', 5)]],
    15,
    15,
    ['/d/a', '/d/b', '/d/c', '/d/f', '/d/g'],
  ],
  ['a file over a folder hides all in it', [[file('d/a', 3), file('d/e/b', 4)], [file('d', 5)]], 12, 5, ['/d']],
  [
    'what a file hid does not come back under a folder',
    [[file('d/a', 3)], [file('d', 5)], [file('d/b', 7)]],
    15,
    7,
    ['/d/b'],
  ],
  ['a link over a folder hides all in it', [[file('d/a', 3)], [soft('d', 'e')]], 3, 0, []],
  ['a folder over a folder is merged', [[file('d/a', 3)], [folder('d'), file('d/b', 4)]], 7, 7, ['/d/a', '/d/b']],
  [
    'a folder over a link takes its place',
    [
      [soft('d', 'e'), file('e/a', 3)],
      [folder('d'), file('d/b', 4)],
    ],
    7,
    7,
    ['/d/b', '/e/a'],
  ],
  ['hard links count once', [[file('a', 3), hard('b', 'a'), hard('c', 'b')]], 3, 3, ['/a']],
  ['a hard link outlives its first name', [[file('a', 3), hard('b', 'a')], [file('.wh.a', 0)]], 3, 3, ['/b']],
  [
    'hard links with no name left',
    [
      [file('a', 3), hard('b', 'a')],
      [file('.wh.a', 0), file('.wh.b', 0)],
    ],
    3,
    0,
    [],
  ],
  [
    'a hard link to what is then replaced keeps the old',
    [[file('a', 3), hard('b', 'a'), file('a', 4)]],
    7,
    7,
    ['/a', '/b'],
  ],
  ['a name twice in a layer: the last', [[file('a', 3), file('a', 4)]], 7, 4, ['/a']],
  ['a link in the same layer leads its children', [[folder('e'), soft('d', 'e'), file('d/a', 3)]], 3, 3, ['/e/a']],
  ['an absolute link leads from the root', [[folder('x/e'), soft('x/d', '/x/e'), file('x/d/a', 3)]], 3, 3, ['/x/e/a']],
  ['a link out of the root stays in it', [[soft('d', '../../e'), file('d/a', 3)]], 3, 3, ['/e/a']],
  ['a link of a lower layer is covered', [[soft('d', 'e'), file('e/a', 3)], [file('d/b', 4)]], 7, 7, ['/d/b', '/e/a']],
  ['names that lead out stay in', [[file('../../a', 3), file('./b', 4)], [file('/c', 5)]], 12, 12, ['/a', '/b', '/c']],
  ['bookkeeping of AUFS is never seen', [[file('.wh..wh.aufs', 3)]], 3, 0, []],
  ['contents of a whiteout are shipped and never seen', [[file('a', 3)], [file('.wh.a', 9)]], 12, 0, []],
])('%s', async (_name, layers, unpacked, effective, paths) => {
  expect(await weigh(layers)).toEqual({ unpacked, effective, paths });
});

test.each<[string, TestEntry[], string]>([
  ['a hard link to nothing', [hard('a', 'b')], '"a" is a hard link to "b", which is not in this layer'],
  ['a hard link to a folder', [folder('d'), hard('a', 'd')], '"a" is a hard link to "d", which is a folder'],
  ['a file in a file', [file('a', 1), file('a/b', 1)], '"/a" is not a folder'],
  ['links in a circle', [soft('a', 'b'), soft('b', 'a'), file('a/c', 1)], 'links in a circle'],
  ['a whiteout of no name', [file('d/.wh.', 0)], '".wh." hides nothing that has a name'],
  ['a whiteout of the parent', [file('d/.wh...', 0)], '".wh..." hides nothing that has a name'],
  ['too many folders', [file(`${'d/'.repeat(257)}a`, 1)], 'more than 256 folders deep'],
  [
    'too many folders, by links',
    [soft('x', `${'d/'.repeat(200)}y`), soft(`${'d/'.repeat(200)}y`, `${'e/'.repeat(100)}z`), file('x/a', 1)],
    'more than 256 folders deep',
  ],
])('%s is refused with its place', async (_name, entries, message) => {
  await expect(weigh([entries])).rejects.toThrow(message);
  await expect(weigh([entries])).rejects.toThrow(/^entry at byte \d+: /);
});
