import * as v from 'valibot';
import { ToolError } from '../model/errors.ts';
import { formatPlatform } from '../model/platform.ts';
import type { RunOptions } from '../system/process.ts';
import type { Engine } from './engine.ts';
import type { PublishedImage } from './published.ts';
import { imagetools, nameOf, parse } from './registry.ts';

const Statement = v.looseObject({ SLSA: v.unknown() });
/** An index of several platforms has one for each, one of a single platform has it as it is. */
const Provenance = v.union([Statement, v.record(v.string(), v.looseObject({ SLSA: v.optional(v.unknown()) }))]);

/**
 * The predicate of the provenance that stands beside an image in its index, as JSON that nobody has looked at.
 * @returns undefined where there is none
 * @throws ToolError where the registry does not answer, or with more than `maxBytes`
 */
export async function publishedProvenance(
  engine: Engine,
  { attestedIn, platform }: PublishedImage,
  maxBytes: number,
  options: RunOptions,
): Promise<unknown> {
  if (attestedIn === undefined) return undefined;
  const registry = { engine, name: nameOf(attestedIn), options };
  const text = await imagetools(registry, ['--format', '{{json .Provenance}}', attestedIn]);
  if (Buffer.byteLength(text) > maxBytes) {
    throw new ToolError(`the provenance in ${attestedIn} has more than ${maxBytes} bytes`);
  }
  const all = parse(Provenance, text, attestedIn);
  return v.is(Statement, all) ? all.SLSA : all[formatPlatform(platform)]?.SLSA;
}
