import { readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { ConfigError } from '../model/errors.ts';
import { suggestion } from '../model/suggest.ts';

/** One target of a bake file, with what it inherits. */
export interface BakeTarget {
  readonly name: string;
  /** Absolute path of the context folder. */
  readonly context: string;
  /** Absolute path of the Dockerfile. */
  readonly dockerfile: string;
  readonly target: string | undefined;
  /** Those that are the same in every build: `K=V`. */
  readonly buildArgs: readonly string[];
  readonly platforms: readonly string[];
  /** Names of images and stages that another context stands for. */
  readonly buildContexts: readonly string[];
}

/** What a bake file says, and what of it cannot be linted, with the reason. */
export interface BakeFile {
  readonly targets: readonly BakeTarget[];
  readonly skipped: readonly string[];
}

const text = v.optional(v.nullable(v.string()));
const TargetSchema = v.looseObject({
  context: text,
  dockerfile: text,
  'dockerfile-inline': text,
  target: text,
  args: v.optional(v.nullable(v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()]))))),
  platforms: v.optional(v.nullable(v.array(v.string()))),
  contexts: v.optional(v.nullable(v.record(v.string(), v.unknown()))),
  inherits: v.optional(v.nullable(v.array(v.string()))),
});
const FileSchema = v.looseObject({ target: v.record(v.string(), TargetSchema) });

type Target = v.InferOutput<typeof TargetSchema>;

const MOST_BYTES = 2 ** 20;
const PRINT = 'docker buildx bake --print writes the file that bake makes of it: give that';

/**
 * Reads a bake file in JSON, as a person writes it or as `docker buildx bake --print` does. Paths start from the folder
 * that bake is called in, a Dockerfile's from its context (docs.docker.com/build/bake/reference).
 * @param path as given
 * @param cwd absolute
 * @throws ConfigError where it cannot be read, is no JSON or no bake file
 */
export function readBakeFile(path: string, cwd: string): BakeFile {
  return readBakeText(readText(resolve(cwd, path), path), path, cwd);
}

/**
 * The same for the text of a bake file, as `bake --print` gives it.
 * @throws ConfigError where it is no JSON or no bake file
 */
export function readBakeText(content: string, path: string, cwd: string): BakeFile {
  const parsed = v.safeParse(FileSchema, parse(content, path));
  if (!parsed.success) throw new ConfigError(`${path} is no bake file`, { hint: v.summarize(parsed.issues) });
  const all = new Map(Object.entries(parsed.output.target));
  const complete = inheritor(all, path);
  const targets: BakeTarget[] = [];
  const skipped: string[] = [];
  for (const name of all.keys()) {
    const whole = complete(name);
    const reason = unfit(whole);
    if (reason !== undefined) skipped.push(`target ${name} of ${path}: ${reason}`);
    else targets.push(toTarget(name, whole, cwd));
  }
  return { targets, skipped };
}

function readText(path: string, shown: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) throw new ConfigError(`${shown} is not a file`, { hint: 'name a bake file' });
  if (stats.size > MOST_BYTES) throw new ConfigError(`${shown} is larger than 1 MiB`, { hint: 'is it a bake file?' });
  return readFileSync(path, 'utf8');
}

function parse(content: string, path: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    const hint = path.endsWith('.hcl') ? `name a --builder: buildx then reads the HCL. Or: ${PRINT}` : PRINT;
    throw new ConfigError(`${path} is no JSON`, { hint, cause });
  }
}

/** Longer chains of `inherits` are nobody's own. */
const MOST_PARENTS = 100;

/** Gives targets over what they inherit, of which the last wins; args are put together. */
function inheritor(all: ReadonlyMap<string, Target>, path: string): (name: string) => Target {
  const known = new Map<string, Target>();
  const read = (name: string, trail: readonly string[]): Target => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const own = all.get(name);
    if (own === undefined) {
      throw new ConfigError(`${path} has no target "${name}"`, { hint: suggestion(name, [...all.keys()]) });
    }
    if (trail.includes(name) || trail.length > MOST_PARENTS) {
      throw new ConfigError(`target "${name}" of ${path} inherits itself`, {
        hint: [...trail, name].slice(-5).join(' → '),
      });
    }
    const whole: Target = {};
    for (const layer of [...(own.inherits ?? []).map((parent) => read(parent, [...trail, name])), own]) {
      const args = { ...whole.args, ...layer.args };
      for (const [key, value] of Object.entries(layer)) if (value != null) whole[key] = value;
      whole.args = args;
    }
    known.set(name, whole);
    return whole;
  };
  return (name) => read(name, []);
}

/** Why a target cannot be linted from the files of this folder; undefined where it can. */
function unfit(target: Target): string | undefined {
  if (target['dockerfile-inline'] != null) return 'its Dockerfile stands in the bake file';
  for (const key of ['context', 'dockerfile', 'target'] as const) {
    if (/\$\{|%\{/.test(target[key] ?? '')) return `its ${key} is computed. ${PRINT}`;
  }
  if (target.matrix != null) return `it is many targets. ${PRINT}`;
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|target:)/i.test(target.context ?? '')
    ? 'its context is not a folder'
    : undefined;
}

function toTarget(name: string, whole: Target, cwd: string): BakeTarget {
  const { context, dockerfile, target, args, platforms, contexts } = whole;
  const folder = resolve(cwd, context ?? '.');
  return {
    name,
    context: folder,
    dockerfile: resolve(folder, dockerfile ?? 'Dockerfile'),
    target: target ?? undefined,
    // What is computed, or taken from the environment, is unknown.
    buildArgs: Object.entries(args ?? {})
      .filter(([, value]) => value !== null && !/\$\{|%\{/.test(String(value)))
      .map(([key, value]) => `${key}=${value}`),
    platforms: (platforms ?? []).filter((platform) => !/\$\{|%\{/.test(platform)),
    buildContexts: Object.keys(contexts ?? {}),
  };
}
