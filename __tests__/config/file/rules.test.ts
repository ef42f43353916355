import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../../src/config/file/parse.ts';
import { ConfigError } from '../../../src/model/errors.ts';

const parse = (rules: string) => parseConfig(`version: 1\nrules:\n${rules}`, 'plimsoll.yml').rules;

test.each([
  ['a level', '  a-b: off', 'off'],
  ['a severity', '  a-b: { severity: note }', { severity: 'note' }],
  ['an option without a severity', '  a-b: { options: { min-bytes: 1MB } }', { options: { 'min-bytes': 1_000_000 } }],
  ['a size as a number', '  a-b: { options: { min-bytes: 4096 } }', { options: { 'min-bytes': 4_096 } }],
  ['a size of nothing', '  a-b: { options: { min-bytes: 0 } }', { options: { 'min-bytes': 0 } }],
  ['patterns', '  a-b: { options: { except: [a, b/*] } }', { options: { except: ['a', 'b/*'] } }],
  ['one pattern', '  a-b: { options: { except: a } }', { options: { except: 'a' } }],
  [
    'all of it',
    '  a-b:\n    severity: note\n    options:\n      min-bytes: 11.5 KiB\n      except:\n        - testdata\n',
    { severity: 'note', options: { 'min-bytes': 11_776, except: ['testdata'] } },
  ],
])('%s', (_, rules, expected) => {
  expect(parse(rules)).toEqual({ 'a-b': expected });
});

describe('what is wrong is said with its line and the nearest right name', () => {
  test.each([
    ['a level', '  x: off\n  a-b: wrong', '4: "wrong" is not a value of rules.a-b', 'off, note, warning or error'],
    ['nothing', '  a-b:\n', '3: null is not a value of rules.a-b', 'off, note, warning or error'],
    ['a list', '  a-b: [off]\n', '3: ["off"] is not a value of rules.a-b', 'off, note, warning or error'],
    ['an empty rule', '  a-b: {}', '3: {} is not a value of rules.a-b', 'a severity, options, or both'],
    [
      'a severity',
      '  a-b:\n    severity: wrong',
      '4: "wrong" is not a value of rules.a-b.severity',
      'off, note, warning or error',
    ],
    ['a key of the rule', '  a-b:\n    option: {}', '4: unknown key "option" in rules.a-b', 'did you mean "options"?'],
    [
      'an option',
      '  a-b:\n    severity: note\n    options:\n      min-byte: 1MB',
      '6: unknown key "min-byte" in rules.a-b.options',
      'did you mean "min-bytes"?',
    ],
    [
      'a size',
      '  a-b:\n    options:\n      except: a\n      min-bytes: 1XB',
      '6: "1XB" is not a value of rules.a-b.options.min-bytes',
      '12MB, 11.5MiB',
    ],
    [
      'a size below nothing',
      '  a-b:\n    options:\n      min-bytes: -1',
      '5: -1 is not a value of rules.a-b.options.min-bytes',
      '12MB',
    ],
    [
      'no pattern',
      '  a-b:\n    options:\n      except: { a: b }',
      '5: {"a":"b"} is not a value of rules.a-b.options.except',
      'a text or a list of texts',
    ],
  ])('%s', (_, rules, message, hint) => {
    expect(() => parse(rules)).toThrow(ConfigError);
    expect(() => parse(rules)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(`plimsoll.yml:${message}`),
        hint: expect.stringContaining(hint),
      }),
    );
  });
});
