import type { ImageFacts } from './facts.ts';
import { resolvePath } from './paths.ts';

/** `user:group` of a config; an empty part is not said. */
export function groupAndUser(text: string): { readonly user: string; readonly group: string } {
  const colon = text.indexOf(':');
  return colon < 0 ? { user: text, group: '' } : { user: text.slice(0, colon), group: text.slice(colon + 1) };
}

/** The names in `/etc/passwd` or `/etc/group` with their numbers; null where the file cannot be read here. */
export function accounts(facts: ImageFacts, path: '/etc/passwd' | '/etc/group'): ReadonlyMap<string, number> | null {
  const found = resolvePath(facts.root, path);
  if (found.kind === 'missing') return new Map();
  if (found.kind !== 'file') return null;
  const text = found.file.bytes === 0 ? '' : found.file.content?.text;
  if (text === undefined) return null;
  const names = new Map<string, number>();
  for (const line of text.split('\n')) {
    const [name = '', , id = ''] = line.trim().split(':', 3);
    if (name !== '' && !names.has(name) && /^[0-9]+$/.test(id)) names.set(name, Number(id));
  }
  return names;
}

/** The number of a user; undefined where it cannot be known or there is none. */
export function userId(facts: ImageFacts, user: string): number | undefined {
  if (user === '') return 0;
  if (/^[0-9]+$/.test(user)) return Number(user);
  return accounts(facts, '/etc/passwd')?.get(user);
}
