import { parseSize } from '../../model/bytes.ts';
import { ConfigError } from '../../model/errors.ts';
import { type Limits, parseAmount } from '../../model/limit.ts';
import { formatPlatform, parsePlatform } from '../../model/platform.ts';
import type { LimitsValue } from './schema.ts';

/**
 * Understands the `limits` of a `plimsoll.yml`.
 * @param place what errors call it, such as `plimsoll.yml: limits`
 * @throws ConfigError for a size or a platform that is none
 */
export function readLimitLines(value: LimitsValue, place: string): Limits {
  const within = <T>(key: string, read: () => T): T => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      throw new ConfigError(`${place}.${key}: ${error.message}`, { hint: error.hint, cause: error });
    }
  };
  const size = (key: string, given: number | string | undefined): number | undefined =>
    given === undefined ? undefined : within(key, () => (typeof given === 'number' ? given : parseSize(given)));
  const amount = (key: string, given: number | string | undefined) =>
    given === undefined ? undefined : within(key, () => parseAmount(String(given)));
  const categories = Object.entries(value.categories ?? {}).flatMap(([name, given]) => {
    const bytes = size(`categories.${name}`, given);
    return bytes === undefined ? [] : [[name, bytes] as const];
  });
  const platforms = Object.entries(value.platforms ?? {}).map(([name, own]) => {
    const platform = within('platforms', () => formatPlatform(parsePlatform(name)));
    return [platform, readLimitLines(own, `${place}.platforms.${name}`)] as const;
  });
  return present({
    maxSize: size('unpacked', value.unpacked),
    maxDownload: size('download', value.download),
    maxEffective: size('effective', value.effective),
    maxWasted: size('wasted', value.wasted),
    maxGrowth: amount('growth', value.growth),
    maxDownloadGrowth: amount('download-growth', value['download-growth']),
    maxOsPackages: value['os-packages'],
    categories: categories.length === 0 ? undefined : Object.fromEntries(categories),
    platforms: platforms.length === 0 ? undefined : Object.fromEntries(platforms),
  });
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the keys that hold nothing. */
function present<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as Present<T>;
}
