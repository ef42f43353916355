import { CancelledError, PlimsollError } from '../model/errors.ts';
import { allBounded } from '../system/parallel.ts';
import type { BuiltImage } from './build-platform.ts';
import { type Side, sideBuilds, type Workshop } from './side.ts';

/** How the base's builds ended. */
export type BaseOutcome<T> =
  | { readonly kind: 'built'; readonly images: readonly T[] }
  | { readonly kind: 'failed'; readonly error: unknown };

/**
 * Builds all platforms of the head and of the base at once, at most `concurrency` at a time, and hands each image on as
 * soon as it is there. The head's come first. A head that fails ends everything; a base that fails ends the base.
 */
export async function buildSides<T>(
  head: Side,
  base: Side | undefined,
  shop: Workshop,
  concurrency: number,
  each: (image: BuiltImage, side: 'head' | 'base') => Promise<T>,
): Promise<{ readonly head: readonly T[]; readonly base: BaseOutcome<T> | undefined }> {
  const stop = new AbortController();
  const options = { ...shop.options, signal: AbortSignal.any([shop.options.signal, stop.signal]) };
  const builds = await sideBuilds(head, { ...shop, options });
  const baseBuilds = base === undefined ? [] : await sideBuilds(base, { ...shop, options });
  const results: T[] = [];
  const baseResults: T[] = [];
  let baseError: unknown;
  const headTasks = builds.map((build, index) => async () => {
    try {
      results[index] = await each(await build(), 'head');
    } catch (error) {
      stop.abort();
      throw error;
    }
  });
  const baseTasks = baseBuilds.map((build, index) => async () => {
    if (baseError !== undefined) return;
    try {
      baseResults[index] = await each(await build(), 'base');
    } catch (error) {
      // A fault of ours is none of the base's: it must not open the gate as "does not build".
      if (!(error instanceof PlimsollError)) {
        stop.abort();
        throw error;
      }
      baseError ??= error;
    }
  });
  await allBounded([...headTasks, ...baseTasks], concurrency);
  if (shop.options.signal.aborted) throw new CancelledError('cancelled');
  if (base === undefined) return { head: results, base: undefined };
  return {
    head: results,
    base: baseError === undefined ? { kind: 'built', images: baseResults } : { kind: 'failed', error: baseError },
  };
}
