import { expect, test } from 'vitest';
import { createMeter } from '../../src/system/meter.ts';
import { spans } from '../../src/system/spans.ts';

test('the meter counts the union of life times, not their sum', () => {
  let now = 0;
  const meter = createMeter(() => now);
  expect(meter.busy()).toBe(0);
  now = 10;
  const endA = meter.start();
  now = 20;
  const endB = meter.start();
  // Running now counts too.
  now = 25;
  expect(meter.busy()).toBe(15);
  now = 30;
  endA();
  now = 50;
  endB();
  // 10 to 50, although 20 + 30 lived.
  expect(meter.busy()).toBe(40);
  now = 100;
  expect(meter.busy()).toBe(40);
  const endC = meter.start();
  now = 107;
  endC();
  expect(meter.busy()).toBe(47);
});

test('spans name the parts, the whole, and what of the whole was our own', async () => {
  let now = 1000;
  const clock = spans(() => now);
  const result = await clock.time('lint', async () => {
    now = 1200;
    return 'done';
  });
  expect(result).toBe('done');
  const failing = clock.time('build', async () => {
    now = 3200;
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  now = 4000;
  expect(clock.all(2500)).toEqual([
    { name: 'lint', seconds: 0.2 },
    { name: 'build', seconds: 2 },
    { name: 'total', seconds: 3 },
    { name: 'own', seconds: 0.5 },
  ]);
});
