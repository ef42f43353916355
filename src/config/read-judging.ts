import { ConfigError } from '../model/errors.ts';
import { isSeverity, SEVERITIES, type Severity } from '../model/finding.ts';
import { formatPlatform, type Platform, parsePlatform, platformOfGoarch } from '../model/platform.ts';
import { suggestion } from '../model/suggest.ts';
import type { RawOptions } from './options.ts';
import type { Plan } from './plan.ts';

/** The platforms asked for, by either name. @throws ConfigError for both, an unknown one, or one named twice. */
export function readPlatforms(options: RawOptions): readonly Platform[] {
  const byName = options.list('platforms');
  const byGoarch = options.list('goarch');
  if (byName.length > 0 && byGoarch.length > 0) {
    throw new ConfigError('platforms and goarch are two ways to say one thing', { hint: 'give one of them' });
  }
  const platforms = byName.length > 0 ? byName.map(parsePlatform) : byGoarch.map(platformOfGoarch);
  const seen = new Set<string>();
  for (const name of platforms.map(formatPlatform)) {
    if (seen.has(name)) throw new ConfigError(`platform ${name} is named twice`);
    seen.add(name);
  }
  return platforms;
}

/** @throws ConfigError for a level that does not exist. */
export function readFailOn(text: string): Severity | 'never' {
  if (text === 'never' || isSeverity(text)) return text;
  throw new ConfigError(`unknown fail-on "${text}"`, { hint: suggestion(text, [...SEVERITIES, 'never']) });
}

/** @throws ConfigError for a word that is none of the three. */
export function readHadolintSwitch(text: string): Plan['hadolint'] {
  if (text === 'auto' || text === 'true' || text === 'false') return text;
  throw new ConfigError(`unknown hadolint "${text}"`, { hint: suggestion(text, ['auto', 'true', 'false']) });
}
