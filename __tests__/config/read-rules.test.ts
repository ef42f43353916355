import { expect, test } from 'vitest';
import { readRules } from '../../src/config/read-rules.ts';
import { ConfigError } from '../../src/model/errors.ts';
import type { RuleSetting } from '../../src/model/rule-setting.ts';

test.each<[string, readonly string[], Readonly<Record<string, RuleSetting>>]>([
  ['a level', ['dl3006=off'], { dl3006: { severity: 'off' } }],
  ['a level with a colon', ['strip-binary: warning'], { 'strip-binary': { severity: 'warning' } }],
  ['a level with room', ['DL3006 = error'], { DL3006: { severity: 'error' } }],
  ['a level with neither', ['x:note'], { x: { severity: 'note' } }],
  ['the last level', ['a=off', 'b=note', 'a=error'], { a: { severity: 'error' }, b: { severity: 'note' } }],
  ['a size', ['a.min-bytes=1MB'], { a: { options: { minBytes: 1_000_000 } } }],
  ['a size with room, and a colon', ['a.min-bytes: 1.5 KiB'], { a: { options: { minBytes: 1_536 } } }],
  ['the last size', ['a.min-bytes=1MB', 'a.min-bytes=0'], { a: { options: { minBytes: 0 } } }],
  ['a pattern', ['a.except=testdata'], { a: { options: { except: ['testdata'] } } }],
  ['patterns add up', ['a.except=x', 'a.except=y/*'], { a: { options: { except: ['x', 'y/*'] } } }],
  ['a pattern with a colon', ['a.except=localhost:5000/x'], { a: { options: { except: ['localhost:5000/x'] } } }],
  ['a pattern with room and =', ['a.except=my files/a=b'], { a: { options: { except: ['my files/a=b'] } } }],
  [
    'all of one rule, in any order',
    ['a.except=x', 'a=note', 'a.min-bytes=1k', 'a.except=y', 'a=error'],
    { a: { severity: 'error', options: { minBytes: 1_000, except: ['x', 'y'] } } },
  ],
  ['none', [], {}],
])('%s', (_, entries, expected) => {
  expect(Object.fromEntries(readRules(entries))).toEqual(expected);
});

test.each([
  ['a', '"a" does not set a rule', 'rule-id.min-bytes=1MB'],
  ['a=', '"a=" does not set a rule', 'rule-id=off'],
  ['=off', '"=off" does not set a rule', 'rule-id=off'],
  ['a=off note', '"a=off note" does not set a rule', 'rule-id=off'],
  ['a.min-bytes=', '"a.min-bytes=" does not set a rule', 'rule-id.min-bytes=1MB'],
  ['a.min-bytes', '"a.min-bytes" does not set a rule', 'rule-id.min-bytes=1MB'],
  ['a.=x', '"a.=x" does not set a rule', 'rule-id.except=testdata'],
  ['.except=x', '".except=x" does not set a rule', 'rule-id.except=testdata'],
  ['a=warn', 'unknown level "warn" for rule a', 'known: error, warning, note, off'],
  ['a.min-byte=1', 'unknown option "min-byte" for rule a', 'did you mean "min-bytes"?'],
  ['a.expect=x', 'unknown option "expect" for rule a', 'did you mean "except"?'],
  ['a.severity=off', 'unknown option "severity" for rule a', 'known: min-bytes, except'],
  ['a.constructor=off', 'unknown option "constructor" for rule a', 'known: min-bytes, except'],
  ['a.min-bytes=1XB', 'a.min-bytes: "1XB" is not a size', '12MB'],
  ['a.min-bytes=-1', 'a.min-bytes: "-1" is not a size', '12MB'],
])('%j is refused', (entry, message, hint) => {
  expect(() => readRules([entry])).toThrow(ConfigError);
  expect(() => readRules([entry])).toThrow(
    expect.objectContaining({ message: expect.stringContaining(message), hint: expect.stringContaining(hint) }),
  );
});
