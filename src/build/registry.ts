import * as v from 'valibot';
import { ToolError } from '../model/errors.ts';
import { formatPlatform } from '../model/platform.ts';
import { attempt, exitError, type RunOptions } from '../system/process.ts';
import type { Engine } from './engine.ts';

/** One repository of a registry, asked through buildx and its login. */
export interface Registry {
  readonly engine: Engine;
  readonly name: string;
  readonly options: RunOptions;
}

const bytes = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const digest = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, 'a sha256 digest'));
const words = v.record(v.string(), v.unknown());

export const Descriptor = v.looseObject({ digest, size: bytes, mediaType: v.optional(v.string()) });

const PlatformSchema = v.looseObject({
  os: v.string(),
  architecture: v.string(),
  variant: v.optional(v.string()),
});

export type StatedPlatform = v.InferOutput<typeof PlatformSchema>;

export const Index = v.looseObject({
  manifests: v.pipe(
    v.array(
      v.looseObject({
        ...Descriptor.entries,
        platform: v.optional(PlatformSchema),
        annotations: v.optional(v.record(v.string(), v.string())),
      }),
    ),
    v.maxLength(1_000),
  ),
});

export const Manifest = v.looseObject({
  config: Descriptor,
  layers: v.pipe(v.array(Descriptor), v.maxLength(4_096)),
  annotations: v.optional(v.nullable(words)),
});

const HistoryEntry = v.object({ comment: v.nullish(v.string()), empty_layer: v.nullish(v.boolean()) });

export const Config = v.looseObject({
  os: v.optional(v.string()),
  architecture: v.optional(v.string()),
  variant: v.optional(v.string()),
  config: v.optional(v.nullable(v.looseObject({ Labels: v.optional(v.nullable(words)) }))),
  history: v.optional(v.nullable(v.array(v.fallback(HistoryEntry, {})))),
});

/** What `imagetools inspect` prints. @throws ToolError where the registry does not answer */
export async function imagetools({ engine, options }: Registry, words: readonly string[]): Promise<string> {
  const args = [...engine.prefix, 'imagetools', 'inspect', `--builder=${engine.builder}`, ...words];
  const result = await attempt(engine.command, args, options);
  if (result.code !== 0) throw exitError(engine.command, args, result, options.secrets);
  return result.stdout;
}

/** Holds the registry's JSON against a schema. @throws ToolError that names `what` */
export function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string,
  what: string,
): v.InferOutput<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ToolError(`what the registry says of ${what} is not JSON`, { cause });
  }
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  throw new ToolError(`what the registry says of ${what} cannot be understood: ${v.summarize(parsed.issues)}`);
}

/** `linux/arm64/v8` is `linux/arm64`, as everywhere. */
export function platformName({ os, architecture, variant }: v.InferOutput<typeof Config>): string {
  const shown = architecture === 'arm64' && variant === 'v8' ? undefined : variant;
  return formatPlatform({ os: os ?? '', architecture: architecture ?? '', ...(shown ? { variant: shown } : {}) });
}

/** A reference without its tag and digest. */
export function nameOf(reference: string): string {
  const named = reference.split('@', 1)[0] ?? '';
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return colon === -1 ? named : named.slice(0, colon);
}
