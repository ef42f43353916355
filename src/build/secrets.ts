import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BuildSecret } from '../config/plan.ts';
import type { Environment } from '../system/environment.ts';
import { csv, parseCsv } from './csv.ts';

/**
 * The `--secret` values for buildx. A value that came as an input is written to a file of mode 0600 in `folder`, a
 * temporary folder of ours: an argument would be visible to every process of the machine.
 */
export async function secretOptions(secrets: readonly BuildSecret[], folder: string): Promise<readonly string[]> {
  return Promise.all(
    secrets.map(async (secret, index) => {
      switch (secret.kind) {
        case 'raw':
          return secret.text;
        case 'env':
          return csv([
            ['id', secret.id],
            ['env', secret.name],
          ]);
        case 'file':
          return csv([
            ['id', secret.id],
            ['src', secret.path],
          ]);
        case 'value': {
          const file = join(folder, `secret-${index}`);
          await writeFile(file, secret.value, { mode: 0o600 });
          return csv([
            ['id', secret.id],
            ['src', file],
          ]);
        }
      }
    }),
  );
}

/** The variables that buildx must see to read secrets from the environment. */
export function secretVariables(secrets: readonly BuildSecret[]): readonly string[] {
  return secrets.flatMap((secret) => {
    if (secret.kind === 'env') return [secret.name];
    if (secret.kind !== 'raw') return [];
    const fields = new Map(parseCsv(secret.text).map(([key, value]) => [key.toLowerCase(), value]));
    const source = fields.get('src') ?? fields.get('source');
    // With type=env the source is a variable; with no source at all, a variable of the secret's own name comes first.
    const name = fields.get('env') ?? (fields.get('type') === 'env' ? source : undefined);
    const own = source === undefined ? fields.get('id') : undefined;
    return [name ?? own].filter((each) => each !== undefined);
  });
}

/** The values of those variables. */
export function secretsFromEnvironment(secrets: readonly BuildSecret[], env: Environment): readonly string[] {
  return secretVariables(secrets).flatMap((name) => env[name] ?? []);
}
