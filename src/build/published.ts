import * as v from 'valibot';
import { parseReference } from '../dockerfile/reference.ts';
import { ConfigError, ToolError } from '../model/errors.ts';
import { formatPlatform, type Platform } from '../model/platform.ts';
import { attempt, exitError, type RunOptions } from '../system/process.ts';
import type { Engine } from './engine.ts';

/** One platform of an image in a registry, as its manifest says. */
export interface PublishedImage {
  readonly platform: Platform;
  /** `name@sha256:…` of the platform's own manifest. */
  readonly reference: string;
  readonly digest: string;
  /** Bytes that a pull moves: distinct layers, config and manifest. */
  readonly download: number;
  readonly layers: readonly string[];
  /** Entries of the config's history. */
  readonly history: number;
}

const bytes = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const digest = v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/, 'a sha256 digest'));
const Descriptor = v.looseObject({ digest, size: bytes, mediaType: v.optional(v.string()) });
const PlatformSchema = v.looseObject({
  os: v.string(),
  architecture: v.string(),
  variant: v.optional(v.string()),
});
const Index = v.looseObject({
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
const Manifest = v.looseObject({ config: Descriptor, layers: v.pipe(v.array(Descriptor), v.maxLength(4_096)) });
const Config = v.looseObject({
  os: v.optional(v.string()),
  architecture: v.optional(v.string()),
  variant: v.optional(v.string()),
  history: v.optional(v.nullable(v.array(v.unknown()))),
});

/** An index may hold indexes; no registry nests them deeper. */
const DEEPEST = 4;

/**
 * Asks the registry, through buildx and its login, what an image is on each of some platforms.
 * @throws ConfigError for what is no reference or a platform that the image does not have; ToolError where the registry
 * does not answer.
 */
export async function inspectPublished(
  engine: Engine,
  reference: string,
  platforms: readonly Platform[],
  options: RunOptions,
): Promise<readonly PublishedImage[]> {
  if (parseReference(reference) === undefined) {
    throw new ConfigError(`"${reference}" is not an image reference`, { hint: 'write name:tag or name@sha256:…' });
  }
  const registry: Registry = { engine, name: nameOf(reference), options };
  const manifests = await manifestsOf(registry, reference, DEEPEST);
  const images: PublishedImage[] = [];
  for (const platform of platforms) images.push(await imageFor(registry, reference, manifests, platform));
  return images;
}

interface Registry {
  readonly engine: Engine;
  readonly name: string;
  readonly options: RunOptions;
}

interface Found {
  readonly digest: string;
  readonly size: number;
  readonly platform: v.InferOutput<typeof PlatformSchema> | undefined;
}

async function manifestsOf(registry: Registry, reference: string, depth: number): Promise<readonly Found[]> {
  const raw = await imagetools(registry, ['--raw', reference]);
  const index = v.safeParse(v.pipe(v.string(), v.parseJson(), Index), raw);
  if (!index.success) {
    parse(Manifest, raw, reference);
    const described = parse(
      Descriptor,
      await imagetools(registry, ['--format', '{{json .Manifest}}', reference]),
      reference,
    );
    return [{ digest: described.digest, size: Buffer.byteLength(raw), platform: undefined }];
  }
  const found: Found[] = [];
  for (const { digest, size, platform, mediaType, annotations } of index.output.manifests) {
    if (platform?.os === 'unknown' || annotations?.['vnd.docker.reference.type'] !== undefined) continue;
    const nested = /index|manifest\.list/.test(mediaType ?? '');
    if (nested && depth > 0) found.push(...(await manifestsOf(registry, `${registry.name}@${digest}`, depth - 1)));
    else if (!nested) found.push({ digest, size, platform });
  }
  return found;
}

async function imageFor(
  registry: Registry,
  reference: string,
  manifests: readonly Found[],
  platform: Platform,
): Promise<PublishedImage> {
  const offered: string[] = [];
  for (const { digest, size, platform: stated } of manifests) {
    const exact = `${registry.name}@${digest}`;
    // A manifest that says nothing of its platform has it in its config.
    const known = stated ?? parse(Config, await imagetools(registry, ['--format', '{{json .Image}}', exact]), exact);
    const name = platformName(known);
    offered.push(name);
    if (name !== formatPlatform(platform)) continue;
    const config = parse(Config, await imagetools(registry, ['--format', '{{json .Image}}', exact]), exact);
    const manifest = parse(Manifest, await imagetools(registry, ['--raw', exact]), exact);
    const distinct = new Map(manifest.layers.map((layer) => [layer.digest, layer.size]));
    const download = [...distinct.values()].reduce((sum, each) => sum + each, manifest.config.size + size);
    const layers = manifest.layers.map((layer) => layer.digest);
    return { platform, reference: exact, digest, download, layers, history: config.history?.length ?? 0 };
  }
  throw new ConfigError(`${reference} has no image for ${formatPlatform(platform)}`, {
    hint: `it has ${[...new Set(offered)].join(', ') || 'none'}`,
  });
}

/** `linux/arm64/v8` is `linux/arm64`, as everywhere. */
function platformName({ os, architecture, variant }: v.InferOutput<typeof Config>): string {
  const shown = architecture === 'arm64' && variant === 'v8' ? undefined : variant;
  return formatPlatform({ os: os ?? '', architecture: architecture ?? '', ...(shown ? { variant: shown } : {}) });
}

function nameOf(reference: string): string {
  const named = reference.split('@', 1)[0] ?? '';
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  return colon === -1 ? named : named.slice(0, colon);
}

async function imagetools({ engine, options }: Registry, words: readonly string[]): Promise<string> {
  const args = [...engine.prefix, 'imagetools', 'inspect', `--builder=${engine.builder}`, ...words];
  const result = await attempt(engine.command, args, options);
  if (result.code !== 0) throw exitError(engine.command, args, result, options.secrets);
  return result.stdout;
}

function parse<Schema extends v.GenericSchema>(schema: Schema, text: string, what: string): v.InferOutput<Schema> {
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
