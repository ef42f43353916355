/**
 * Runs tasks in their order, at most `limit` at a time. After a failure no further task starts, but those that run are
 * waited for: nothing may still be running when the caller cleans up. Then the first failure is thrown.
 */
export async function allBounded<T>(tasks: readonly (() => Promise<T>)[], limit: number): Promise<T[]> {
  const results: T[] = [];
  const failures: unknown[] = [];
  const queue = tasks.entries();
  const worker = async (): Promise<void> => {
    for (const [index, task] of queue) {
      if (failures.length > 0) return;
      try {
        results[index] = await task();
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(Math.max(1, limit), tasks.length) }, worker));
  if (failures.length > 0) throw failures[0];
  return results;
}
