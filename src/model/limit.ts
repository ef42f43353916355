import { parseSize } from './bytes.ts';
import { ConfigError } from './errors.ts';

/** A load line: an absolute size, or a share of the base. */
export type Amount =
  | { readonly unit: 'bytes'; readonly bytes: number }
  | { readonly unit: 'percent'; readonly percent: number };

/** The load lines of a run; what is absent is not judged. A measure fails when it is over its limit; equal passes. */
export interface Limits {
  readonly maxSize?: number;
  readonly maxDownload?: number;
  readonly maxGrowth?: Amount;
  readonly maxDownloadGrowth?: Amount;
}

/**
 * Reads a growth limit: a size, or a per cent value such as `5%` or `2.5 %`.
 * @throws ConfigError with the forms that are understood.
 */
export function parseAmount(text: string): Amount {
  if (!text.trim().endsWith('%')) return { unit: 'bytes', bytes: parseSize(text) };
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text.trim());
  if (match === null) {
    throw new ConfigError(`"${text}" is not a growth limit`, {
      hint: 'write a size or a share of the base: 500kB or 5%',
    });
  }
  return { unit: 'percent', percent: Number(match[1]) };
}
