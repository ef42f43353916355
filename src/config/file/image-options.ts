import { resolve } from 'node:path';
import type { RawOptions } from '../options.ts';
import { rawOptions } from '../raw-options.ts';
import type { ConfigImage } from './read-config.ts';

/** Options whose value is a path. */
const PATHS: ReadonlySet<string> = new Set(['context', 'file']);

/**
 * The options of one image: those given, and where they say nothing, those of the file.
 * @param folder what the paths of the file start from
 */
export function imageOptions(given: RawOptions, inputs: ConfigImage['inputs'], folder: string): RawOptions {
  const file = rawOptions(new Map(Object.entries(inputs).map(([name, value]) => [name, words(name, value, folder)])));
  // Two names of one thing: what is given by the one takes the place of the file's other.
  const platformsGiven = given.list('platforms').length > 0 || given.list('goarch').length > 0;
  return {
    text: (name) =>
      (isDefault(name, given.text(name)) ? undefined : given.text(name)) ?? file.text(name) ?? given.text(name),
    flag: (name) => given.flag(name) ?? file.flag(name),
    list: (name) => {
      const values = given.list(name);
      const replaced = platformsGiven && (name === 'platforms' || name === 'goarch');
      return values.length > 0 || replaced ? values : file.list(name);
    },
  };
}

/** The context is always given, as the folder where the user stands. */
export function isDefault(name: string, value: string | undefined): boolean {
  return name === 'context' && value === '.';
}

function words(
  name: string,
  value: string | boolean | readonly string[] | undefined,
  folder: string,
): readonly string[] {
  if (value === undefined) return [];
  if (typeof value === 'boolean') return [String(value)];
  const all = typeof value === 'string' ? [value] : value;
  if (PATHS.has(name)) return all.map((path) => resolve(folder, path));
  if (name !== 'secret-files') return all;
  return all.map((entry) => entry.replace(/=(.*)$/s, (_, path: string) => `=${resolve(folder, path)}`));
}
