import { expect, test } from 'vitest';
import { CancelledError, ConfigError, ToolError } from '../../src/model/errors.ts';
import { tell } from '../../src/report/error-text.ts';

test.each([
  [new ConfigError('wrong', { hint: 'right' }), { message: 'wrong', hint: 'right', exitCode: 2 }],
  [new ToolError('failed'), { message: 'failed', hint: undefined, exitCode: 3 }],
  [new CancelledError('cancelled'), { message: 'cancelled', hint: undefined, exitCode: 3 }],
  ['thrown text', { message: 'internal error: thrown text', hint: undefined, exitCode: 3 }],
  [undefined, { message: 'internal error: undefined', hint: undefined, exitCode: 3 }],
])('%s', (error, told) => {
  expect(tell(error)).toEqual(told);
});

test('a fault of ours is shown with where it happened', () => {
  expect(tell(new TypeError('x is not a function'))).toEqual({
    message: 'internal error: x is not a function',
    hint: expect.stringMatching(/TypeError: x is not a function\n\s+at .*error-text\.test\.ts/),
    exitCode: 3,
  });
});
