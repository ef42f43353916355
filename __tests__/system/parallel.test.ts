import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allBounded } from '../../src/system/parallel.ts';

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

describe('allBounded', () => {
  test('results stand in the order of the tasks, whichever ends first', async () => {
    const tasks = [30, 1, 15].map((ms, index) => async () => {
      await wait(ms);
      return index;
    });
    expect(await allBounded(tasks, 3)).toEqual([0, 1, 2]);
  });

  test.each([
    [1, 1],
    [2, 2],
    [4, 4],
    [100, 6],
    // Nonsense still gets the work done.
    [0, 1],
    [-3, 1],
  ])('a limit of %i lets %i run at a time', async (limit, most) => {
    let running = 0;
    let peak = 0;
    const starts: number[] = [];
    const tasks = [0, 1, 2, 3, 4, 5].map((index) => async () => {
      starts.push(index);
      running += 1;
      peak = Math.max(peak, running);
      await wait(5);
      running -= 1;
    });
    await allBounded(tasks, limit);
    expect(peak).toBe(most);
    expect(starts).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('no tasks, no results', async () => {
    expect(await allBounded([], 4)).toEqual([]);
  });

  test('after a failure nothing starts, and what runs is waited for', async () => {
    const events: string[] = [];
    const task =
      (name: string, ms: number, fails = false) =>
      async () => {
        events.push(`${name} starts`);
        await wait(ms);
        events.push(`${name} ends`);
        if (fails) throw new Error(name);
      };
    const all = allBounded([task('slow', 60), task('bad', 10, true), task('never', 1)], 2);
    await expect(all).rejects.toThrow('bad');
    expect(events).toEqual(['slow starts', 'bad starts', 'bad ends', 'slow ends']);
  });

  test('of several failures the first is thrown', async () => {
    const failing = (name: string, ms: number) => async () => {
      await wait(ms);
      throw new Error(name);
    };
    await expect(allBounded([failing('late', 40), failing('early', 5)], 2)).rejects.toThrow('early');
  });

  test('a task that throws before its first await is a failure as well', async () => {
    const sync = (): Promise<never> => {
      throw new Error('at once');
    };
    await expect(allBounded([sync, async () => 1], 1)).rejects.toThrow('at once');
  });

  test('any number of tasks under any limit gives each result once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(3), { maxLength: 20 }),
        fc.integer({ min: 1, max: 8 }),
        async (delays, limit) => {
          const tasks = delays.map((ms, index) => async () => {
            await wait(ms);
            return index;
          });
          expect(await allBounded(tasks, limit)).toEqual(delays.map((_, index) => index));
        },
      ),
      { seed: 3, numRuns: 30 },
    );
  });
});
