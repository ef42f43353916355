import * as v from 'valibot';
import { imageReference } from '../../build/metadata.ts';
import { parseReference } from '../../dockerfile/reference.ts';
import { parseDigest } from '../../model/digest.ts';
import type { BaseImage } from './known-base.ts';
import { bottomOf, LlbSchema } from './llb.ts';

/** What a provenance says of the images that went into a build. Of build arguments nothing is taken. */
export interface Provenance {
  /** Each image once; not that of the frontend. */
  readonly images: readonly BaseImage[];
  /** Are these all the images that went in? Not where one came from a layout, or has no digest of its own. */
  readonly complete: boolean;
  /** Did BuildKit's own Dockerfile frontend build it? It signs each history entry that it makes. */
  readonly dockerfile: boolean;
  /** What the final stage begins with, where it can be followed (`mode=max`); undefined: not known. */
  readonly bottom: 'scratch' | StatedBase | undefined;
}

/** A base, and the digests of its layers: one list for each compression that BuildKit has it in. */
export interface StatedBase {
  readonly image: BaseImage;
  readonly layers: readonly (readonly string[])[];
}

const MaterialsSchema = v.pipe(
  v.array(v.object({ uri: v.nullish(v.string(), ''), digest: v.nullish(v.record(v.string(), v.unknown()), {}) })),
  v.maxLength(10_000),
);
const RequestSchema = v.object({
  frontend: v.nullish(v.string(), ''),
  args: v.nullish(v.object({ source: v.nullish(v.string(), '') })),
});
const BuildConfigSchema = v.nullish(v.object({ llbDefinition: v.nullish(v.unknown()) }));
const MetadataSchema = v.nullish(v.object({ layers: v.nullish(v.unknown()) }));
const LayersSchema = v.record(v.string(), v.array(v.array(v.object({ digest: v.string() }))));

/** https://slsa.dev/provenance/v1 */
const V1Schema = v.object({
  buildDefinition: v.object({
    resolvedDependencies: v.nullish(MaterialsSchema, []),
    externalParameters: v.nullish(v.object({ request: v.nullish(RequestSchema) })),
    internalParameters: v.nullish(v.object({ buildConfig: BuildConfigSchema })),
  }),
  runDetails: v.nullish(v.object({ metadata: v.nullish(v.object({ buildkit_metadata: MetadataSchema })) })),
});

const METADATA = 'https://mobyproject.org/buildkit@v1#metadata';

/** https://slsa.dev/provenance/v0.2 */
const V02Schema = v.object({
  materials: v.nullish(MaterialsSchema, []),
  buildType: v.string(),
  invocation: v.nullish(v.object({ parameters: v.nullish(RequestSchema) })),
  buildConfig: BuildConfigSchema,
  metadata: v.nullish(v.object({ [METADATA]: MetadataSchema })),
});

/** Reads the predicate of a provenance statement, of either version. undefined where it is of neither's form. */
export function readProvenance(predicate: unknown): Provenance | undefined {
  const v1 = v.safeParse(V1Schema, predicate);
  if (v1.success) {
    const { buildDefinition, runDetails } = v1.output;
    return provenanceOf(buildDefinition.resolvedDependencies, {
      request: buildDefinition.externalParameters?.request,
      llb: buildDefinition.internalParameters?.buildConfig?.llbDefinition,
      layers: runDetails?.metadata?.buildkit_metadata?.layers,
    });
  }
  const v02 = v.safeParse(V02Schema, predicate);
  if (!v02.success) return undefined;
  const { materials, invocation, buildConfig, metadata } = v02.output;
  return provenanceOf(materials, {
    request: invocation?.parameters,
    llb: buildConfig?.llbDefinition,
    layers: metadata?.[METADATA]?.layers,
  });
}

function provenanceOf(
  materials: v.InferOutput<typeof MaterialsSchema>,
  build: {
    readonly request: v.InferOutput<typeof RequestSchema> | null | undefined;
    readonly llb: unknown;
    readonly layers: unknown;
  },
): Provenance {
  const source = build.request?.args?.source || undefined;
  const images = new Map<string, BaseImage>();
  let complete = true;
  for (const { uri, digest } of materials) {
    if (!/^pkg:(?:docker|oci)\//.test(uri)) continue;
    const image = imageOf(imageReference(uri), `sha256:${digest.sha256}`);
    if (image === undefined) complete = false;
    else if (source === undefined || !sameReference(image.reference, source)) {
      images.set(`${image.reference} ${image.digest}`, image);
    }
  }
  const dockerfile =
    build.request?.frontend === 'dockerfile.v0' ||
    (source !== undefined && /^docker\.io\/docker\/dockerfile(?:-upstream)?$/.test(nameOf(source)));
  const all = [...images.values()];
  return { images: all, complete, dockerfile, bottom: bottomImage(all, build.llb, build.layers) };
}

function bottomImage(images: readonly BaseImage[], llb: unknown, layers: unknown): Provenance['bottom'] {
  const steps = v.safeParse(LlbSchema, llb);
  const bottom = steps.success ? bottomOf(steps.output) : undefined;
  if (bottom?.kind === 'scratch') return 'scratch';
  if (bottom?.kind !== 'source') return undefined;
  const [, reference = '', digest] = /^docker-image:\/\/([^@]+)@(.+)$/s.exec(bottom.identifier) ?? [];
  // The materials name it as the Dockerfile does, the step in full.
  const image = images.find((each) => each.digest === digest && sameReference(each.reference, reference));
  if (image === undefined) return undefined;
  const known = v.safeParse(LayersSchema, layers);
  const lists = (known.success ? known.output[bottom.state] : undefined) ?? [];
  return { image, layers: lists.map((list) => list.map((layer) => layer.digest)) };
}

/** An image with its digest, where both are well formed. A digest within the reference is left out. */
export function imageOf(reference: string | undefined, digest: string): BaseImage | undefined {
  const known = parseDigest(digest);
  const named = reference?.split('@', 1)[0] ?? '';
  return known === undefined || parseReference(named) === undefined ? undefined : { reference: named, digest: known };
}

/** `alpine` and `docker.io/library/alpine:latest` are one reference; digests are held against each other elsewhere. */
function sameReference(a: string, b: string): boolean {
  return nameOf(a) === nameOf(b) && tagOf(a) === tagOf(b);
}

function nameOf(reference: string): string {
  const parsed = parseReference(reference);
  return parsed === undefined ? reference : `${parsed.domain}/${parsed.path}`;
}

function tagOf(reference: string): string {
  return parseReference(reference)?.tag ?? 'latest';
}
