import { expect, test } from 'vitest';
import { mergeRuleSettings, optionNames, type RuleSetting } from '../../src/model/rule-setting.ts';

test.each<[string, RuleSetting | undefined, RuleSetting | undefined, RuleSetting]>([
  ['only below', { severity: 'off' }, undefined, { severity: 'off' }],
  ['only above', undefined, { options: { minBytes: 1 } }, { options: { minBytes: 1 } }],
  ['both say the severity', { severity: 'off' }, { severity: 'error' }, { severity: 'error' }],
  [
    'a severity above leaves the options',
    { severity: 'note', options: { minBytes: 7, except: ['a'] } },
    { severity: 'error' },
    { severity: 'error', options: { minBytes: 7, except: ['a'] } },
  ],
  [
    'an option above leaves the severity and the other option',
    { severity: 'note', options: { minBytes: 7, except: ['a'] } },
    { options: { minBytes: 0 } },
    { severity: 'note', options: { minBytes: 0, except: ['a'] } },
  ],
  [
    'patterns above take the place of those below',
    { options: { except: ['a'] } },
    { options: { except: ['b', 'c'] } },
    { options: { except: ['b', 'c'] } },
  ],
])('settings of one rule: %s', (_, under, over, both) => {
  const settings = (setting: RuleSetting | undefined) => new Map(setting === undefined ? [] : [['x', setting]]);
  expect([...mergeRuleSettings(settings(under), settings(over))]).toEqual([['x', both]]);
});

test('settings of several rules stand side by side, and what was given is left as it is', () => {
  const under = new Map<string, RuleSetting>([['a', { severity: 'off' }]]);
  const over = new Map<string, RuleSetting>([
    ['b', { severity: 'note' }],
    ['a', { options: { minBytes: 1 } }],
  ]);
  expect([...mergeRuleSettings(under, over)]).toEqual([
    ['a', { severity: 'off', options: { minBytes: 1 } }],
    ['b', { severity: 'note' }],
  ]);
  expect([...under]).toEqual([['a', { severity: 'off' }]]);
});

test('names of the options that are set', () => {
  expect(optionNames({})).toEqual([]);
  expect(optionNames({ except: [] })).toEqual(['except']);
  expect(optionNames({ minBytes: 0, except: ['a'] })).toEqual(['min-bytes', 'except']);
});
