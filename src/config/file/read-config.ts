import { closeSync, existsSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ConfigError } from '../../model/errors.ts';
import type { Limits } from '../../model/limit.ts';
import type { Policy } from '../../model/policy.ts';
import type { RuleSetting, RuleSettings } from '../../model/rule-setting.ts';
import { readLimitLines } from './limits.ts';
import type { ImageValue, RuleValue } from './schema.ts';

/** What a `plimsoll.yml` says, understood. */
export interface ConfigFile {
  /** Paths in it start from its folder. */
  readonly folder: string;
  readonly images: ReadonlyMap<string, ConfigImage>;
  readonly limits: Limits;
  readonly rules: RuleSettings;
  readonly policy: Policy;
  readonly baseline: { readonly mode: string | undefined; readonly required: boolean | undefined };
}

export interface ConfigImage {
  readonly inputs: Omit<ImageValue, 'limits'>;
  readonly limits: Limits;
}

const NAME = 'plimsoll.yml';
const MOST_BYTES = 2 ** 20;

/** What holds where there is no file. */
export function emptyConfig(folder: string): ConfigFile {
  return {
    folder,
    images: new Map(),
    limits: {},
    rules: new Map(),
    policy: {},
    baseline: { mode: undefined, required: undefined },
  };
}

/**
 * Reads the file asked for, or the `plimsoll.yml` of the folder where there is one.
 * @param given path as the user gave it
 * @throws ConfigError for a file that cannot be read or understood, with its line
 */
export async function readConfig(given: string | undefined, cwd: string): Promise<ConfigFile> {
  const path = given === undefined ? join(cwd, NAME) : resolve(cwd, given);
  if (given === undefined && !existsSync(path)) {
    const twin = join(cwd, 'plimsoll.yaml');
    if (existsSync(twin)) throw new ConfigError('plimsoll.yaml is not read', { hint: `name it ${NAME}` });
    return emptyConfig(cwd);
  }
  const file = relative(cwd, path) === '' ? path : relative(cwd, path);
  // Loaded where there is a file: reading YAML is a good part of the time that a lint takes.
  const { parseConfig } = await import('./parse.ts');
  const value = parseConfig(readText(path, file), file);
  const { policy } = value;
  const images = Object.entries(value.images ?? {}).map(([name, { limits, ...inputs }]) => {
    checkName(name, file);
    return [name, { inputs, limits: readLimitLines(limits ?? {}, `${file}: images.${name}.limits`) }] as const;
  });
  return {
    folder: dirname(path),
    images: new Map(images),
    limits: readLimitLines(value.limits ?? {}, `${file}: limits`),
    rules: new Map(
      Object.entries(value.rules ?? {}).map(([id, rule]) => [
        id,
        typeof rule === 'string' ? { severity: rule } : ruleSetting(rule),
      ]),
    ),
    policy: {
      ...(policy?.upx === undefined ? {} : { upx: policy.upx }),
      ...(policy?.['build-id'] === undefined ? {} : { buildId: policy['build-id'] }),
      ...(policy?.strip === undefined ? {} : { strip: policy.strip }),
    },
    baseline: { mode: value.baseline?.mode, required: value.baseline?.required },
  };
}

function ruleSetting({ severity, options }: RuleValue): RuleSetting {
  const { 'min-bytes': minBytes, except } = options ?? {};
  const set = {
    ...(minBytes === undefined ? {} : { minBytes }),
    ...(except === undefined ? {} : { except: typeof except === 'string' ? [except] : except }),
  };
  return { ...(severity === undefined ? {} : { severity }), ...(options === undefined ? {} : { options: set }) };
}

function checkName(name: string, file: string): void {
  if (/^[A-Za-z0-9][\w.-]{0,63}$/.test(name)) return;
  throw new ConfigError(`${file}: "${name.slice(0, 80)}" is not a name of an image`, {
    hint: 'use at most 64 letters, digits, ".", "_" and "-", beginning with a letter or digit',
  });
}

function readText(path: string, file: string): string {
  let handle: number | undefined;
  try {
    handle = openSync(path, 'r');
    const stats = fstatSync(handle);
    if (!stats.isFile()) throw new ConfigError(`${file} is not a file`);
    if (stats.size > MOST_BYTES) throw new ConfigError(`${file} is too big for a configuration (${stats.size} bytes)`);
    return readFileSync(handle, 'utf8');
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`${file} cannot be read`, { hint: 'give the path of a plimsoll.yml', cause: error });
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
