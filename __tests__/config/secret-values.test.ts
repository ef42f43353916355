import { describe, expect, test } from 'vitest';
import type { BuildPlan, BuildSecret } from '../../src/config/plan.ts';
import { rawOptions } from '../../src/config/raw-options.ts';
import { readPlan } from '../../src/config/read-plan.ts';
import { secretValues } from '../../src/config/secret-values.ts';

function plan(buildArgs: readonly string[], secrets: readonly BuildSecret[] = []): BuildPlan {
  return { ...readPlan(rawOptions(new Map()), '/').images[0], buildArgs, secrets };
}

describe('values that must never be printed', () => {
  test.each([
    ['NPM_TOKEN=abcdef123', ['abcdef123']],
    ['token=abcdef123', ['abcdef123']],
    ['AWS_SECRET_ACCESS_KEY=abcdef123', ['abcdef123']],
    ['API_KEY=abcdef123', ['abcdef123']],
    ['DB_PASSWORD=a=b=c=d', ['a=b=c=d']],
    ['GOAUTH_AUTH=abcdef123', ['abcdef123']],
    // By BuildKit's own check these hold no secret.
    ['PUBLIC_KEY=abcdef123', []],
    ['TOKEN_FILE=/run/secrets/token', []],
    ['KEY_VERSION=abcdef123', []],
    // A word, not a part of one.
    ['TOKENIZER=abcdef123', []],
    ['MONKEY=abcdef123', []],
    ['VERSION=1.2.3-abcdef', []],
    // Too short: hiding it would blot out ordinary words.
    ['NPM_TOKEN=abc', []],
    ['NPM_TOKEN=', []],
    ['NPM_TOKEN=          ', []],
    // Taken from the environment: not ours to know.
    ['NPM_TOKEN', []],
    ['=abcdef123', []],
    // Hiding these would turn outputs to stars.
    ['BUILD_KEY=linux/amd64', []],
    ['BUILD_KEY=linux/arm/v7', []],
  ])('build argument %j', (arg, values) => {
    expect(secretValues(plan([arg]), [])).toEqual(values);
  });

  test('secrets by value, each line of them once; those by file or variable are not ours to know', () => {
    const secrets: BuildSecret[] = [
      { kind: 'value', id: 'a', value: 'first-line\nsecond-line\nx' },
      { kind: 'value', id: 'b', value: 'first-line' },
      { kind: 'file', id: 'c', path: '/etc/some-key' },
      { kind: 'env', id: 'd', name: 'SOME_VARIABLE' },
      { kind: 'raw', text: 'id=e,src=/some/file' },
    ];
    expect(secretValues(plan(['MY_TOKEN=second-line'], secrets), [])).toEqual(['first-line', 'second-line']);
  });
});
