import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { ToolError } from '../model/errors.ts';
import { Index, imagetools, Manifest, parse, type Registry, type StatedPlatform } from './registry.ts';

/** The manifest of one platform's image, as an index names it. */
export interface FoundManifest {
  readonly digest: string;
  readonly size: number;
  /** undefined: only its config says. */
  readonly platform: StatedPlatform | undefined;
  /** Of its descriptor. */
  readonly annotations: Readonly<Record<string, string>>;
  /** `name@sha256:…` of the index that has something attested of the image; undefined: there is none. */
  readonly attestedIn: string | undefined;
}

/** An index may hold indexes; no registry nests them deeper. */
const DEEPEST = 4;

/**
 * The images behind a reference, those of the indexes inside of an index included.
 * @throws ToolError where the registry does not answer, or with something else than the digest says
 */
export async function manifestsOf(
  registry: Registry,
  reference: string,
  depth = DEEPEST,
): Promise<readonly FoundManifest[]> {
  const { text, digest: own } = await rawManifest(registry, reference);
  const index = v.safeParse(v.pipe(v.string(), v.parseJson(), Index), text);
  if (!index.success) {
    parse(Manifest, text, reference);
    const plain = { platform: undefined, annotations: {}, attestedIn: undefined };
    return [{ digest: own, size: Buffer.byteLength(text), ...plain }];
  }
  const { manifests } = index.output;
  const attested = new Set(manifests.map(({ annotations }) => annotations?.['vnd.docker.reference.digest']));
  const found: FoundManifest[] = [];
  for (const { digest, size, platform, mediaType, annotations = {} } of manifests) {
    if (platform?.os === 'unknown' || annotations['vnd.docker.reference.type'] !== undefined) continue;
    const nested = /index|manifest\.list/.test(mediaType ?? '');
    if (nested && depth > 0) found.push(...(await manifestsOf(registry, `${registry.name}@${digest}`, depth - 1)));
    else if (!nested) {
      // By its digest, since a tag may lead elsewhere by the time that it is asked again.
      const attestedIn = attested.has(digest) ? `${registry.name}@${own}` : undefined;
      found.push({ digest, size, platform, annotations, attestedIn });
    }
  }
  return found;
}

/**
 * An index or a manifest as the registry has it, with its digest.
 * @throws ToolError where the registry does not answer, or with something else than the digest says
 */
export async function rawManifest(
  registry: Registry,
  reference: string,
): Promise<{ readonly text: string; readonly digest: string }> {
  const text = await imagetools(registry, ['--raw', reference]);
  const digest = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  const [, asked = digest] = reference.split('@');
  if (asked.startsWith('sha256:') && asked !== digest) {
    throw new ToolError(`the registry gave another manifest for ${reference}`);
  }
  return { text, digest };
}
