import { parseSize } from './bytes.ts';
import { ConfigError } from './errors.ts';
import { plainPlatform } from './platform.ts';

/** A load line: an absolute size, or a share of the base. */
export type Amount =
  | { readonly unit: 'bytes'; readonly bytes: number }
  | { readonly unit: 'percent'; readonly percent: number };

/** Load lines of one image; what is absent is not judged. A measure fails when it is over its limit; equal passes. */
export interface Limits {
  readonly maxSize?: number;
  readonly maxDownload?: number;
  readonly maxGrowth?: Amount;
  readonly maxDownloadGrowth?: Amount;
  readonly maxEffective?: number;
  readonly maxWasted?: number;
  /** A number of packages, not of bytes. */
  readonly maxOsPackages?: number;
  /** Unpacked bytes by category. */
  readonly categories?: Readonly<Record<string, number>>;
  /** By platform; what is set here takes the place of the same line above. */
  readonly platforms?: Readonly<Record<string, Limits>>;
}

/** The load lines that hold for a platform. */
export function limitsOfPlatform(limits: Limits, platform: string): Limits {
  const { platforms, ...general } = limits;
  const isOne = (name: string): boolean => plainPlatform(name) === plainPlatform(platform);
  const own = platforms?.[platform] ?? Object.entries(platforms ?? {}).find(([name]) => isOne(name))?.[1];
  if (own === undefined) return general;
  const categories = { ...general.categories, ...own.categories };
  return { ...general, ...own, ...(Object.keys(categories).length === 0 ? {} : { categories }) };
}

/**
 * Reads a growth limit: a size, or a per cent value such as `5%` or `2.5 %`.
 * @throws ConfigError with the forms that are understood.
 */
export function parseAmount(text: string): Amount {
  const match = /^(\d{1,9}(?:\.\d{1,12})?)\s*%$/.exec(text.trim());
  if (match !== null) return { unit: 'percent', percent: Number(match[1]) };
  try {
    return { unit: 'bytes', bytes: parseSize(text) };
  } catch (cause) {
    throw new ConfigError(`"${text}" is not a growth limit`, {
      hint: 'write a size or a share of the base: 500kB or 5%',
      cause,
    });
  }
}

/** What the per cent value is of so many bytes, in whole bytes, rounded down; exact for up to twelve decimals. */
export function shareOf(bytes: number, percent: number): number {
  // As a product of doubles 2.3 % of 3000 would be 68.999… and so a byte short.
  return Number((BigInt(bytes) * BigInt(percent.toFixed(12).replace('.', ''))) / 10n ** 14n);
}
