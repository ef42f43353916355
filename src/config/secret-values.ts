import type { BuildPlan } from './plan.ts';

/** Words that, whole between underscores, say that a build argument holds a secret. */
const SECRET_WORDS: ReadonlySet<string> = new Set([
  'TOKEN',
  'SECRET',
  'PASSWORD',
  'PASSWD',
  'PASSPHRASE',
  'CREDENTIALS',
  'APIKEY',
]);

/** Shorter values would blot out ordinary words of the log. */
const SHORTEST = 6;

/** The values that must never be printed: those of secrets, and of build arguments whose name says so. */
export function secretValues(plan: BuildPlan): readonly string[] {
  const secrets = plan.secrets.flatMap((secret) => (secret.kind === 'value' ? secret.value.split('\n') : []));
  const args = plan.buildArgs.flatMap((entry) => {
    const at = entry.indexOf('=');
    const words = entry.slice(0, Math.max(0, at)).toUpperCase().split('_');
    return at > 0 && words.some((word) => SECRET_WORDS.has(word)) ? [entry.slice(at + 1)] : [];
  });
  return [...new Set([...secrets, ...args])].filter((value) => value.trim().length >= SHORTEST);
}
