import { ConfigError } from '../model/errors.ts';
import { suggestion } from '../model/suggest.ts';
import type { Environment } from '../system/environment.ts';
import { inputLines } from './input-lines.ts';
import { type OptionSpec, optionSpecs, type RawOptions } from './options.ts';

type Given = ReadonlyMap<string, readonly string[]>;

/**
 * Option values by option name, one element for each time that an option was given.
 * @throws ConfigError for a boolean that is neither true nor false.
 */
export function rawOptions(given: Given): RawOptions {
  const specs = new Map(optionSpecs().map((spec) => [spec.name, spec]));
  const first = (name: string): string | undefined => {
    const value = given.get(name)?.at(-1)?.trim();
    return value === '' ? undefined : value;
  };
  return {
    text: first,
    list: (name) => (given.get(name) ?? []).flatMap((value) => split(specs.get(name), value)),
    flag: (name) => parseBoolean(name, first(name)),
  };
}

/**
 * Reads the action's inputs (`INPUT_*`).
 * @throws ConfigError for an input that the action does not have, with the nearest one.
 */
export function actionOptions(env: Environment): RawOptions {
  const known = optionSpecs().filter((spec) => spec.commandLineOnly !== true);
  const byVariable = new Map(known.map((spec) => [variable(spec.name), spec]));
  const given = new Map<string, readonly string[]>();
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('INPUT_') || value === undefined) continue;
    const option = byVariable.get(name);
    if (option !== undefined) given.set(option.name, option.kind === 'lines' ? inputLines(value) : [value]);
    else if (value !== '') throw unknownInput(name, known);
  }
  return rawOptions(given);
}

/** The runner's variable for an input: upper case, spaces as underscores, dashes kept. */
function variable(input: string): string {
  return `INPUT_${input.replaceAll(' ', '_').toUpperCase()}`;
}

function unknownInput(name: string, known: readonly OptionSpec[]): ConfigError {
  const input = name.slice('INPUT_'.length).toLowerCase();
  return new ConfigError(`unknown input "${input}"`, {
    hint: suggestion(
      input,
      known.map((spec) => spec.name),
    ),
  });
}

function split(spec: OptionSpec | undefined, value: string): string[] {
  // A value of the command line may hold line breaks of its own.
  const parts = spec?.kind === 'comma' ? value.split(/[,\n]/) : [value];
  return parts.map((part) => part.trim()).filter((part) => part !== '');
}

function parseBoolean(name: string, value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  if (/^(?:true|True|TRUE)$/.test(value)) return true;
  if (/^(?:false|False|FALSE)$/.test(value)) return false;
  throw new ConfigError(`"${value}" is not a value of ${name}`, { hint: 'write true or false' });
}
