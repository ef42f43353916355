import { formatPlatform, type Platform } from '../model/platform.ts';
import { csv, parseCsv } from './csv.ts';

type Fields = readonly (readonly [string, string])[];

/**
 * The cache entry that belongs to one platform. Two invocations that write one local cache fail, and of two that write
 * one registry tag the last wins, so each platform gets its own: a suffix on the scope (gha), on the tag (registry) and
 * the file prefix's name (s3, azblob), a subfolder (local). `inline` has nothing to suffix.
 */
export function platformCache(entry: string, platform: Platform, direction: 'from' | 'to'): string {
  const suffix = formatPlatform(platform).replaceAll('/', '-');
  const fields = normal(entry);
  const type = fields.find(([key]) => key === 'type')?.[1];
  const append = (name: string, separator: string, fallback: string): Fields =>
    fields.some(([key]) => key === name)
      ? fields.map(([key, value]) => (key === name ? [key, `${value}${separator}${suffix}`] : [key, value]))
      : [...fields, [name, `${fallback}${separator}${suffix}`]];
  switch (type) {
    case 'gha':
      return csv(append('scope', '-', 'buildkit'));
    case 'local':
      return csv(
        fields.map(([key, value]) => (key === folderKey(direction) ? [key, `${value}/${suffix}`] : [key, value])),
      );
    case 'registry':
      return csv(fields.map(([key, value]) => (key === 'ref' ? [key, suffixTag(value, suffix)] : [key, value])));
    case 's3':
    case 'azblob':
      return csv(append('name', '-', 'buildkit'));
    default:
      return entry;
  }
}

/** What is read: for each entry the platform's own first, then the user's as it is. */
export function cacheSources(entries: readonly string[], platform: Platform): readonly string[] {
  return entries.flatMap((entry) => [...new Set([platformCache(entry, platform, 'from'), entry])]);
}

function folderKey(direction: 'from' | 'to'): string {
  return direction === 'to' ? 'dest' : 'src';
}

/** A bare reference means `type=registry,ref=…`. */
function normal(entry: string): Fields {
  const fields = parseCsv(entry);
  const [only] = fields;
  return fields.length === 1 && only !== undefined && only[0] === ''
    ? [
        ['type', 'registry'],
        ['ref', only[1]],
      ]
    : fields;
}

/** Adds to the tag of a reference; a reference without one has the tag `latest`, and one by digest cannot be suffixed. */
function suffixTag(reference: string, suffix: string): string {
  if (reference.includes('@')) return reference;
  const tagged = /:[^/]+$/.test(reference);
  return `${reference}${tagged ? '' : ':latest'}-${suffix}`;
}
