import { expect, test } from 'vitest';
import { parseModuleInfo } from '../../src/gobinary/module-info.ts';

test('a replacement belongs to the line before it', () => {
  const text = [
    'path\texample.com/cmd',
    'mod\texample.com\tv1.0.0\th1:a=',
    'dep\tone.example\tv1.0.0\th1:b=',
    'dep\ttwo.example\tv2.0.0',
    '=>\tfork.example/two\tv2.0.1\th1:c=',
    'dep\tthree.example\tv3.0.0\th1:d=',
    '',
  ].join('\n');
  expect(parseModuleInfo(text)).toEqual({
    mainPackage: 'example.com/cmd',
    main: { path: 'example.com', version: 'v1.0.0' },
    dependencies: [
      { path: 'one.example', version: 'v1.0.0' },
      { path: 'two.example', version: 'v2.0.0', replacedBy: { path: 'fork.example/two', version: 'v2.0.1' } },
      { path: 'three.example', version: 'v3.0.0' },
    ],
    settings: new Map(),
  });
});

// The forms that runtime/debug.BuildInfo.String writes, quoting by strconv.Quote.
test.each([
  ['build\tGOOS=linux', 'GOOS', 'linux'],
  ['build\t-ldflags="-s -w"', '-ldflags', '-s -w'],
  ['build\t-ldflags="-X \\"main.v=a\\\\b\\""', '-ldflags', '-X "main.v=a\\b"'],
  ['build\tvcs.modified=false', 'vcs.modified', 'false'],
  ['build\t"odd key"=`raw value`', 'odd key', 'raw value'],
  ['build\tk="tab\\tend\\x21"', 'k', 'tab\tend!'],
  ['build\tempty=', 'empty', ''],
])('%s', (line, key, value) => {
  expect(parseModuleInfo(line).settings.get(key)).toBe(value);
});

test.each(['', 'build', 'build\tno equals sign', '=>\tnothing\tbefore', 'nonsense'])('%j says nothing', (text) => {
  expect(parseModuleInfo(text)).toEqual({ mainPackage: null, main: null, dependencies: [], settings: new Map() });
});
