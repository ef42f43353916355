import { ConfigError } from './errors.ts';

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1e3,
  kb: 1e3,
  m: 1e6,
  mb: 1e6,
  g: 1e9,
  gb: 1e9,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
};

/**
 * Reads a size such as `12MB`, `11.5 MiB`, `900k` or `0` into whole bytes (a fraction of a byte is rounded down).
 * @throws ConfigError with the forms that are understood.
 */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const factor = match === null ? undefined : UNITS[(match[2] ?? '').toLowerCase()];
  const bytes = Math.floor(Number(match?.[1]) * (factor ?? Number.NaN));
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
