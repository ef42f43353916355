import { describe, expect, test } from 'vitest';
import { parseDockerfile } from '../../src/dockerfile/dockerfile.ts';
import { IMAGE_CHECKS } from '../../src/image/checks/index.ts';
import { lint } from '../../src/lint/lint.ts';
import { RULE_PAGES } from '../../src/lint/rule-pages.ts';
import { checkRuleSettings } from '../../src/lint/rule-settings.ts';
import { RULES } from '../../src/lint/rules/index.ts';
import { ConfigError } from '../../src/model/errors.ts';
import { RULE_OPTION_NAMES, type RuleOptions } from '../../src/model/rule-setting.ts';

const EVERY: Readonly<Record<string, RuleOptions>> = { 'min-bytes': { minBytes: 1 }, except: { except: ['a'] } };

const refused = (id: string, options: RuleOptions): ConfigError | undefined => {
  try {
    checkRuleSettings(new Map([[id, { options }]]));
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  return undefined;
};

test.each([...RULES, ...IMAGE_CHECKS])(
  '$id is given the options that it has, and no others',
  ({ id, options = [] }) => {
    for (const name of RULE_OPTION_NAMES)
      expect(refused(id, EVERY[name] ?? {}) === undefined).toBe(options.some((option) => option === name));
  },
);

test.each(RULES)('the page of $id has a sentence for each option', ({ id, options = [] }) => {
  const sentences = RULE_PAGES[id]?.options ?? {};
  expect(Object.keys(sentences)).toEqual(options);
  for (const sentence of Object.values(sentences)) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

describe('what is wrong is said', () => {
  test.each<[string, RuleOptions, string, string]>([
    [
      'image-user-root',
      { minBytes: 1 },
      'rule image-user-root has no option min-bytes',
      'image-user-root takes no options',
    ],
    ['go-trimpath', { except: ['a'] }, 'rule go-trimpath has no option except', 'go-trimpath takes no options'],
    [
      'image-wasted',
      { except: ['a'] },
      'rule image-wasted has no option except',
      'image-wasted has the option min-bytes',
    ],
    ['base-unpinned', { minBytes: 0 }, 'rule base-unpinned has no option min-bytes', 'has the option except'],
    ['DL3008', { minBytes: 1 }, 'rule DL3008 has no option min-bytes', 'DL3008 takes no options'],
    ['UndefinedVar', { except: ['a'] }, 'rule UndefinedVar has no option except', 'takes no options'],
    ['dockerignore-gpa', { minBytes: 1 }, 'there is no rule "dockerignore-gpa"', 'did you mean "dockerignore-gap"?'],
    ['dockerignore-gap', { except: ['[a'] }, 'rule dockerignore-gap: "[a" is no pattern of except', '.dockerignore'],
  ])('%s %j', (id, options, message, hint) => {
    expect(refused(id, options)).toMatchObject({ message, hint: expect.stringContaining(hint) });
  });

  test('by lint as well, also of a rule that is off', () => {
    const rules = new Map([['go-trimpath', { severity: 'off' as const, options: { minBytes: 1 } }]]);
    expect(() => lint({ dockerfile: parseDockerfile('FROM scratch\n', 'Dockerfile'), rules })).toThrow('no option');
  });
});
