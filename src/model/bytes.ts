import { ConfigError } from './errors.ts';

const UNITS: ReadonlyMap<string, bigint> = new Map([
  ['', 1n],
  ['b', 1n],
  ['k', 10n ** 3n],
  ['kb', 10n ** 3n],
  ['m', 10n ** 6n],
  ['mb', 10n ** 6n],
  ['g', 10n ** 9n],
  ['gb', 10n ** 9n],
  ['kib', 2n ** 10n],
  ['mib', 2n ** 20n],
  ['gib', 2n ** 30n],
]);

/**
 * Reads a size such as `12MB`, `11.5 MiB`, `900k` or `0` into whole bytes (a fraction of a byte is rounded down).
 * @throws ConfigError with the forms that are understood.
 */
export function parseSize(text: string): number {
  const match = /^(\d{1,16})(?:\.(\d{1,16}))?\s*([a-z]*)$/i.exec(text.trim());
  const [, whole = '', fraction = '', unit = ''] = match ?? [];
  const factor = match === null ? undefined : UNITS.get(unit.toLowerCase());
  // In whole numbers: as a product of doubles 1.005MB would be a byte short.
  const bytes =
    factor === undefined ? Number.NaN : Number((BigInt(whole + fraction) * factor) / 10n ** BigInt(fraction.length));
  if (!Number.isSafeInteger(bytes)) {
    throw new ConfigError(`"${text}" is not a size`, {
      hint: 'write a number and a unit: 12MB, 11.5MiB, 900k or 4096',
    });
  }
  return bytes;
}

/** Decimal units with three significant digits, as docker prints sizes: `12.3 MB`. */
export function formatSize(bytes: number): string {
  const names = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = Math.abs(bytes);
  let unit = 0;
  // 999.5 would print as "1000": move up a unit before rounding shows it.
  while (value >= 999.5 && unit < names.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${bytes < 0 ? '−' : ''}${value.toFixed(digits)} ${names[unit]}`;
}

/** A change with its sign: `+1.20 MB`, `−340 B`, `±0 B`. */
export function formatDelta(bytes: number): string {
  if (bytes === 0) return '±0 B';
  return bytes > 0 ? `+${formatSize(bytes)}` : formatSize(bytes);
}

/** A signed share of a base with one decimal: `+12.5 %`; `new` where the base is nothing. */
export function formatPercent(delta: number, base: number): string {
  if (base === 0) return delta === 0 ? '±0 %' : 'new';
  const share = (delta / base) * 100;
  const text = Math.abs(share).toFixed(1);
  if (text === '0.0') return delta === 0 ? '±0 %' : delta > 0 ? '<+0.1 %' : '>−0.1 %';
  return `${share > 0 ? '+' : '−'}${text} %`;
}
