import { expect, test } from 'vitest';
import { rawOptions } from '../../src/config/raw-options.ts';
import { readPlan } from '../../src/config/read-plan.ts';
import { lintHead } from '../../src/way/head.ts';
import { writeFiles } from '../support/engine.ts';
import { scratchFolder } from '../support/tools.ts';

test('the policy of a plan reaches the rules', () => {
  using folder = scratchFolder();
  writeFiles(folder.path, {
    Dockerfile: 'FROM golang:1.26\nRUN go build -ldflags=-s -o /web .\nCMD ["/web"]\n',
  });
  const plan = readPlan(rawOptions(new Map()), folder.path);
  const [image] = plan.images;
  const rules = (policy: typeof plan.policy): readonly string[] =>
    lintHead({ ...plan, policy }, image, folder.path).findings.map(({ rule }) => rule);
  expect(rules({})).not.toContain('go-binary-policy');
  expect(rules({ strip: 'forbid' })).toContain('go-binary-policy');
});
