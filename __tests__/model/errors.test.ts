import { expect, test } from 'vitest';
import { CancelledError, ConfigError, EXIT, FormatError, PlimsollError, ToolError } from '../../src/model/errors.ts';
import { atLeast } from '../../src/model/finding.ts';

test.each([
  [ConfigError, 2],
  [ToolError, 3],
  [FormatError, 3],
  [CancelledError, 3],
] as const)('%o ends the run with code %i', (Kind, code) => {
  const cause = new Error('below');
  const error = new Kind('what', { hint: 'way out', cause });
  expect(error).toBeInstanceOf(PlimsollError);
  expect(error).toMatchObject({ name: Kind.name, message: 'what', hint: 'way out', exitCode: code, cause });
  expect(new Kind('what').hint).toBeUndefined();
  expect(Object.hasOwn(new Kind('what'), 'cause')).toBe(false);
});

test('the exit codes of the contract', () => {
  expect(EXIT).toEqual({ fine: 0, overLimit: 1, usage: 2, tool: 3 });
});

test.each([
  ['error', 'error', true],
  ['error', 'warning', true],
  ['warning', 'error', false],
  ['warning', 'note', true],
  ['note', 'warning', false],
  ['note', 'note', true],
] as const)('%s is at least %s: %s', (severity, threshold, answer) => {
  expect(atLeast(severity, threshold)).toBe(answer);
});
