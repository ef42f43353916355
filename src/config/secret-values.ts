import type { BuildPlan } from './plan.ts';

/** Words that, whole between underscores, say that a build argument holds a secret: those of BuildKit's check SecretsUsedInArgOrEnv, and one more. */
const SECRET_WORDS: ReadonlySet<string> = new Set([
  'APIKEY',
  'AUTH',
  'CREDENTIAL',
  'CREDENTIALS',
  'KEY',
  'PASSPHRASE',
  'PASSWD',
  'PASSWORD',
  'PWORD',
  'SECRET',
  'TOKEN',
]);

/** Words that say it does not, by the same check. */
const OPEN_WORDS: ReadonlySet<string> = new Set(['PUBLIC', 'FILE', 'VERSION']);

/** What is no secret whatever its name says: hiding it would turn outputs and logs to stars. */
const ORDINARY = /^(?:true|false|(?:linux|windows)\/[a-z0-9/]+)$/i;

/** Shorter values would blot out ordinary words of the log. */
const SHORTEST = 6;

/**
 * The values that must never be printed: those of secrets, and of build arguments whose name says so.
 * @param fromEnvironment values of the variables that secrets are taken from.
 */
export function secretValues(plan: BuildPlan, fromEnvironment: readonly string[]): readonly string[] {
  const given = plan.secrets.flatMap((secret) => (secret.kind === 'value' ? [secret.value] : []));
  const secrets = [...given, ...fromEnvironment].flatMap((value) => value.split('\n'));
  const args = plan.buildArgs.flatMap((entry) => {
    const at = entry.indexOf('=');
    const words = entry.slice(0, Math.max(0, at)).toUpperCase().split('_');
    const secret = words.some((word) => SECRET_WORDS.has(word)) && !words.some((word) => OPEN_WORDS.has(word));
    return at > 0 && secret ? [entry.slice(at + 1)] : [];
  });
  return [...new Set([...secrets, ...args])].filter(
    (value) => value.trim().length >= SHORTEST && !ORDINARY.test(value),
  );
}
